// Fold: what one more entry makes of the House. Pure; the same steps as bothy/care/fold.py, which says why.
// A test folds the same random histories in both languages and compares what they come to.

import { dutiesWait } from "./duties.js";
import * as emergency from "./emergency.js";
import * as facility from "./facility.js";
import { hasCorrections, insert, standing } from "./history.js";
import { put } from "./maps.js";
import * as person from "./person.js";
import * as referral from "./referral.js";
import * as registers from "./registers.js";
import * as visit from "./visit.js";

export { fromWire } from "./history.js";

/** @typedef {import("./history.js").Line} Line */
/** @typedef {ReturnType<typeof emptyHouse>} House */

export const FOLD_VERSION = 3;
export const KEEP_MS = 36 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;

/** What each kind of entry is about; kinds that are not here can be about anything. */
export const SUBJECTS = {
  "facility-founded": "facility",
  "clock-set": "facility",
  "rules-signed": "facility",
  "floor-opened": "facility",
  "floor-closed": "facility",
  "place-changed": "facility",
  "staff-came": "facility",
  "staff-went": "facility",
  "turned-away": "facility",
  "stock-noted": "facility",
  "time-reckoned": "facility",
  "journal-restored": "facility",
  "person-registered": "person",
  "person-linked": "person",
  "visit-started": "visit",
  "stage-entered": "visit",
  assessed: "visit",
  "place-given": "visit",
  "episode-started": "visit",
  "episode-ended": "visit",
  seen: "visit",
  "service-given": "visit",
  "supplies-given": "visit",
  "visit-ended": "visit",
  "contest-settled": "visit",
  "referral-offered": "referral",
  "referral-moved": "referral",
  "emergency-raised": "emergency",
  "emergency-placed": "emergency",
  "staff-joined": "emergency",
  observed: "emergency",
  "presentation-said": "emergency",
  acted: "emergency",
  "ambulance-moved": "emergency",
  "emergency-closed": "emergency",
  "substance-described": "emergency",
  "batch-flagged": "facility",
  "batch-flag-ended": "facility",
  "data-exported": "facility",
  "publication-checked": "publication",
  "publication-signed": "publication",
  "publication-withdrawn": "publication",
  "publication-sent": "publication",
  "person-forgotten": "person",
  "words-erased": "facility",
  "held-shown": "file",
  "consent-said": "file",
  "vault-kept": "file",
  "vault-opened": "file",
  "look-reviewed": "file",
  "linkage-exported": "facility",
  "request-received": "request",
  "request-decided": "request",
  "request-answered": "request",
  "competence-noted": "staff",
  "access-changed": "facility",
  "guessing-noticed": "facility",
  "rules-proposed": "proposal",
  "proposal-withdrawn": "proposal",
  "readiness-said": "facility",
  "protocol-signed": "protocol",
  "protocol-reviewed": "protocol",
  "item-found": "item",
  "item-moved": "item",
  "items-counted": "facility",
  "incident-opened": "incident",
  "incident-moved": "incident",
  "restriction-set": "person",
  "restriction-moved": "person",
  "visitor-came": "visitor",
  "visitor-went": "visitor",
  "duty-kept": "facility",
  "inspection-made": "facility",
  "departure-explained": "emergency",
  debriefed: "emergency",
  "duty-done": "emergency",
};

const BEGINNINGS = new Set(["visit-started"]);

/** A House in which nothing has happened. Maps are keyed by id, places by number. */
export function emptyHouse() {
  return {
    number: 0,
    ...facility.nothingSaid(),
    facility_lines: /** @type {Line[]} */ ([]),
    facility_corrected: false,
    visits: new Map(),
    emergencies: new Map(),
    referrals: new Map(),
    people: new Map(),
    registers: /** @type {Map<string, import("./registers.js").RegisterFile>} */ (new Map()),
    swept_at: /** @type {number|null} */ (null),
  };
}

/**
 * The House after the line.
 * @param {House} house @param {Line} line
 * @param {((subject: string) => Line[])|null} recall earlier lines of a subject that the House no longer holds
 * @returns {House}
 */
export function fold(house, line, recall = null) {
  const hour = Math.floor(line.recorded_at / HOUR_MS) * HOUR_MS;
  const swept = house.swept_at === null || hour > house.swept_at ? sweep(house, hour) : house;
  return add(swept, line, recall);
}

/**
 * The House from the lines of a snapshot, in any order: nothing is let go on the way.
 * @param {Line[]} lines @param {number} number @param {number|null} sweptAt
 * @param {any[]} people as they stand after those lines (wire form)
 * @returns {House}
 */
export function restore(lines, number = 0, sweptAt = null, people = []) {
  let house = emptyHouse();
  for (const line of lines) house = add(house, line, null);
  return withPeople({ ...house, number: Math.max(number, house.number), swept_at: sweptAt }, people);
}

/**
 * The House with people as the server says they stand now.
 * @param {House} house @param {any[]} people wire form
 * @returns {House}
 */
export function withPeople(house, people) {
  if (people.length === 0) return house;
  const known = new Map(house.people);
  for (const wire of people) known.set(wire.id, person.personFromWire(wire));
  return { ...house, people: known };
}

/** `fold` without letting anything go. @param {House} house @param {Line} line @returns {House} */
export function add(house, line, recall = null) {
  const subject = kindOfSubject(house, line, recall);
  const number = Math.max(house.number, line.number);
  if (subject === "visit") {
    const empty = visit.emptyVisit(line.subject);
    const before = house.visits.get(line.subject) ?? recalled(empty, line, recall, visit.add);
    const after = next(before, line, visit.add, empty);
    const visits = put(house.visits, after.id, after);
    return { ...house, number, visits, people: person.count(house.people, visits, before, after) };
  }
  if (subject === "emergency") {
    const empty = emergency.emptyEmergency(line.subject);
    const before = house.emergencies.get(line.subject) ?? recalled(empty, line, recall, emergency.add);
    const after = next(before, line, emergency.add, empty);
    return { ...house, number, emergencies: put(house.emergencies, after.id, after) };
  }
  if (subject === "referral") {
    const empty = referral.emptyReferral(line.subject);
    const before = house.referrals.get(line.subject) ?? recalled(empty, line, recall, referral.add);
    const after = next(before, line, referral.add, empty);
    return { ...house, number, referrals: put(house.referrals, after.id, after) };
  }
  if (subject === "person") {
    if (line.kind === "noted") return { ...house, number };
    const before = house.people.get(line.subject) ?? person.emptyPerson(line.subject);
    const after = next(before, line, person.add, person.unsaid(before));
    return { ...house, number, people: put(house.people, after.id, after) };
  }
  if (registers.SUBJECTS.has(subject)) {
    const before = house.registers.get(line.subject) ?? registers.fileOf(line.subject, recall === null ? [] : earlier(line, recall));
    return { ...house, number, registers: put(house.registers, line.subject, registers.add(before, line)) };
  }
  if (subject === "facility") return addToFacility({ ...house, number }, line, recall);
  return { ...house, number };
}

/** The House without what was over more than KEEP_MS before `hour`. @param {House} house @param {number} hour */
export function sweep(house, hour) {
  const since = hour - KEEP_MS;
  const over = (moment) => moment !== null && moment < since;
  const last = (held) => (held.lines.length ? held.lines[held.lines.length - 1].happened_at : null);
  const visits = new Map(house.visits);
  let people = house.people;
  for (const one of house.visits.values()) {
    if (!over(one.started_at !== null ? one.ended_at : last(one))) continue;
    visits.delete(one.id);
    people = person.letGo(people, one);
  }
  const emergencies = new Map(house.emergencies);
  for (const one of house.emergencies.values()) {
    const done = over(one.raised_at !== null ? one.closed_at : last(one));
    if (done && !dutiesWait(house, one, hour)) emergencies.delete(one.id);
  }
  const referrals = new Map(house.referrals);
  for (const one of house.referrals.values()) {
    const done = referral.FINAL_STEPS.has(one.step) || one.offered_at === null;
    if (done && over(last(one))) referrals.delete(one.id);
  }
  const open = new Map(house.registers);
  for (const one of house.registers.values()) if (over(one.over_at)) open.delete(one.id);
  const facility_lines = facility.keep(house.facility_lines, since);
  const turned_away = house.turned_away.filter((moment) => moment >= since);
  const flags = facility.flagsSince(house.flags, since);
  const facility_corrected = hasCorrections(facility_lines);
  const rest = { facility_lines, facility_corrected, turned_away, flags, swept_at: hour };
  return { ...house, visits, people, emergencies, referrals, registers: open, ...rest };
}

/** The subject after one more line: added to it, or all added up anew. */
function next(held, line, step, empty) {
  const [lines, last] = insert(held.lines, line);
  if (last && line.kind !== "corrected" && !held.corrected) return { ...step(held, line), lines };
  const state = standing(lines).reduce(step, empty);
  return { ...state, lines, corrected: hasCorrections(lines) };
}

function addToFacility(house, line, recall) {
  const [lines, last] = insert(facilityLines(house, line, recall), line);
  if (last && line.kind !== "corrected" && !house.facility_corrected) {
    return { ...facility.add(house, line), facility_lines: lines };
  }
  const state = standing(lines).reduce(facility.add, { ...house, ...facility.nothingSaid() });
  return { ...state, facility_lines: lines, facility_corrected: hasCorrections(lines) };
}

/** The facility's lines, all of them where a correction names one that has been let go. */
function facilityLines(house, line, recall) {
  const named = line.kind === "corrected" ? line.body.entry : null;
  if (named === null || recall === null || house.facility_lines.some((held) => held.id === named)) {
    return house.facility_lines;
  }
  return earlier(line, recall);
}

/** A subject that the House does not hold: its earlier lines, if it has any, added up. */
function recalled(empty, line, recall, step) {
  if (recall === null || BEGINNINGS.has(line.kind)) return empty;
  const lines = earlier(line, recall);
  return { ...standing(lines).reduce(step, empty), lines, corrected: hasCorrections(lines) };
}

function earlier(line, recall) {
  /** @type {Line[]} */
  let lines = [];
  for (const one of recall(line.subject)) if (one.number < line.number) [lines] = insert(lines, one);
  return lines;
}

function kindOfSubject(house, line, recall) {
  const subject = SUBJECTS[line.kind];
  if (subject) return subject;
  if (house.visits.has(line.subject)) return "visit";
  if (house.emergencies.has(line.subject)) return "emergency";
  if (house.referrals.has(line.subject)) return "referral";
  if (house.people.has(line.subject)) return "person";
  if (house.registers.has(line.subject)) return "item";
  if (line.subject === house.facility) return "facility";
  for (const one of [line, ...(recall === null ? [] : earlier(line, recall))]) {
    const said = SUBJECTS[one.kind === "corrected" ? one.body.kind : one.kind];
    if (said) return said;
  }
  return "unknown";
}
