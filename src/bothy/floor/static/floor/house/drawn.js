// The House as it is drawn: what the server told, and on it what this tablet has written and not heard back.

import { expect } from "./expect.js";
import { add } from "./fold.js";
import { OwnMap } from "./maps.js";
import { entryId } from "./uuid5.js";

/** @typedef {import("./fold.js").House} House */
/** @typedef {import("../outbox.js").Row} Row */

const MAPS = /** @type {const} */ (["visits", "emergencies", "referrals", "people", "registers", "on_floor", "places"]);

/**
 * Adds rows up on a base. A row more on the same base costs one row; a new base all of them.
 */
export class Drawn {
  /** @type {House | null} */ #base = null;
  /** @type {House | null} */ #house = null;
  /** @type {string[]} ids of the rows that are in */ #rows = [];
  /** @type {Map<string, import("./history.js").Line[]>} */ #lines = new Map();

  /** What each row came to, by its id; a row whose entries the base has already comes to nothing. */
  get lines() {
    return this.#lines;
  }

  /**
   * @param {House} base @param {Row[]} rows in the order in which they will be decided
   * @param {{device: string | null}} me @param {(entry: string) => boolean} told whether the base has an entry
   * @returns {House}
   */
  house(base, rows, me, told = () => false) {
    const goes_on = this.#base === base && this.#house !== null && this.#rows.every((id, n) => rows[n]?.id === id);
    if (!goes_on) this.#begin(base);
    let house = /** @type {House} */ (this.#house);
    for (const row of rows.slice(this.#rows.length)) {
      const lines = told(entryId(row.id, 0)) ? [] : expect(house, row, me);
      // The facility clock of the row's own time would let things go that the server still holds: nothing is swept here.
      for (const line of lines) house = add(house, line);
      this.#lines.set(row.id, lines);
      this.#rows.push(row.id);
    }
    this.#house = house;
    return rows.length ? house : base;
  }

  /** @param {House} base */
  #begin(base) {
    this.#base = base;
    this.#rows = [];
    this.#lines = new Map();
    const own = Object.fromEntries(MAPS.map((name) => [name, new OwnMap(/** @type {Map<any, any>} */ (base[name]))]));
    this.#house = { ...base, ...own };
  }
}
