// Dealing with what could not be kept: "it was done, record it anyway", or "leave it".
import { BOOT, iso, now, synced, wall } from "./clock.js";
import { entryId } from "./house/uuid5.js";
import { MemoryRefused } from "./refused.js";
import { store } from "./store.js";

/** @typedef {import("./refused.js").Refused} Refused */

/** @type {{put: (one: Refused) => Promise<void>, remove: (id: string) => Promise<void>, all: () => Promise<Refused[]>}} */
let kept = new MemoryRefused();

/** Rows that were taken back before the house refused them: there is nothing left to deal with. @type {Set<string>} */
const takenBack = new Set();
const MOST_ENTRIES = 8;

/** Keep them elsewhere than in memory: what lies there is on the list from now on. @param {typeof kept} where */
export async function keepRefusedIn(where) {
  const before = await kept.all();
  kept = where;
  for (const one of before) await kept.put(one);
  await refreshRefused();
}

/** Look anew at what lies there: another tab may have dealt with some. */
export async function refreshRefused() {
  store.refused = await kept.all();
  store.changed();
}

/** @param {any} row @param {{code: string, sentence: string}} refusal */
export async function couldNotBeKept(row, refusal) {
  const named = row.kind === "correct" && row.body.void ? await whose(row.body.entry) : null;
  if (named) {
    takenBack.add(named);
    await kept.remove(named);
    await kept.remove(row.id);
  } else await kept.put({ row, refusal, at: now() });
  await refreshRefused();
}

/** The refused row whose entry this would have been, or null. @param {string} entry */
async function whose(entry) {
  const rows = [...(await kept.all()).map((one) => one.row.id), ...takenBack];
  return rows.find((row) => Array.from({ length: MOST_ENTRIES }, (_, n) => entryId(row, n)).includes(entry)) ?? null;
}

/**
 * It was done: the same act again, as acted on, by whoever did it and when it was done.
 * @param {Refused} one @param {(row: any) => Promise<any>} put into the outbox
 */
export async function recordAnyway({ row }, put) {
  const answer = await put({ ...row, id: crypto.randomUUID(), acted: true, seen: store.base.number, tick_ms: performance.now(), boot: BOOT, at: iso(), wall: wall(), synced: synced() });
  await leaveIt(row.id);
  return answer;
}

/** Somebody has seen it, and it needs nothing. @param {string} id of the row */
export async function leaveIt(id) {
  await kept.remove(id);
  await refreshRefused();
}
