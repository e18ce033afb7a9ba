// House rules of an emergency that were not kept: read from the record, so that a correction takes them back.
// The same steps as bothy/care/departures.py.

import { ON_THE_WAY, conditions } from "./ambulance.js";
import { completeness } from "./completeness.js";
import { standing } from "./history.js";
import { rulesAt } from "./hours.js";
import { doses } from "./signs.js";

/** @typedef {{rule: string, at: number, why: string|null, not_called_why: string|null, reason: string|null}} Departed */

/** A departure to which nobody has said a reason. @param {Departed} one */
export const isOpenDeparture = (one) => one.why === null && one.not_called_why === null && one.reason === null;

/**
 * Every rule that was not kept by `now`, once each, by the rules that held when it was raised.
 * @param {any} house @param {any} emergency @param {number} now @returns {Departed[]}
 */
export function departed(house, emergency, now) {
  if (emergency.raised_at === null || emergency.outcome === "raised_in_error") return inError(house, emergency);
  const ladder = rulesAt(house, emergency.raised_at).emergency;
  const first = new Map();
  for (const [at, rule, reason] of found(emergency, ladder, now)) {
    if (!first.has(rule) || at < first.get(rule)[0]) first.set(rule, [at, reason]);
  }
  return told(emergency, first);
}

function inError(house, emergency) {
  const { raised_at: raised, closed_at: closed } = emergency;
  if (raised === null || closed === null) return [];
  const within = rulesAt(house, raised).emergency.raised_in_error_seconds * 1000;
  return closed - raised <= within ? [] : told(emergency, new Map([["raised_in_error_late", [closed, ""]]]));
}

function told(emergency, first) {
  const explained = new Map(emergency.explained.map((one) => [one.rule, one.why]));
  const all = [...first].map(([rule, [at, reason]]) => {
    const not_called_why = rule === "ambulance_not_called" ? emergency.ambulance_why : null;
    const said = reason === "" || reason === "not_stated" || not_called_why !== null ? null : reason;
    return { rule, at, why: explained.get(rule) ?? null, not_called_why, reason: said };
  });
  return all.sort((one, other) => one.at - other.at || (one.rule < other.rule ? -1 : 1));
}

/** @returns {Generator<[number, string, string]>} */
function* found(emergency, ladder, now) {
  const lines = standing(emergency.lines);
  const closed = emergency.closed_at;
  const stored = new Map(emergency.departures.map((one) => [one.rule, one.reason ?? "not_stated"]));
  const steps = lines.filter((line) => line.kind === "ambulance-moved");
  const called = steps.some((line) => ON_THE_WAY.has(line.body.step));
  const saidNo = steps.filter((line) => line.body.step === "not_called").map((line) => line.happened_at);
  const met = conditions(ladder, emergency, closed === null ? now : Math.min(now, closed));
  if (!called && (closed !== null || saidNo.length) && (met.length || stored.has("ambulance_not_called"))) {
    const at = met.length ? met[0][1] : (saidNo[0] ?? closed);
    yield [at, "ambulance_not_called", stored.get("ambulance_not_called") ?? ""];
  }
  if (closed !== null && completeness(emergency).reversed === "not_enough_information") {
    yield [closed, "too_little_recorded", ""];
  }
  yield* ofDoses(emergency, ladder);
  for (const line of lines) {
    if (line.kind === "watch-missed" && line.body.rule === "emergency_look") yield [line.happened_at, "not_looked_at", ""];
  }
}

/** @returns {Generator<[number, string, string]>} */
function* ofDoses(emergency, ladder) {
  const given = doses(emergency);
  if (given.length && ladder.oxygen_first && (emergency.oxygen_at === null || emergency.oxygen_at > given[0].at)) {
    yield [given[0].at, "naloxone_before_oxygen", ""];
  }
  for (let n = 1; n < given.length; n += 1) {
    if (given[n].at - given[n - 1].at < ladder.next_dose_seconds * 1000) yield [given[n].at, "dose_too_soon", ""];
  }
  for (const one of given.slice(ladder.most_doses_before_review)) yield [one.at, "more_doses_than_reviewed", ""];
}
