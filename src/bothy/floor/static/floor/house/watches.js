// Watches: what must be looked at, and by when. Derived from entries and house rules, never stored.
// The same steps as bothy/care/watches.py; the board needs no ids.

import { emergencyOf, lastLook, lastNaloxone, openVisits } from "./board.js";
import { isOpen } from "./emergency.js";
import { rulesAt } from "./hours.js";

const MINUTE_MS = 60 * 1000;

/** Somebody has to come. The others only say from when something may be done. */
export const ESCALATED = new Set([
  "waiting_due",
  "assessment_due",
  "place_due",
  "place_limit",
  "seen",
  "seen_aftercare",
  "seen_after_naloxone",
  "emergency_look",
]);

/** @typedef {{rule: string, subject: string, level: number, due_at: number, overdue: boolean}} Watch */

/**
 * Every watch that stands, overdue or not, the most pressing first.
 * @param {any} house @param {number} now
 * @returns {Watch[]}
 */
export function due(house, now) {
  const found = openVisits(house).flatMap((visit) => ofVisit(house, visit, now));
  for (const one of house.emergencies.values()) if (isOpen(one)) found.push(...ofEmergency(house, one, now));
  const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  return found.sort(
    (one, other) =>
      one.due_at - other.due_at || byText(one.rule, other.rule) || byText(one.subject, other.subject),
  );
}

function watch(rule, subject, from, afterMs, limits, now) {
  const due_at = from + afterMs;
  const overdue = now >= due_at;
  const steps = Math.floor((now - due_at) / MINUTE_MS / limits.escalate_after_minutes);
  const level = overdue && ESCALATED.has(rule) ? Math.min(1 + steps, limits.escalate_levels) : 0;
  return { rule, subject, level, due_at, overdue };
}

/** @returns {Watch[]} */
function ofVisit(house, visit, now) {
  const { limits } = rulesAt(house, now);
  const since = visit.stage_since;
  // In an emergency staff are with the person; the emergency has watches of its own.
  if (since === null || emergencyOf(house, visit) !== null) return [];
  /** @type {Watch[]} */
  const found = [];
  const add = (rule, from, minutes) => {
    if (minutes !== null) found.push(watch(rule, visit.id, from, minutes * MINUTE_MS, limits, now));
  };
  if (visit.stage === "waiting") add("waiting_due", since, limits.waiting_due_minutes);
  if (visit.stage === "assessment") add("assessment_due", since, limits.assessment_due_minutes);
  if (visit.stage === "using" && visit.place_since !== null) {
    add("place_due", visit.place_since, limits.place_due_minutes);
    add("place_limit", visit.place_since, limits.place_limit_minutes);
  }
  if (visit.stage === "aftercare" && visit.episodes.length) {
    add("aftercare_minimum", since, limits.aftercare_minimum_minutes);
  }
  const naloxone = lastNaloxone(house, visit);
  const watched = naloxone !== null && now < naloxone + limits.after_naloxone_watch_minutes * MINUTE_MS;
  if (watched) add("after_naloxone", naloxone, limits.after_naloxone_watch_minutes);
  const look = lastLook(house, visit) ?? since;
  if (watched) add("seen_after_naloxone", look, limits.after_naloxone_seen_every_minutes);
  else if (visit.stage === "using") add("seen", look, limits.seen_every_minutes);
  else if (visit.stage === "aftercare") add("seen_aftercare", look, limits.seen_every_minutes_aftercare);
  return found;
}

/** @returns {Watch[]} */
function ofEmergency(house, emergency, now) {
  const { emergency: ladder, limits } = rulesAt(house, now);
  const looked = emergency.last_look_at ?? emergency.raised_at;
  const found = [watch("emergency_look", emergency.id, looked, ladder.look_again_seconds * 1000, limits, now)];
  if (emergency.naloxone_at !== null) {
    const after = ladder.next_dose_seconds * 1000;
    found.push(watch("next_dose", emergency.id, emergency.naloxone_at, after, limits, now));
  }
  return found;
}
