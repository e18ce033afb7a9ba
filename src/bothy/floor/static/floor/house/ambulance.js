// When the house rules ask for an ambulance: each condition that is met, and since when.
// The same steps as bothy/care/ambulance.py.

import { standing } from "./history.js";
import { awake, notBreathing } from "./signs.js";

/** Steps that say an ambulance was called. */
export const ON_THE_WAY = new Set(["called", "arrived", "handed_over", "left_with_person", "declined_by_person", "left_without"]);

/**
 * The conditions of the rules that are met by `now`, those met first first, each with since when.
 * @param {any} ladder @param {any} emergency @param {number} now @returns {[string, number][]}
 */
export function conditions(ladder, emergency, now) {
  const asked = new Set(ladder.ambulance_when);
  if (ladder.ambulance === "not_rousable_after_two_doses") asked.add("not_rousable_after_two_doses");
  const first = new Map();
  if (ladder.ambulance === "always" && emergency.raised_at !== null) first.set("every_emergency", emergency.raised_at);
  for (const [code, since] of met(ladder, emergency, now)) {
    if (asked.has(code) && since <= now && (!first.has(code) || since < first.get(code))) first.set(code, since);
  }
  return [...first].sort(([one, since], [other, then]) => since - then || (one < other ? -1 : one > other ? 1 : 0));
}

/** @returns {Generator<[string, number]>} */
function* met(ladder, emergency, now) {
  let given = 0;
  let temperature = null;
  let state = null;
  let seizureAt = null;
  let seizures = 0;
  const long = ladder.long_seizure_seconds * 1000;
  for (const { kind, body, happened_at: at } of standing(emergency.lines)) {
    if (kind === "acted") {
      if (body.action === "cpr" || body.action === "aed_shock") yield ["cpr", at];
      if (body.action === "naloxone") {
        given += 1;
        if (given === ladder.most_doses_before_review) yield ["most_doses_given", at];
      }
    }
    if (kind !== "observed") continue;
    if (notBreathing(body)) yield ["not_breathing", at];
    state = awake(body) ?? state;
    if (given >= 2 && ["pain", "unresponsive"].includes(awake(body) ?? "")) yield ["not_rousable_after_two_doses", at];
    if (body.chest_pain === true) yield ["chest_pain", at];
    if (body.stroke_signs === true) yield ["stroke_signs", at];
    if (body.agitation === "danger_to_self_or_others") yield ["danger_to_self_or_others", at];
    temperature = body.temperature_celsius ?? temperature;
    if (temperature !== null && temperature >= ladder.hot_from_celsius) yield ["hot", at];
    if (temperature !== null && temperature >= ladder.cool_from_celsius && state !== null && state !== "alert") {
      yield ["hot_and_confused", at];
    }
    if (body.seizure === "started" && seizureAt === null) {
      seizures += 1;
      seizureAt = at;
      yield [seizures === 1 ? "seizure" : "second_seizure", at];
    } else if ((body.seizure === "stopped" || body.seizure === "none") && seizureAt !== null) {
      if (at - seizureAt >= long) yield ["long_seizure", seizureAt + long];
      seizureAt = null;
    }
  }
  if (seizureAt !== null && now - seizureAt >= long) yield ["long_seizure", seizureAt + long];
}
