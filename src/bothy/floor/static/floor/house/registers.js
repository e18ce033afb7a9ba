// The files of the registers: a left-behind item, an incident, a visitor, each nothing but its lines.
// The same steps as bothy/care/fold_register.py, register_items.py, register_incidents.py and register_visitors.py.

import { insert, standing } from "./history.js";

export const SUBJECTS = new Set(["item", "incident", "visitor"]);
const GONE = new Set(["police", "destroyed"]);

/** @typedef {import("./history.js").Line} Line */
/** @typedef {{id: string, lines: Line[], over_at: number | null}} RegisterFile */

/** The file with one more line, wherever in its order that belongs. @param {RegisterFile} file @param {Line} line @returns {RegisterFile} */
export function add(file, line) {
  const [lines] = insert(file.lines, line);
  return { id: file.id, lines, over_at: overAt(lines) };
}

/** A file that the House did not hold. @param {string} id @param {Line[]} lines @returns {RegisterFile} */
export const fileOf = (id, lines) => ({ id, lines, over_at: overAt(lines) });

/** Since when nothing is open on it. @param {Line[]} lines */
function overAt(lines) {
  const said = standing(lines);
  if (!said.length) return lines.at(-1)?.happened_at ?? null;
  let over = null;
  for (const { kind, body, happened_at } of said) {
    if (kind === "item-moved") over = GONE.has(body.to) ? happened_at : null;
    else if (kind === "incident-moved" && body.act === "closed") over = happened_at;
    else if (kind === "incident-moved" && body.act === "opened_again") over = null;
    else if (kind === "visitor-went") over ??= happened_at;
  }
  return over;
}

/** Whether two readings are of one number: small letters, blanks and dashes do not count. @param {string} bag */
export const plainBag = (bag) => bag.toLowerCase().replace(/[^a-z0-9]/g, "");

/** One item from its lines; null where nothing stands that says it was found. @param {Line[]} lines */
export function item(lines) {
  const said = standing(lines);
  const found = said.find((line) => line.kind === "item-found");
  if (!found) return null;
  const { where, place = null, looks = "not_known", bag } = found.body;
  const steps = [{ to: "found", at: found.happened_at, bag }];
  for (const { kind, body, happened_at } of said) if (kind === "item-moved") steps.push({ to: body.to, at: happened_at, bag: body.bag });
  const last = /** @type {{to: string, at: number, bag: string}} */ (steps.at(-1));
  return { id: found.subject, found_at: found.happened_at, where, place, looks, bag, steps, where_now: last.to, since: last.at, gone: GONE.has(last.to) };
}

/** One visitor from their lines. @param {Line[]} lines */
export function visitor(lines) {
  const said = standing(lines);
  const came = said.find((line) => line.kind === "visitor-came");
  if (!came) return null;
  const { what, purpose, accompanied = true } = came.body;
  const went_at = said.find((line) => line.kind === "visitor-went")?.happened_at ?? null;
  return { id: came.subject, came_at: came.happened_at, what, purpose, accompanied, went_at };
}

/** One incident from its lines. @param {Line[]} lines */
export function incident(lines) {
  const said = standing(lines);
  const opened = said.find((line) => line.kind === "incident-opened");
  if (!opened) return null;
  const { what, where = "not_known", inside = null } = opened.body;
  const acts = said.filter((line) => line.kind === "incident-moved").map((line) => ({ act: line.body.act, at: line.happened_at }));
  const turned = acts.filter((one) => one.act === "closed" || one.act === "opened_again").at(-1);
  return { id: opened.subject, opened_at: opened.happened_at, what, where, inside, acts, closed_at: turned?.act === "closed" ? turned.at : null };
}

/** @template T @param {any} house @param {(lines: Line[]) => T | null} read @param {(one: T) => number} began @returns {T[]} */
function all(house, read, began) {
  const found = [...house.registers.values()].map((file) => read(file.lines)).filter((one) => one !== null);
  const byId = (/** @type {any} */ one, /** @type {any} */ other) => (one.id < other.id ? -1 : 1);
  return /** @type {T[]} */ (found).sort((one, other) => began(one) - began(other) || byId(one, other));
}

/** Items that are not gone, and those that went of late, the first found first. @param {any} house */
export const items = (house) => all(house, item, (one) => one.found_at);

/** Visitors in the house, and those who went of late. @param {any} house */
export const visitors = (house) => all(house, visitor, (one) => one.came_at);

/** Incidents that are open, and those closed of late. @param {any} house */
export const incidents = (house) => all(house, incident, (one) => one.opened_at);

/** The numbers of the bags that should lie in the safe at a moment. @param {any} house @param {number} at */
export function inSafe(house, at) {
  return items(house)
    .filter((one) => one.steps.filter((step) => step.at <= at).at(-1)?.to === "safe")
    .map((one) => one.bag);
}

/** [missing, unknown]: what should have lain there and did not, what lay there and should not. @param {string[]} should @param {string[]} lay @returns {[string[], string[]]} */
export function compare(should, lay) {
  const expected = new Map(should.map((bag) => [plainBag(bag), bag]));
  const counted = new Map(lay.map((bag) => [plainBag(bag), bag]));
  const without = (/** @type {Map<string, string>} */ some, /** @type {Map<string, string>} */ others) => [...some].filter(([key]) => !others.has(key)).map(([, bag]) => bag);
  return [without(expected, counted), without(counted, expected)];
}

/** How many people are in the house, for an evacuation. @param {any} house @param {number} service_users */
export function inside(house, service_users) {
  const staff = [...house.on_floor.values()].filter((one) => one.here).length;
  return { service_users, staff, visitors: visitors(house).filter((one) => one.went_at === null).length };
}

