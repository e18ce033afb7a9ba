// Every command goes through here: kept until the server answers that very command.
//
// Rows go in order and several at a time, from one tab of the tablet at a time. A network fault, 5xx, 401, 403, 413
// or 429 is no answer to a command: its row waits and is sent again. Only an answer to the command itself takes it out.
import { tell, unheardOfShift } from "./ask.js";
import { BOOT, iso, wall } from "./clock.js";
import { MemoryRows } from "./keep/memory.js";
import { KeptRows } from "./keep/rows.js";
import { alone, hear, say } from "./keep/tabs.js";
import { EMERGENCY_ACTS } from "./urgent.js";

export { MemoryRows };

/** @typedef {{id: string, kind: string, subject: string, body: any, private?: any, happened_at: string, seen: number,
 *   acted: boolean, staff: string | null, tick_ms: number, boot: string}} Row */

/** A row of this kind is no command: somebody came or went at this tablet while it was cut off. */
export const SHIFT = "shift";

const BATCH = 100;
const POST_MS = 15_000;
const BACKOFF_MS = [400, 800, 1600, 3000, 5000, 8000, 12000];

/** This device's own clocks as it sends. */
export const clocks = () => ({ wall: wall(), tick_ms: performance.now(), boot: BOOT, facility: iso() });

/** Who came or went, with the clocks of then. @param {any} row of kind SHIFT */
export function toldOfShift({ body, tick_ms, boot, wall: then, synced }) {
  return { ...body, tick_ms, boot, wall: then, synced };
}

export class Outbox extends EventTarget {
  #rows;
  #draining = false;
  #again = false;
  #failures = 0;
  #held = 0;
  /** How much lay there when last looked; not known at first. */ #lying = NaN;
  #batch = BATCH;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {Map<string, (answer: any) => void>} */ #askers = new Map();
  /** @type {Row[]} sealed away by this page and not yet answered: drawn on, not sent from here */ #aside = [];

  /** @param {{rows?: MemoryRows | KeptRows, url?: string, fetcher?: typeof fetch}} [with_] */
  constructor({ rows, url = "/floor/commands", fetcher = (...all) => fetch(...all) } = {}) {
    super();
    this.#rows = rows ?? new KeptRows((why) => this.dispatchEvent(new CustomEvent("trouble", { detail: why })));
    this.url = url;
    this.fetcher = fetcher;
    // What another tab kept, or sent and heard of, is drawn here too.
    hear("rows", () => void this.#tell());
    hear("answers", ({ answered }) => void this.#heard(answered));
    hear("shift", ({ row, ok, told }) => void this.#shiftHeard(row, ok, told));
  }

  /**
   * Keep a command and send it as soon as may be. Resolves when it lies on the disk, with the promise of its answer.
   * @param {Row} row @returns {Promise<{answered: Promise<any>}>}
   */
  async keep(row) {
    const answered = new Promise((resolve) => this.#askers.set(row.id, resolve));
    await this.#rows.put(row);
    await this.#tell();
    say("rows");
    this.wake();
    return { answered };
  }

  /** Keep a command; the promise holds its answer, whenever that comes. @param {Row} row @returns {Promise<any>} */
  async put(row) {
    return (await this.keep(row)).answered;
  }

  /** Keep that somebody came or went, in order with what they did. @param {any} row of kind SHIFT */
  async keepShift(row) {
    await this.#rows.put(row);
    await this.#tell();
    say("rows");
    this.wake();
  }

  /** Try again now: the link came back, somebody signed in. */
  wake() {
    clearTimeout(this.#timer);
    void this.#drain();
  }

  /** Rows not yet answered, in order, of all tabs; also those that say who came and went. */
  async waiting() {
    return this.#rows.all();
  }

  /** Whether nothing lay there when it was last looked at. */
  get isEmpty() {
    return this.#lying === 0;
  }

  /** Look anew at what lies there: rows were read from the disk, or sealed away. */
  async refresh() {
    await this.#tell();
  }

  /** These rows lie in a sealed box now: they are drawn until the box is answered. @param {Row[]} rows */
  setAside(rows) {
    const known = new Set(this.#aside.map((row) => row.id));
    this.#aside.push(...rows.filter((row) => !known.has(row.id)));
  }

  /** A box was answered. @param {any[]} answers */
  async heardOfAside(answers) {
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    const answered = this.#aside.filter((row) => byId.has(row.id)).map((row) => ({ row, answer: byId.get(row.id) }));
    this.#aside = this.#aside.filter((row) => !byId.has(row.id));
    say("answers", { answered });
    await this.#heard(answered);
  }

  async #tell() {
    const all = await this.#rows.all();
    this.#lying = all.length;
    this.dispatchEvent(new CustomEvent("shifts", { detail: all.filter((row) => row.kind === SHIFT) }));
    const rows = [...this.#aside, ...all.filter((row) => row.kind !== SHIFT)];
    this.dispatchEvent(new CustomEvent("waiting", { detail: rows }));
  }

  async #drain() {
    this.#again = true;
    if (this.#draining) return;
    this.#draining = true;
    try {
      while (this.#again) {
        this.#again = false;
        if (!(await this.#rows.peek(1)).length) continue;
        await alone("bothy-outbox", (isMine) => this.#send(isMine));
      }
    } finally {
      this.#draining = false;
    }
  }

  /** @param {() => boolean} isMine */
  async #send(isMine) {
    while (isMine()) {
      const rows = await this.#rows.peek(this.#batch);
      if (!rows.length) break;
      const first = rows.findIndex((row) => row.kind === SHIFT);
      const done = first === 0 ? await this.#postShift(rows[0]) : await this.#post(first < 0 ? rows : rows.slice(0, first));
      if (!done) {
        if (this.#held === 503) await this.#urgent();
        const wait = BACKOFF_MS[Math.min(this.#failures++, BACKOFF_MS.length - 1)];
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.wake(), wait * (0.8 + Math.random() * 0.4));
        break;
      }
      this.#failures = 0;
    }
  }

  /** What is ordinary waits (a full disk, a house that is being mended); an emergency goes past it. */
  async #urgent() {
    const rows = (await this.#rows.all()).filter((row) => EMERGENCY_ACTS.has(row.kind)).slice(0, BATCH);
    if (rows.length) await this.#post(rows);
  }

  /** @param {string} url @param {any} told */
  async #ask(url, told) {
    const reply = await tell(url, told, POST_MS, this.fetcher);
    this.#held = reply.ok ? 0 : reply.status;
    return reply;
  }

  /** @param {Row[]} rows @returns {Promise<boolean>} whether the server answered */
  async #post(rows) {
    const reply = await this.#ask(this.url, { now: clocks(), commands: rows });
    if (reply.status === 413) this.#batch = Math.max(1, Math.floor(this.#batch / 2));
    if (!reply.ok) {
      this.dispatchEvent(new CustomEvent("held", { detail: { status: reply.status } }));
      return false;
    }
    const answers = new Map((reply.told.answers ?? []).map((/** @type {any} */ answer) => [answer.id, answer]));
    // What was not answered waits.
    const answered = rows.filter((row) => answers.has(row.id)).map((row) => ({ row, answer: answers.get(row.id) }));
    if (!answered.length) return false;
    await this.#rows.settle(answered);
    say("answers", { answered });
    await this.#heard(answered);
    this.#batch = Math.min(BATCH, this.#batch * 2);
    return true;
  }

  /** Somebody came or went while cut off: said before what they did then. @param {any} row */
  async #postShift(row) {
    const reply = await this.#ask(row.url, { ...toldOfShift(row), now: clocks() });
    // No PIN keeps an emergency waiting.
    if (unheardOfShift(reply.status)) {
      this.dispatchEvent(new CustomEvent("held", { detail: { status: reply.status } }));
      return false;
    }
    await this.#rows.remove(row.id);
    say("shift", { row, ok: reply.ok, told: reply.told });
    await this.#shiftHeard(row, reply.ok, reply.told);
    return true;
  }

  /** @param {any} row @param {boolean} ok @param {any} told */
  async #shiftHeard(row, ok, told) {
    await this.#tell();
    this.dispatchEvent(new CustomEvent("shift", { detail: { row, ok, told } }));
  }

  /** @param {{row: Row, answer: any}[]} answered */
  async #heard(answered) {
    for (const { row, answer } of answered) {
      this.dispatchEvent(new CustomEvent("answer", { detail: { row, answer } }));
      this.#askers.get(row.id)?.(answer);
      this.#askers.delete(row.id);
    }
    await this.#tell();
  }
}
