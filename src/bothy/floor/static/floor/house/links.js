// Who a person is who was entered without being looked up, or registered twice: found to be someone known, someone new, or open.
// Nothing is moved or merged: visits keep the person under whom they were entered. The same steps as
// bothy/care/links.py.

const byId = (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

/** Entered without being looked up, and nobody has said yet who it is. @param {any} person */
export const isOpen = (person) => person.registered_at !== null && !person.looked_up && person.linked_at === null;

/** Those of whom nobody has said yet who they are, in the order in which they came. */
export function toLink(house) {
  return [...house.people.values()].filter((one) => isOpen(one) && one.forgotten_at === null).sort((one, other) => one.registered_at - other.registered_at || byId(one, other));
}

/**
 * The person who is meant: at the end of the links. Of links in a circle, the smallest id of the circle.
 * @param {any} house @param {string} person @returns {string}
 */
export function who(house, person) {
  const passed = [];
  for (;;) {
    const known = house.people.get(person);
    if (!known || known.same_as === null) return person;
    if (passed.includes(person)) return passed.slice(passed.indexOf(person)).sort()[0];
    passed.push(person);
    person = known.same_as;
  }
}

/** Every id under which this person was entered; the one who is meant is the first. @returns {string[]} */
export function family(house, person) {
  const meant = who(house, person);
  const others = [...house.people.values()].filter((one) => one.same_as !== null && one.id !== meant);
  return [meant, ...others.filter((one) => who(house, one.id) === meant).map((one) => one.id).sort()];
}

const latest = (moments) => moments.reduce((last, at) => (at !== null && (last === null || at > last) ? at : last), null);

/** What the desk knows of the person who is meant, all their ids taken together; null for nobody. */
export function joined(house, person) {
  if (!person || !house.people.has(who(house, person))) return null;
  const members = family(house, person).map((id) => house.people.get(id));
  const talks = members.filter((one) => one.last_assessed_at !== null);
  talks.sort((one, other) => one.last_assessed_at - other.last_assessed_at || byId(one, other));
  const last = talks.at(-1);
  const sum = (key) => members.reduce((n, one) => n + one[key], 0);
  return {
    ...members[0],
    visits: sum("visits"),
    episodes: sum("episodes"),
    last_visit_at: latest(members.map((one) => one.last_visit_at)),
    last_assessment: last?.last_assessment ?? null,
    last_assessed_at: last?.last_assessed_at ?? null,
    otherwise_asked_at: latest(members.map((one) => one.otherwise_asked_at)),
  };
}

/**
 * How many different people these are, at least and at most: they differ while somebody who was not
 * looked up may be one of the others. Of any who were entered there is at least one.
 * @param {any} house @param {Iterable<string>} persons @returns {[number, number]}
 */
export function leastAndMost(house, persons) {
  const meant = new Set([...persons].map((one) => who(house, one)));
  const open = [...meant].filter((one) => house.people.has(one) && isOpen(house.people.get(one))).length;
  return [Math.max(meant.size - open, Math.min(1, meant.size)), meant.size];
}
