// Rows in memory: where a page may keep nothing, and in tests.

/** @typedef {import("../outbox.js").Row} Row */

/** The promises that whatever keeps rows has to the outbox. */
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

  /** Take answered rows out, all in one step. @param {{row: Row, answer: any}[]} answered */
  async settle(answered) {
    const gone = new Set(answered.map(({ row }) => row.id));
    this.#rows = this.#rows.filter((row) => !gone.has(row.id));
  }

  async all() {
    return [...this.#rows];
  }
}
