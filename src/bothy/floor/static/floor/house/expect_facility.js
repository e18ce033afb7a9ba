// What a command about the facility, a person or a referral comes to. As bothy/care/decide_facility.py,
// decide_person.py, decide_batch.py and decide_referral.py.

import { inHouse } from "./board.js";
import { decided, departure, said } from "./expect_parts.js";
import { isOpen } from "./links.js";

/** @typedef {import("./expect.js").Case} Case */

/** Commands that are about the facility itself. */
export const ABOUT_FACILITY = new Set(["open-floor", "close-floor", "change-place", "come-on-shift", "go-off-shift", "turn-away", "note-stock", "end-flag"]);

/** What is told is what is written. @param {string} kind */
const asTold = (kind) => (/** @type {Case} */ { body }) => [{ kind, body: said(body) }];

/** @param {Case} one */
function openFloor({ house, acted }) {
  const contested = house.floor_open;
  return contested && !acted ? [] : [{ kind: "floor-opened", body: decided({}, [], contested) }];
}

/** @param {Case} one */
function closeFloor({ house, body, acted }) {
  const contested = !house.floor_open;
  if (contested && !acted) return [];
  const reason = body.reason ?? "end_of_day";
  const departures = inHouse(house) > 0 ? [departure("closed_with_people_here", reason)] : [];
  return [{ kind: "floor-closed", body: decided({ reason }, departures, contested) }];
}

/** @param {Case} one */
function changePlace({ house, body }) {
  return noSuchPlace(house, body.place) ? [] : [{ kind: "place-changed", body: said(body) }];
}

/** @param {any} house @param {number} place */
export const noSuchPlace = (house, place) => !house.specs.some((/** @type {any} */ spec) => spec.number === place);

/** @param {Case} one */
function endFlag({ house, body, acted }) {
  const flag = house.flags.find((/** @type {any} */ each) => each.id === body.flag);
  return !flag || (flag.ended_at !== null && !acted) ? [] : [{ kind: "batch-flag-ended", body: said(body) }];
}

/** A note about something that was never told of is about nothing. @param {Case} one */
function note({ house, body, subject }) {
  const known =
    subject === house.facility ||
    house.people.has(subject) ||
    [house.visits, house.emergencies, house.referrals, house.registers].some((held) => held.get(subject)?.lines.length);
  return known ? [{ kind: "noted", body: { about: body.about, digest: body.digest } }] : [];
}

/** The desk says who it was; what was said before gives way. @param {Case} one @returns {import("./expect.js").Wish[]} */
function linkPerson({ house, body, subject, at }) {
  const person = house.people.get(subject);
  const same_as = body.same_as ?? null;
  if (!person || person.registered_at === null || person.looked_up) return [];
  return person.linked_at !== null && person.same_as === same_as ? [] : linked(house, person, same_as, at);
}

/** Somebody was registered twice. @param {Case} one @returns {import("./expect.js").Wish[]} */
function mergePerson({ house, body, subject, at }) {
  const person = house.people.get(subject);
  return !person || person.registered_at === null || person.same_as !== null ? [] : linked(house, person, body.same_as, at);
}

/** @param {any} house @param {any} person @param {string | null} same_as @param {number} at @returns {import("./expect.js").Wish[]} */
function linked(house, person, same_as, at) {
  if (cannotBe(house, person.id, same_as)) return [];
  const last = person.lines.at(-1);
  return [{ kind: "person-linked", body: said({ same_as }), at: last ? Math.max(at, last.happened_at + 1) : at }];
}

/** A link leads to somebody who stands for themselves. @param {any} house @param {string} person @param {string | null} same_as */
export function cannotBe(house, person, same_as) {
  if (same_as === null) return false;
  const known = house.people.get(same_as);
  const self = house.people.get(person);
  if (known?.forgotten_at || self?.forgotten_at) return true;
  if (same_as === person || (known && (known.same_as !== null || isOpen(known) || nobody(known)))) return true;
  return !self?.looked_up && [...house.people.values()].some((one) => one.same_as === person);
}

/** Whose registration was taken back. A tablet does not hold everybody: only of those it holds can it say so. @param {any} person */
export const nobody = (person) => person.registered_at === null && person.lines.length > 0;

/** @param {Case} one */
function moveReferral({ house, body, subject }) {
  return house.referrals.get(subject)?.lines.length ? [{ kind: "referral-moved", body: said(body) }] : [];
}

/** @type {Record<string, import("./expect.js").Decider>} */
export const DECIDERS = {
  "open-floor": openFloor,
  "close-floor": closeFloor,
  "change-place": changePlace,
  "come-on-shift": asTold("staff-came"),
  "go-off-shift": asTold("staff-went"),
  "turn-away": asTold("turned-away"),
  "note-stock": asTold("stock-noted"),
  "end-flag": endFlag,
  note,
  "link-person": linkPerson,
  "merge-person": mergePerson,
  "register-person": asTold("person-registered"),
  // A tablet does not hold everybody who is registered: that the person is known is the server's to say.
  "offer-referral": asTold("referral-offered"),
  "move-referral": moveReferral,
};
