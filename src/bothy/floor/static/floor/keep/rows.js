// The outbox's rows on disk, encrypted; in memory where the page may keep nothing, and then it says so.
import { now } from "../clock.js";
import { canKeep, db, intime } from "./db.js";
import { current, lock, unlock } from "./keys.js";
import { MemoryRows } from "./memory.js";

/** @typedef {import("../outbox.js").Row} Row */

/** Most answered rows a tablet holds for the case that the server loses its disk; older ones are sealed away. */
export const MOST_KEPT = 5000;

export class IdbRows {
  /** @type {Map<number, Row>} rows by their place, as far as this page has read them */ #read = new Map();
  /** @type {{row: Row, done: () => void, failed: (why: unknown) => void}[]} */ #queue = [];
  /** @type {Promise<void> | null} */ #writing = null;

  /**
   * Keep a row. It lies on the disk when the promise resolves. Rows put at once go in one transaction, in their order.
   * @param {Row} row @returns {Promise<void>}
   */
  put(row) {
    const put = new Promise((done, failed) => this.#queue.push({ row, done: () => done(undefined), failed }));
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
    return /** @type {Promise<void>} */ (put);
  }

  async #write() {
    while (this.#queue.length) {
      const batch = this.#queue.splice(0);
      try {
        await this.#add(batch.map((one) => one.row));
        for (const one of batch) one.done();
      } catch (why) {
        for (const one of batch) one.failed(why);
      }
    }
  }

  /** @param {Row[]} rows */
  async #add(rows) {
    for (;;) {
      const key = await current("shift");
      const locked = await Promise.all(rows.map((row) => lock(key, row)));
      const tx = (await db()).transaction(["keys", "outbox"], "readwrite", { durability: "strict" });
      // The tablet may have been let go in another tab just now: what is kept under a key that is gone is lost.
      const standing = await tx.objectStore("keys").get("shift");
      if (standing?.id !== key.id) {
        await tx.done;
        continue;
      }
      const store = tx.objectStore("outbox");
      const places = await Promise.all(rows.map((row, n) => store.add({ id: row.id, ...locked[n] })));
      await tx.done;
      rows.forEach((row, n) => this.#read.set(/** @type {number} */ (places[n]), row));
      return;
    }
  }

  /** The first rows, oldest first. @param {number} count */
  async peek(count) {
    return (await this.all()).slice(0, count);
  }

  /** Every row, of all tabs, in the order in which hands made them. @returns {Promise<Row[]>} */
  async all() {
    const database = await db();
    const places = /** @type {number[]} */ (await database.getAllKeys("outbox"));
    const there = new Set(places);
    for (const place of this.#read.keys()) if (!there.has(place)) this.#read.delete(place);
    const unread = places.filter((place) => !this.#read.has(place));
    if (unread.length) {
      const records = await database.getAll("outbox", IDBKeyRange.bound(unread[0], unread[unread.length - 1]));
      await Promise.all(
        records.map(async (/** @type {any} */ record) => {
          if (this.#read.has(record.seq)) return;
          const row = await unlock(record);
          if (row) this.#read.set(record.seq, row);
        }),
      );
    }
    return places.map((place) => this.#read.get(place)).filter((row) => row !== undefined);
  }

  /** @param {string} id */
  async remove(id) {
    const tx = (await db()).transaction("outbox", "readwrite");
    const place = await tx.store.index("id").getKey(id);
    if (place !== undefined) await tx.store.delete(place);
    await tx.done;
  }

  /**
   * Take answered rows out, all in one step: what was written is kept until it stands in a copy, what was refused
   * until somebody has seen it.
   * @param {{row: Row, answer: any}[]} answered
   */
  async settle(answered) {
    const tx = (await db()).transaction(["outbox", "kept", "refused"], "readwrite");
    const outbox = tx.objectStore("outbox");
    await Promise.all(
      answered.map(async ({ row, answer }) => {
        const place = await outbox.index("id").getKey(row.id);
        const record = place === undefined ? undefined : await outbox.get(place);
        if (!record) return; // another tab was faster
        const { id, key, iv, ct } = record;
        const numbers = answer.numbers ?? [];
        if (numbers.length) await tx.objectStore("kept").put({ id, key, iv, ct, numbers, top: Math.max(...numbers), answer: answer.answer });
        // Done while cut off, and refused: on the list before it is off the outbox. Only the row is about people.
        else if (answer.answer === "refused" && row.acted) await tx.objectStore("refused").put({ id, key, iv, ct, refusal: answer.refusal, at: now() });
        await outbox.delete(/** @type {IDBValidKey} */ (place));
      }),
    );
    await tx.done;
  }
}

/** Rows as good as this page can keep them. `onTrouble` is called once when they are in memory only. */
export class KeptRows {
  /** @type {IdbRows | null} */ #disk;
  #memory = new MemoryRows();
  #onTrouble;

  /** @param {(why: unknown) => void} onTrouble */
  constructor(onTrouble = () => {}) {
    this.#onTrouble = onTrouble;
    this.#disk = canKeep() ? new IdbRows() : null;
  }

  /** Whether a row outlives the page. */
  get durable() {
    return this.#disk !== null;
  }

  /** @param {Row} row */
  async put(row) {
    if (this.#disk) {
      try {
        return await intime(this.#disk.put(row));
      } catch (why) {
        this.#onTrouble(why); // a full disk, a store that was taken away: better in memory than not at all
      }
    } else this.#onTrouble(null);
    await this.#memory.put(row);
  }

  async all() {
    const lying = await this.#told((disk) => disk.all(), []);
    const known = new Set(lying.map((row) => row.id));
    return [...lying, ...(await this.#memory.all()).filter((row) => !known.has(row.id))];
  }

  /** @param {number} count */
  async peek(count) {
    return (await this.all()).slice(0, count);
  }

  /** @param {string} id */
  async remove(id) {
    await this.#told((disk) => disk.remove(id), undefined);
    await this.#memory.remove(id);
  }

  /** @param {{row: Row, answer: any}[]} answered */
  async settle(answered) {
    await this.#told((disk) => disk.settle(answered), undefined);
    await this.#memory.settle(answered);
  }

  /** @template T @param {(disk: IdbRows) => Promise<T>} ask @param {T} otherwise @returns {Promise<T>} */
  async #told(ask, otherwise) {
    if (!this.#disk) return otherwise;
    try {
      return await intime(ask(this.#disk));
    } catch (why) {
      this.#onTrouble(why);
      return otherwise;
    }
  }
}
