// What could not be kept: refused by the house after it had been done while the tablet was cut off. It stays on the
// list until a person has dealt with it.

/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {{row: Row, refusal: {code: string, sentence: string}, at: number}} Refused `at`: facility time at which it was refused, ms */

/** Refused rows in memory. Whatever keeps them on the disk has these three promises and nothing else. */
export class MemoryRefused {
  /** @type {Map<string, Refused>} */ #held = new Map();

  /** A second time is once. @param {Refused} one */
  async put(one) {
    this.#held.set(one.row.id, one);
  }

  /** @param {string} id of the row */
  async remove(id) {
    this.#held.delete(id);
  }

  /** All of them, those refused first first. @returns {Promise<Refused[]>} */
  async all() {
    return [...this.#held.values()];
  }
}
