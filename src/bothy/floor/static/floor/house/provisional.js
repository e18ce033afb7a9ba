// What is drawn of rows beside the House: names of people whom the server does not know yet, and what is not sent.

/** @typedef {import("../outbox.js").Row} Row */

/**
 * Names as told, and of those who were registered at this tablet since.
 * @param {Record<string, {name: string, tag?: string}>} told @param {Row[]} rows
 * @returns {Record<string, {name: string, tag?: string}>}
 */
export function namesWith(told, rows) {
  const known = { ...told };
  for (const row of rows) {
    const name = row.kind === "register-person" ? row.private?.name : null;
    if (name && !told[row.subject]) known[row.subject] = { name, tag: tagOf(name, row.private.code ?? "", known) };
  }
  return known;
}

/** The shortest end of the code, in whole parts, that nobody of the same name has: as bothy/people/names.py. @param {string} name @param {string} code @param {Record<string, {name: string, tag?: string}>} known */
function tagOf(name, code, known) {
  const plain = name.toLocaleLowerCase();
  const taken = new Set(Object.values(known).filter((one) => one.name.toLocaleLowerCase() === plain).map((one) => one.tag));
  const parts = code.split("-");
  for (let length = 1; length < parts.length; length += 1) {
    const end = parts.slice(-length).join("-");
    if (!taken.has(end)) return end;
  }
  return code;
}

/**
 * What a screen marks as not yet sent: entries and their subjects by id, places by number.
 * @param {Row[]} rows those that wait @param {Map<string, import("./history.js").Line[]>} lines what each came to
 */
export function unsentOf(rows, lines) {
  const entries = new Set();
  const subjects = new Set();
  const places = new Set();
  for (const row of rows) {
    for (const line of lines.get(row.id) ?? []) {
      entries.add(line.id);
      subjects.add(line.subject);
      if (line.kind === "place-changed") places.add(line.body.place);
    }
  }
  return { entries, subjects, places };
}

/** @type {WeakMap<object, Set<string>>} */
const ids = new WeakMap();

/** Whether the House holds an entry. @param {import("./fold.js").House} house @param {string} entry */
export function holds(house, entry) {
  let known = ids.get(house);
  if (!known) {
    known = new Set(house.facility_lines.map((line) => line.id));
    for (const held of [house.visits, house.emergencies, house.referrals, house.people, house.registers]) {
      for (const one of held.values()) for (const line of one.lines) known.add(line.id);
    }
    ids.set(house, known);
  }
  return known.has(entry);
}
