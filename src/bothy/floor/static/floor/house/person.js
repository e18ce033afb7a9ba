// What the desk knows of a person: the registration, and running counts over their visits.
// The same steps as bothy/care/fold_person.py.

import { fromWire } from "./history.js";
import { put } from "./maps.js";
import * as restrictions from "./restrictions.js";
import { at } from "./time.js";

const NOTHING_BEFORE = {
  last_visit_at: null,
  last_assessment: null,
  last_assessed_at: null,
  otherwise_asked_at: null,
};

/** @param {string} id */
export function emptyPerson(id) {
  return {
    id,
    lines: [],
    registered_at: null,
    age_band: "not_asked",
    sex: "not_asked",
    visits: 0,
    episodes: 0,
    ...NOTHING_BEFORE,
    before: NOTHING_BEFORE,
    corrected: false,
    looked_up: true,
    same_as: null,
    linked_at: null,
    restrictions: /** @type {restrictions.Restriction[]} */ ([]),
    forgotten_at: null,
  };
}

/**
 * A person as the stream sends them: times as text, and lines only of those who were not looked up, registered twice or restricted.
 * @param {any} wire
 */
export function personFromWire(wire) {
  return {
    ...emptyPerson(wire.id),
    ...wire,
    lines: (wire.lines ?? []).map(fromWire),
    before: NOTHING_BEFORE,
    linked_at: at(wire.linked_at),
    forgotten_at: at(wire.forgotten_at),
    registered_at: at(wire.registered_at),
    last_visit_at: at(wire.last_visit_at),
    last_assessed_at: at(wire.last_assessed_at),
    otherwise_asked_at: at(wire.otherwise_asked_at),
    restrictions: (wire.restrictions ?? []).map(restrictions.fromWire),
  };
}

/** The person after a line of their own history. */
export function add(person, line) {
  if (line.kind === "person-linked") {
    const said = line.body.same_as ?? null;
    return { ...person, same_as: said === person.id ? null : said, linked_at: line.happened_at };
  }
  if (line.kind === "restriction-set") return { ...person, restrictions: [...person.restrictions, restrictions.set(line)] };
  if (line.kind === "restriction-moved") return { ...person, restrictions: person.restrictions.map((/** @type {any} */ one) => restrictions.moved(one, line)) };
  if (line.kind === "person-forgotten") return forgotten(person, line);
  if (line.kind !== "person-registered" || person.registered_at !== null) return person;
  return {
    ...person,
    registered_at: line.happened_at,
    age_band: line.body.age_band ?? "not_asked",
    sex: line.body.sex ?? "not_asked",
    looked_up: line.body.looked_up ?? true,
  };
}

/** Nobody brings up again what they told: whatever tells of it later is counted and not remembered. */
const forgotten = (person, line) => ({
  ...person,
  forgotten_at: line.happened_at,
  last_assessment: null,
  last_assessed_at: null,
  otherwise_asked_at: null,
  before: { ...NOTHING_BEFORE, last_visit_at: person.before.last_visit_at },
});

const REGISTERED_NOT = { registered_at: null, age_band: "not_asked", sex: "not_asked", looked_up: true };

/**
 * The person without what their own lines say; the counts stay. A screen does not hold everybody's registration:
 * what it was told of one stays as well, and so does a forgetting: it is never taken back.
 */
export const unsaid = (person) => ({
  ...person,
  ...(person.registered_at === null || person.lines.some((/** @type {any} */ line) => line.kind === "person-registered") ? REGISTERED_NOT : {}),
  same_as: null,
  linked_at: null,
  restrictions: [],
});

/**
 * The people after one visit went from `before` to `after`; `visits` holds `after` already.
 * @param {Map<string, any>} people @param {Map<string, any>} visits
 */
export function count(people, visits, before, after) {
  if (
    before.person === after.person &&
    before.started_at === after.started_at &&
    before.episodes.length === after.episodes.length &&
    before.assessment === after.assessment &&
    before.assessed_at === after.assessed_at
  ) {
    return people;
  }
  let counted = people;
  if (before.person !== null) {
    let person = counted.get(before.person) ?? emptyPerson(before.person);
    person = { ...person, visits: person.visits - 1, episodes: person.episodes - before.episodes.length };
    if (before.person !== after.person || less(before, after)) person = remembered(person, visits, before);
    counted = put(counted, person.id, person);
  }
  if (after.person !== null) {
    let person = counted.get(after.person) ?? emptyPerson(after.person);
    person = { ...person, visits: person.visits + 1, episodes: person.episodes + after.episodes.length };
    counted = put(counted, person.id, withVisit(person, after));
  }
  return counted;
}

/** The people when `visit` leaves the House: what it says of its person is kept in `before`. */
export function letGo(people, visit) {
  if (visit.person === null) return people;
  const person = people.get(visit.person) ?? emptyPerson(visit.person);
  const known = withVisit({ ...emptyPerson(person.id), forgotten_at: person.forgotten_at, ...person.before }, visit);
  const before = {
    last_visit_at: known.last_visit_at,
    last_assessment: known.last_assessment,
    last_assessed_at: known.last_assessed_at,
    otherwise_asked_at: known.otherwise_asked_at,
  };
  return put(people, person.id, { ...person, before });
}

const asked = (visit) => visit.assessment !== null && (visit.assessment.otherwise ?? null) !== null;

/** A correction took something back: what is remembered of the person must be looked up again. */
function less(before, after) {
  return (
    before.started_at !== after.started_at ||
    (before.assessed_at !== null && (after.assessed_at === null || after.assessed_at < before.assessed_at)) ||
    (asked(before) && !asked(after))
  );
}

/** The person, remembering also what the visit says where that is later. */
function withVisit(person, visit) {
  const known = { ...person };
  if (visit.started_at !== null && (known.last_visit_at === null || visit.started_at > known.last_visit_at)) {
    known.last_visit_at = visit.started_at;
  }
  if (visit.assessed_at === null || known.forgotten_at !== null) return known;
  if (known.last_assessed_at === null || visit.assessed_at >= known.last_assessed_at) {
    known.last_assessment = visit.assessment;
    known.last_assessed_at = visit.assessed_at;
  }
  const before = known.otherwise_asked_at;
  if (asked(visit) && (before === null || visit.assessed_at > before)) known.otherwise_asked_at = visit.assessed_at;
  return known;
}

/** What the visits in the House, and those that have left it, say of the person. Rare and slow. */
function remembered(person, visits, takenBack) {
  const was = person.before;
  const staleVisit = was.last_visit_at !== null && was.last_visit_at === takenBack.started_at;
  const staleTalk = was.last_assessed_at !== null && was.last_assessed_at === takenBack.assessed_at;
  const before = {
    last_visit_at: staleVisit ? null : was.last_visit_at,
    last_assessment: staleTalk ? null : was.last_assessment,
    last_assessed_at: staleTalk ? null : was.last_assessed_at,
    otherwise_asked_at: was.otherwise_asked_at === takenBack.assessed_at ? null : was.otherwise_asked_at,
  };
  let known = { ...person, ...before, before };
  for (const visit of visits.values()) if (visit.person === person.id) known = withVisit(known, visit);
  return known;
}
