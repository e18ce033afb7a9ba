// The list of what could not be kept, on the disk: under the shift's key, as the rows themselves.
import { db, intime } from "./db.js";
import { current, lock, unlock } from "./keys.js";
import { hear, say } from "./tabs.js";

/** @typedef {import("../refused.js").Refused} Refused */

export class IdbRefused {
  /** @param {() => void} onChange another tab wrote or dealt with one */
  constructor(onChange = () => {}) {
    hear("refused", onChange);
  }

  /** @param {Refused} one */
  async put(one) {
    const locked = await lock(await current("shift"), one);
    await intime((await db()).put("refused", { id: one.row.id, ...locked }));
    say("refused");
  }

  /** @param {string} id of the row */
  async remove(id) {
    await intime((await db()).delete("refused", id));
    say("refused");
  }

  /** @returns {Promise<Refused[]>} those refused first first */
  async all() {
    const records = await intime((await db()).getAll("refused"));
    const told = await Promise.all(records.map(told_));
    return told.filter((one) => one !== null).sort((one, other) => one.at - other.at);
  }
}

/** A row that was taken out of the outbox with its refusal, and that no page has put on the list itself. @param {any} record */
async function told_(record) {
  const value = await unlock(record);
  if (value === undefined) return null;
  return record.refusal ? { row: value, refusal: record.refusal, at: record.at } : value;
}
