// What readings say of a person: whether breathing is poor, how awake, the last value of each, the doses so far.
// The same steps as bothy/care/signs.py.

import { standing } from "./history.js";

const LOW_BREATHS_PER_MINUTE = 10;
const LOW_SPO2_PERCENT = 90;
const ENOUGH_SPO2_PERCENT = 94;
const AWAKE = ["alert", "confused", "voice", "pain", "unresponsive"];

const known = (value) => value !== undefined && value !== null;

/**
 * The last value of every sign that was observed, by field, with when.
 * @param {any} emergency @returns {Record<string, {value: any, at: number}>}
 */
export function lastValues(emergency) {
  /** @type {Record<string, {value: any, at: number}>} */
  const found = {};
  for (const { kind, body, happened_at } of standing(emergency.lines)) {
    if (kind !== "observed") continue;
    for (const [field, value] of Object.entries(body)) if (known(value)) found[field] = { value, at: happened_at };
  }
  return found;
}

/**
 * The doses of naloxone that stand, in the order in which they were given; nth is counted.
 * @param {any} emergency @returns {{nth: number, at: number, dose_mg: number|null, route: string|null, batch: string|null}[]}
 */
export function doses(emergency) {
  return standing(emergency.lines)
    .filter(({ kind, body }) => kind === "acted" && body.action === "naloxone")
    .map(({ body, happened_at }, n) => ({
      nth: n + 1,
      at: happened_at,
      dose_mg: body.dose_mg ?? null,
      route: body.route ?? null,
      batch: body.batch ?? null,
    }));
}

/** The Glasgow Coma Scale of one look: as told, or its three parts added up. @param {any} seen @returns {number|null} */
export function gcs(seen) {
  if (known(seen.gcs_total)) return seen.gcs_total;
  const parts = [seen.gcs_eye, seen.gcs_verbal, seen.gcs_motor];
  return parts.every(known) ? parts.reduce((sum, part) => sum + part, 0) : null;
}

/** How awake, from AVPU or the GCS, the worse where both are told; null where neither is. @returns {string|null} */
export function awake(seen) {
  const total = gcs(seen);
  let worst = known(seen.consciousness) ? AWAKE.indexOf(seen.consciousness) : -1;
  if (total !== null) {
    const said = total === 15 ? 0 : total === 14 ? 1 : total >= 9 ? 2 : total > 3 ? 3 : 4;
    worst = Math.max(worst, said);
  }
  return worst < 0 ? null : AWAKE[worst];
}

export const notBreathing = (seen) =>
  seen.breathing === "absent" || seen.breathing === "gasping" || seen.breaths_per_minute === 0;

/** Whether breathing was poor in one look; null where what is told does not say. @returns {boolean|null} */
export function breathingPoor(seen, lowBreaths = LOW_BREATHS_PER_MINUTE, lowSpo2 = LOW_SPO2_PERCENT) {
  const told = [];
  if (known(seen.breaths_per_minute)) told.push(seen.breaths_per_minute < lowBreaths);
  if (known(seen.breathing)) told.push(seen.breathing !== "normal");
  if (known(seen.spo2_percent)) {
    if (seen.spo2_percent < lowSpo2) told.push(true);
    else if (seen.on_oxygen === false && seen.spo2_percent >= ENOUGH_SPO2_PERCENT) told.push(false);
  }
  return told.length ? told.some(Boolean) : null;
}
