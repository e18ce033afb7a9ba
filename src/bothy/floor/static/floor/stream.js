// The house as the server tells it: Server-Sent Events, folded into the store.
import * as clock from "./clock.js";
import { fold, fromWire, restore, withPeople } from "./house/fold.js";
import { heardOf, houseForTabs, houseFromTab } from "./keep/keeper.js";
import { Source, stand } from "./keep/source.js";
import { keeping } from "./keep/state.js";
import { lastActive, store } from "./store.js";

const WATCHDOG_MS = 12_000;
const RECENT = 600;

/** @type {Source | null} */ let source = null;
let heardTick = 0;
let opening = 0;
let tries = 0;
/** @type {{onGone: (why: string) => void, onBack: () => void}} */
let told = { onGone: () => {}, onBack: () => {} };

/** Start following the house. @param {{onGone: (why: string) => void, onBack: () => void}} listener */
export function follow(listener) {
  told = listener;
  open();
  stand({ house: houseForTabs, turned: open, wants: () => store.phase === "live" || store.phase === "starting" });
  setInterval(watch, 1000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && watch());
  addEventListener("online", () => open());
}

/** Ask again from the last number folded. */
export function open() {
  source?.close();
  opening = performance.now();
  // What lay at rest is not the whole house: whoever opened with it asks for all of it.
  const after = keeping.fromRest ? 0 : store.base.number || 0;
  const mine = new Source(`/floor/stream${after ? `?after=${after}&facility=${store.base.facility}` : ""}`);
  source = mine;
  const on = (/** @type {string} */ name, /** @type {(data: any) => void} */ act) =>
    mine.addEventListener(name, (event) => {
      if (mine !== source) return;
      const data = JSON.parse(/** @type {MessageEvent} */ (event).data || "{}");
      heard();
      act(data);
      heardOf(name, data);
      store.changed();
    });
  on("snapshot", takeSnapshot);
  on("lines", takeLines);
  on("heartbeat", (data) => clock.sync(data.now, data.rate));
  on("you", takeYou);
  on("screens", (data) => (store.screens = data));
  on("trouble", (data) => (store.troubles = data.troubles ?? []));
  on("demo", (data) => (store.demo = { ...store.demo, ...data }));
  mine.addEventListener("house", (/** @type {MessageEvent} */ { data }) => mine === source && (houseFromTab(data) ? heard() : cutOff()));
  on("bye", (data) => {
    mine.close();
    if (data.why === "revoked") told.onGone("revoked");
    else cutOff();
  });
  mine.onerror = () => {
    if (mine !== source) return;
    cutOff();
    if (mine.readyState === EventSource.CLOSED) void askWhy();
  };
}

function heard() {
  heardTick = performance.now();
  tries = 0;
  store.heardAt = clock.now();
  if (store.link !== "in-step") {
    store.link = "in-step";
    told.onBack();
  }
}

function cutOff() {
  if (store.link === "in-step") store.link = "cut-off";
  store.changed();
}

// A stream that has died without a word looks like a quiet house: after 12 s of silence it is opened anew.
function watch() {
  const silent = performance.now() - Math.max(heardTick, opening);
  const patience = Math.min(WATCHDOG_MS, 1500 * 2 ** tries);
  const closed = !source || source.readyState === EventSource.CLOSED;
  if (store.phase !== "live" && store.phase !== "starting") return;
  if (silent > WATCHDOG_MS || (closed && silent > patience)) {
    tries += 1;
    if (performance.now() - heardTick > WATCHDOG_MS && store.link === "in-step") cutOff();
    open();
  }
}

/** An EventSource does not say why it was refused; a plain request does. */
async function askWhy() {
  try {
    const ask = await fetch("/floor/stream", { headers: { Accept: "text/event-stream" }, credentials: "same-origin", signal: AbortSignal.timeout(WATCHDOG_MS) });
    await ask.body?.cancel();
    if (ask.status === 401) told.onGone("enrol");
    else if (ask.status === 403) told.onGone("revoked");
  } catch {
    // No network: the watchdog goes on trying.
  }
}

/** @param {any} data */
function takeSnapshot(data) {
  keeping.fromRest = null;
  clock.sync(data.clock.now, data.clock.rate);
  store.heardAt = clock.now(); // the first word came by this device's own clock
  const lines = data.lines.map(fromWire);
  store.base = restore(lines, data.number, null, everyone(data.people));
  store.recent = new Map(lines.slice(-RECENT).map((/** @type {any} */ line) => [line.number, line]));
  store.names = data.names ?? {};
  store.staff = data.staff ?? {};
  takeYou(data.you ?? {});
  store.phase = "live";
}

/** @param {any} you */
function takeYou(you) {
  store.device = { id: you.device ?? store.device.id, name: you.device_name ?? store.device.name };
  setSignedIn((you.staff ?? []).map(String));
}

/** @param {any} data */
export function takeLines(data) {
  /** @type {Map<string, any[]>} */
  const earlier = new Map();
  for (const line of (data.recalled ?? []).map(fromWire)) {
    earlier.set(line.subject, [...(earlier.get(line.subject) ?? []), line]);
  }
  const fresh = (data.lines ?? []).map(fromWire).filter((/** @type {any} */ line) => line.number > store.base.number);
  let house = store.base;
  for (const line of fresh) {
    house = fold(house, line, (subject) => earlier.get(subject) ?? []);
    store.recent.set(line.number, line);
  }
  for (const number of store.recent.keys()) {
    if (store.recent.size <= RECENT) break;
    store.recent.delete(number);
  }
  store.base = withPeople(house, everyone(data.people));
  const gone = fresh.filter((/** @type {any} */ line) => line.kind === "person-forgotten").map((/** @type {any} */ line) => line.subject);
  if (data.names || gone.length) store.names = without({ ...store.toldNames, ...data.names }, gone);
  if (data.staff) store.staff = { ...store.staff, ...data.staff };
  if (fresh.length) store.dispatchEvent(new CustomEvent("lines", { detail: fresh }));
}

/** The names without those who were forgotten: a screen that shows them drops them at once. @param {Record<string, any>} names @param {string[]} gone */
const without = (names, gone) => Object.fromEntries(Object.entries(names).filter(([id]) => !gone.includes(id)));

/** People come as a table by id. @param {Record<string, any> | undefined} people @returns {any[]} */
function everyone(people) {
  return Object.entries(people ?? {}).map(([id, person]) => ({ id, ...person }));
}

/** @param {string[]} staff as the server says */
export function setSignedIn(staff) {
  // Whoever signed in cut off is here until the server has said that their PIN was wrong.
  const ids = [...new Set([...staff, ...keeping.cutOffStaff])].filter((id) => !keeping.goneStaff.has(id));
  store.signedIn = ids;
  if (store.active && ids.includes(store.active)) return;
  const before = lastActive();
  store.active = before && ids.includes(before) ? before : (ids[0] ?? null);
}
