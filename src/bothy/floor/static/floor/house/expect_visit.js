// What a command about a visit comes to. As bothy/care/decide_visit.py.

import { contests, inHouse, lastNaloxone, opening, personVisits } from "./board.js";
import { nobody } from "./expect_facility.js";
import { decided, departure, said, visitOf } from "./expect_parts.js";
import { bars, standing } from "./restrictions.js";
import { mayEnter } from "./stages.js";
import { isOpen } from "./visit.js";

/** @typedef {import("./expect.js").Case} Case */
/** @typedef {import("./expect.js").Wish} Wish */

const MINUTE = 60_000;

/** @param {Case} one */
function startVisit(one) {
  const { house, body, acted } = one;
  if (visitOf(house, one.subject)) return [];
  const contested = mayNotStart(one);
  if (contested && !acted) return [];
  const { person, purposes } = body;
  return [{ kind: "visit-started", body: decided({ person, purposes }, startDepartures(one), contested) }];
}

/** @param {Case} one */
function mayNotStart({ house, body }) {
  const person = house.people.get(body.person);
  return (person !== undefined && (nobody(person) || person.forgotten_at !== null)) || personVisits(house, body.person).length > 0 || !house.floor_open;
}

/** @param {Case} one */
function startDepartures({ house, body, rules, at }) {
  const found = [];
  if (inHouse(house) >= rules.capacity_people) found.push(departure("over_capacity", body.reason));
  if (rules.opening_hours.length) {
    const doors = opening(house, at);
    if (doors === null || at < doors[0] || at >= doors[1]) found.push(departure("outside_opening_hours", body.reason));
    else if (at > doors[1] - rules.last_entry_minutes_before_close * MINUTE) found.push(departure("after_last_entry", body.reason));
  }
  if (bars(standing(house, body.person, at), body.purposes)) found.push(departure("restricted", body.reason));
  return found;
}

/** @param {Case} one */
function enterStage(one) {
  const { house, body, acted } = one;
  const visit = visitOf(house, one.subject);
  if (!visit || body.stage === "left" || body.stage === "using") return [];
  const with_staff = body.with_staff ?? null;
  if (isOpen(visit) && visit.stage === body.stage && visit.with_staff === with_staff) return [];
  const contested = !isOpen(visit) || (visit.stage !== body.stage && !mayEnter(visit.stage, body.stage));
  if (contested && !acted) return [];
  const entered = decided({ stage: body.stage, with_staff }, placeDepartures(one, visit, body.reason), contested);
  return [...endOpenEpisode(visit), { kind: "stage-entered", body: entered }];
}

/** @param {any} visit */
export const openEpisode = (visit) => visit.episodes.find((/** @type {any} */ episode) => episode.ended_at === null) ?? null;

/** What follows an episode that nobody ended ends it; nobody is made to guess whether they used. @param {any} visit @returns {Wish[]} */
function endOpenEpisode(visit) {
  const episode = openEpisode(visit);
  return episode ? [{ kind: "episode-ended", body: { episode: episode.id, used: "not_known" } }] : [];
}

/** Leaving a place later than the house allows. @param {Case} one @param {any} visit @param {string | undefined} reason */
export function placeDepartures({ rules, at }, visit, reason) {
  const limit = rules.limits.place_limit_minutes;
  if (visit.place_since === null || limit === null || at - visit.place_since <= limit * MINUTE) return [];
  return [departure("over_place_limit", reason)];
}

/** What is told of a visit is written, once the visit is. @param {string} kind */
const ofVisit = (kind) => (/** @type {Case} */ { house, subject, body }) => (visitOf(house, subject) ? [{ kind, body: said(body) }] : []);

/** One line a visit: a round is many looks. @param {Case} one */
function see({ house, body }) {
  const seen = said({ state: body.state, round: body.round });
  const known = [...new Set(body.visits)].filter((visit) => visitOf(house, visit));
  return known.map((visit) => ({ kind: "seen", subject: visit, body: seen }));
}

/** @param {Case} one */
function giveSupplies({ house, subject, body, rules }) {
  if (!visitOf(house, subject)) return [];
  const { items, for_others, returned, reason } = body;
  const barred = items.some((/** @type {any} */ given) => rules.barred_supplies.includes(given.item));
  const departures = barred ? [departure("barred_supply", reason)] : [];
  return [{ kind: "supplies-given", body: decided({ items, for_others, returned }, departures) }];
}

/** @param {Case} one */
function endVisit(one) {
  const { house, body, acted } = one;
  const visit = visitOf(house, one.subject);
  if (!visit) return [];
  const contested = !isOpen(visit);
  if (contested && !acted) return [];
  const how = body.how ?? "left";
  // Who said first that they went answered for how; the place and the stage tell nothing any more.
  const departures = contested ? [] : [...placeDepartures(one, visit, body.reason), ...leavingDepartures(one, visit, how)];
  return [...endOpenEpisode(visit), { kind: "visit-ended", body: decided({ how }, departures, contested) }];
}

/** Going before the house would let them: after use, and after naloxone. @param {Case} one @param {any} visit @param {string} how */
function leavingDepartures({ house, body, rules, at }, visit, how) {
  if (how === "to_hospital" || how === "died") return [];
  const found = [];
  if (visit.episodes.length) {
    const since = visit.stage === "aftercare" && visit.stage_since !== null ? visit.stage_since : at;
    if (at - since < rules.limits.aftercare_minimum_minutes * MINUTE) found.push(departure("before_aftercare_minimum", body.reason));
  }
  const naloxone = lastNaloxone(house, visit);
  if (naloxone !== null && at - naloxone < rules.limits.after_naloxone_watch_minutes * MINUTE)
    found.push(departure("before_naloxone_watch_over", body.reason));
  return found;
}

/** The visits that give way each get a line, after all that it settles. @param {Case} one @returns {Wish[]} */
function settleContest({ house, subject, body, at }) {
  const keeps = body.keeps ?? null;
  const about = body.about;
  const names = (/** @type {any} */ contest) => contest.visits.includes(subject) || contest.visits.includes(keeps);
  const contest = contests(house).find((one) => one.about === about && (about.startsWith("place ") || names(one)));
  if (!contest || (keeps !== null && !contest.visits.includes(keeps)) || (about === "person" && keeps === null)) return [];
  const settled = said({ about, keeps, reason: body.reason });
  return contest.visits
    .filter((visit) => visit !== keeps || about === "left")
    .map((visit) => ({ kind: "contest-settled", subject: visit, body: settled, at: Math.max(at, house.visits.get(visit).lines.at(-1).happened_at + 1) }));
}

/** @type {Record<string, import("./expect.js").Decider>} */
export const DECIDERS = {
  "start-visit": startVisit,
  "enter-stage": enterStage,
  assess: ofVisit("assessed"),
  see,
  "give-service": ofVisit("service-given"),
  "give-supplies": giveSupplies,
  "end-visit": endVisit,
  "settle-contest": settleContest,
};
