// Duties that hang on an emergency: what must be reported, by when, and whether it was.
// The same steps as bothy/care/duties.py.

import { ON_THE_WAY } from "./ambulance.js";
import { standing } from "./history.js";
import { rulesAt } from "./hours.js";

const HOUR_MS = 3600 * 1000;
const WAIT_MS = 14 * 24 * HOUR_MS;

/** @typedef {{duty: string, after: string, since: number, due_at: number|null, kept_at: number|null, how: string|null, evidence: string|null}} DutyDue */

/**
 * The duties of one emergency by the rules that held when it was raised, those due first first.
 * None of a drill, of one raised in error, or of one that nobody raised.
 * @param {any} house @param {any} emergency @returns {DutyDue[]}
 */
export function duties(house, emergency) {
  if (emergency.raised_at === null || emergency.drill || emergency.outcome === "raised_in_error") return [];
  /** @type {DutyDue[]} */
  const found = [];
  for (const duty of rulesAt(house, emergency.raised_at).duties) {
    const since = sinceWhen(duty.after ?? null, emergency);
    if (since === null) continue;
    const hours = duty.within_hours ?? null;
    const kept = emergency.duties_kept.find((one) => one.duty === duty.name) ?? null;
    found.push({
      duty: duty.name,
      after: duty.after,
      since,
      due_at: hours === null ? null : since + hours * HOUR_MS,
      kept_at: kept === null ? null : kept.at,
      how: kept === null ? null : kept.how,
      evidence: kept === null ? null : kept.evidence,
    });
  }
  return found.sort(
    (one, other) =>
      Number(one.due_at === null) - Number(other.due_at === null) ||
      (one.due_at ?? one.since) - (other.due_at ?? other.since) ||
      (one.duty < other.duty ? -1 : one.duty > other.duty ? 1 : 0),
  );
}

/** @param {DutyDue} one @param {number} now */
export const isOverdue = (one, now) => one.kept_at === null && one.due_at !== null && one.due_at <= now;

/** Whether something is still to be reported of an emergency that closed not too long ago. */
export function dutiesWait(house, emergency, now) {
  const closed = emergency.closed_at;
  if (closed === null || closed < now - WAIT_MS) return false;
  return duties(house, emergency).some((one) => one.kept_at === null);
}

function sinceWhen(after, emergency) {
  if (after === "emergency") return emergency.raised_at;
  if (after === "death") return emergency.outcome === "died" ? emergency.closed_at : null;
  if (after !== "ambulance") return null;
  const called = standing(emergency.lines).find(
    (line) => line.kind === "ambulance-moved" && ON_THE_WAY.has(line.body.step),
  );
  return called ? called.happened_at : null;
}
