// What every part of the screen draws from. Only this page changes it; whoever draws listens to "change".
import { Drawn } from "./house/drawn.js";
import { emptyHouse } from "./house/fold.js";
import { holds, namesWith, unsentOf } from "./house/provisional.js";

/**
 * @typedef {object} Toast @property {string} id @property {string} text @property {"said"|"refused"} tone
 * @property {(() => void) | null} undo @property {number} times
 * @property {string} of
 * @typedef {{ name: string, args: Record<string, any> }} SheetCall
 */

class Store extends EventTarget {
  phase = "starting"; // starting, enrol, live, revoked
  #base = emptyHouse();
  #drawn = new Drawn();
  #house = this.#base;
  #stale = false;
  /** @type {any[]} */ #waiting = [];
  /** @type {{row: any, top: number}[]} rows that were answered, until the base has come to their entries */ #answered = [];
  /** @type {Record<string, {name: string, tag?: string}>} */ #toldNames = {};
  /** @type {Record<string, {name: string, tag?: string}>} */ #names = {};
  #unsent = unsentOf([], new Map());
  /** @type {Record<string, {name: string, role: string}>} */ staff = {};
  /** @type {Record<string, string>} */ words = {};
  /** @type {Record<string, string[]>} */ codes = {};
  device = { id: "", name: "" };
  /** @type {string[]} staff ids signed in on this tablet */ signedIn = [];
  /** @type {string | null} */ active = null;
  link = "joining"; // joining, in-step, cut-off
  heardAt = 0; // facility time of the last word from the server
  /** @type {any} what the demo says, or null in a real house */ demo = null;
  /** @type {import("./refused.js").Refused[]} what could not be kept, until somebody has dealt with it */ refused = [];
  /** @type {Map<string, {id: string, raised_at: number, where: string, place: number|null, visit: string|null, drill: boolean}>} from the tap until the row is drawn: an emergency does not wait for the disk */
  raisedHere = new Map();
  /** @type {import("./board/screens.js").ScreenState[]} every screen, as the house last told */ screens = [];
  /** @type {{code: string, sentence: string}[]} what is wrong with the house as a whole */ troubles = [];
  /** @type {SheetCall | null} */ sheet = null;
  /** @type {Toast[]} */ toasts = [];
  discreet = remembered("discreet") === "yes";
  theme = remembered("theme") || "auto"; // auto, day, night: the same key as the office pages
  /** @type {Map<number, any>} recent lines by number, for undo */ recent = new Map();

  #due = false;

  /** The House as the server told it. Only the stream, and what was kept of it on this tablet, writes it. */
  get base() {
    return this.#base;
  }

  set base(house) {
    // Another house, say a demo made anew, knows nothing of what was answered here.
    if (this.#base.facility !== house.facility) this.#answered = [];
    this.#base = house;
    // From here on they are the house's own.
    for (const id of this.raisedHere.keys()) if (house.emergencies.has(id)) this.raisedHere.delete(id);
    this.redraw();
  }

  /** Rows of the outbox, in the order in which hands made them. */
  get waiting() {
    return this.#waiting;
  }

  set waiting(rows) {
    this.#waiting = rows;
    this.redraw();
  }

  /** What everything draws from: the base, and on it what this tablet has written and not yet heard back. */
  get house() {
    this.#addUp();
    return this.#house;
  }

  /** What people are called, also those whom only this tablet knows so far; what is put here is what was told. */
  get names() {
    this.#addUp();
    return this.#names;
  }

  set names(told) {
    this.#toldNames = told;
    this.redraw();
  }

  /** Names as the house told them, without those of whom only this tablet knows. */
  get toldNames() {
    return this.#toldNames;
  }

  /** Entries, subjects and places of which something is drawn here that was not sent yet. */
  get unsent() {
    this.#addUp();
    return this.#unsent;
  }

  /** What a row that is drawn came to, or is expected to come to. @param {string} row @returns {any[]} */
  linesOf(row) {
    this.#addUp();
    return this.#drawn.lines.get(row) ?? [];
  }

  /** The server took a row: it stays drawn until the base has its entries. @param {any} row @param {number[]} numbers */
  answered(row, numbers) {
    const top = Math.max(0, ...numbers);
    if (top > this.#base.number && !this.#answered.some((one) => one.row.id === row.id)) this.#answered.push({ row, top });
    this.redraw();
  }

  /** The base, the outbox or an answer changed: the House is added up anew when it is next looked at. */
  redraw() {
    this.#stale = true;
    this.changed();
  }

  // However much changed since it was last looked at, the House is added up once: at most once a frame.
  #addUp() {
    if (!this.#stale) return;
    this.#stale = false;
    const base = this.#base;
    this.#answered = this.#answered.filter(({ top }) => top > base.number);
    const taken = this.#answered.map(({ row }) => row);
    const rows = [...taken, ...this.#waiting.filter((row) => taken.every((one) => one.id !== row.id))];
    this.#house = this.#drawn.house(base, rows, { device: this.device.id }, (entry) => holds(base, entry));
    this.#names = namesWith(this.#toldNames, rows);
    this.#unsent = unsentOf(this.#waiting, this.#drawn.lines);
  }

  /** Something changed: draw once in the next frame, however many changes there were. */
  changed() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.dispatchEvent(new Event("change"));
    });
  }

  /** @param {string} name @param {Record<string, any>} args */
  open(name, args = {}) {
    this.sheet = { name, args };
    this.changed();
  }

  close() {
    this.sheet = null;
    this.changed();
  }

  /** Who holds the tablet now; a reload goes on with the same person. @param {string} staff */
  setActive(staff) {
    this.active = staff;
    remember("active", staff);
    this.changed();
  }

  /** @param {string} text @param {{tone?: "said"|"refused", undo?: (() => void) | null, of?: string}} more `of`: the row that it speaks of */
  say(text, { tone = "said", undo = null, of = "" } = {}) {
    // Said again while it still stands: one message with a count, and the way back of the last one.
    const before = this.toasts.find((toast) => toast.text === text && toast.tone === tone);
    const toast = { id: crypto.randomUUID(), text, tone, undo, of, times: (before?.times ?? 0) + 1 };
    // The latest that was done, and what was refused: a pile would lie over the acts of the lower places.
    this.toasts = [...this.toasts.filter((one) => one !== before && one.tone === "refused").slice(-2), toast];
    setTimeout(() => this.unsay(toast.id), tone === "refused" ? 12000 : undo ? 10000 : 5000);
    this.changed();
  }

  /** What was said of a row is not true: the house refused it. @param {string} row */
  unsayOf(row) {
    this.toasts = this.toasts.filter((toast) => toast.of !== row);
    this.changed();
  }

  /** @param {string} id */
  unsay(id) {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
    this.changed();
  }

  /** @param {boolean} yes */
  setDiscreet(yes) {
    this.discreet = yes;
    remember("discreet", yes ? "yes" : "no");
    this.changed();
  }

  /** @param {string} theme */
  setTheme(theme) {
    this.theme = theme;
    remember("theme", theme);
    drawTheme(theme);
    this.changed();
  }
}

// A tablet's own habits (day or night, discreet or not) are kept here; never anything about people.
/** @param {string} key */
function remembered(key) {
  try {
    return localStorage.getItem(`bothy-${key}`);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    if (value === "auto") localStorage.removeItem(`bothy-${key}`);
    else localStorage.setItem(`bothy-${key}`, value);
  } catch {
    // Storage may be barred: the choice then lasts as long as the page.
  }
}

/** Who held this tablet before the page was opened. */
export const lastActive = () => remembered("active");

/** @param {string} theme */
export function drawTheme(theme) {
  const night = theme === "night" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = night ? "night" : "day";
}

export const store = new Store();
