// Every command goes through here: kept until the server answers that very command.
//
// Rows go in order and several at a time. A network fault, 5xx, 401, 403, 413 or 429 is no answer to a
// command: its row waits and is sent again. Only an answer to the command itself takes it out.
import { BOOT, iso } from "./clock.js";

/** @typedef {{id: string, kind: string, subject: string, body: any, private?: any, happened_at: string, seen: number,
 *   acted: boolean, staff: string | null, tick_ms: number, boot: string, at: string, wall: string}} Row */

/** Rows in memory. Whatever keeps them on disk later has these four promises and nothing else. */
export class MemoryRows {
  /** @type {Row[]} */ #rows = [];

  /** @param {Row} row */
  async put(row) {
    this.#rows.push(row);
  }

  /** The first rows, oldest first. @param {number} count */
  async peek(count) {
    return this.#rows.slice(0, count);
  }

  /** @param {string} id */
  async remove(id) {
    this.#rows = this.#rows.filter((row) => row.id !== id);
  }

  async all() {
    return [...this.#rows];
  }
}

const BATCH = 50;
const BACKOFF_MS = [400, 800, 1600, 3000, 5000, 8000, 12000];

export class Outbox extends EventTarget {
  #rows;
  #draining = false;
  #failures = 0;
  #batch = BATCH;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {Map<string, (answer: any) => void>} */ #askers = new Map();

  /** @param {{rows?: MemoryRows, url?: string, fetcher?: typeof fetch}} [with_] */
  constructor({ rows = new MemoryRows(), url = "/floor/commands", fetcher = (...all) => fetch(...all) } = {}) {
    super();
    this.#rows = rows;
    this.url = url;
    this.fetcher = fetcher;
  }

  /**
   * Keep a command and send it as soon as may be. The promise holds its answer, whenever that comes.
   * @param {Row} row @returns {Promise<any>}
   */
  async put(row) {
    const answered = new Promise((resolve) => this.#askers.set(row.id, resolve));
    await this.#rows.put(row);
    await this.#tell();
    this.wake();
    return answered;
  }

  /** Try again now: the link came back, somebody signed in. */
  wake() {
    clearTimeout(this.#timer);
    void this.#drain();
  }

  async waiting() {
    return this.#rows.all();
  }

  async #tell() {
    this.dispatchEvent(new CustomEvent("waiting", { detail: await this.#rows.all() }));
  }

  async #drain() {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (;;) {
        const rows = await this.#rows.peek(this.#batch);
        if (!rows.length) break;
        if (!(await this.#post(rows))) {
          const wait = BACKOFF_MS[Math.min(this.#failures++, BACKOFF_MS.length - 1)];
          this.#timer = setTimeout(() => this.wake(), wait * (0.8 + Math.random() * 0.4));
          break;
        }
        this.#failures = 0;
      }
    } finally {
      this.#draining = false;
    }
  }

  /** @param {Row[]} rows @returns {Promise<boolean>} whether the server answered */
  async #post(rows) {
    let reply;
    try {
      const ask = await this.fetcher(this.url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ now: { wall: new Date().toISOString(), tick_ms: performance.now(), boot: BOOT, facility: iso() }, commands: rows }),
      });
      if (ask.status === 413) this.#batch = Math.max(1, Math.floor(this.#batch / 2));
      if (!ask.ok) {
        this.dispatchEvent(new CustomEvent("held", { detail: { status: ask.status } }));
        return false;
      }
      reply = await ask.json();
    } catch {
      this.dispatchEvent(new CustomEvent("held", { detail: { status: 0 } }));
      return false;
    }
    const answers = new Map((reply.answers ?? []).map((/** @type {any} */ answer) => [answer.id, answer]));
    let any = false;
    for (const row of rows) {
      const answer = answers.get(row.id);
      if (!answer) continue; // not answered: it waits
      any = true;
      await this.#rows.remove(row.id);
      this.dispatchEvent(new CustomEvent("answer", { detail: { row, answer } }));
      this.#askers.get(row.id)?.(answer);
      this.#askers.delete(row.id);
    }
    if (any) this.#batch = Math.min(BATCH, this.#batch * 2);
    await this.#tell();
    return any;
  }
}

