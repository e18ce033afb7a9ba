// What a command about a register comes to. As bothy/care/decide_register.py. That the second person gave their own
// PIN is the server's to say: here it is drawn as told.

import { decided, departure, said } from "./expect_parts.js";
import { compare, inSafe, incident, item, items, plainBag, visitor } from "./registers.js";
import { over } from "./restrictions.js";
import { at as moment } from "./time.js";

/** @typedef {import("./expect.js").Case} Case */
/** @typedef {import("./expect.js").Wish} Wish */

/** Commands of the registers that are about the facility itself. */
export const ABOUT_FACILITY = new Set(["count-items"]);

/** Who cannot be the second is none. @param {Case} one */
const secondOf = ({ row, body }) => (body.second && body.second !== row.staff ? body.second : null);

/** Whether it will be refused, as the second is the first. @param {Case} one */
const secondIsFirst = ({ row, body, acted }) => !acted && Boolean(body.second) && body.second === row.staff;

/** @param {Case} one @param {string} act */
const alone = (one, act) => (one.rules.two_person_acts.includes(act) && !secondOf(one) ? [departure("done_by_one", "")] : []);

/** @param {Case} one */
const linesOf = ({ house, subject }) => house.registers.get(subject)?.lines ?? [];

/** @param {Case} one @returns {Wish[]} */
function findItem(one) {
  const { house, body, acted } = one;
  const twice = items(house).some((each) => plainBag(each.bag) === plainBag(body.bag));
  if ((twice && !acted) || secondIsFirst(one)) return [];
  const departures = [...(body.departures ?? []), ...alone(one, "find-item"), ...(twice ? [departure("bag_twice", "")] : [])];
  return [{ kind: "item-found", body: decided({ ...body, second: secondOf(one) }, departures) }];
}

/** @param {Case} one @returns {Wish[]} */
function moveItem(one) {
  const { body, acted } = one;
  const held = item(linesOf(one));
  if (!held || (held.gone && !acted) || secondIsFirst(one)) return [];
  const departures = [...(body.departures ?? []), ...alone(one, "move-item")];
  if (plainBag(held.bag) !== plainBag(body.bag)) departures.push(departure("bag_differs", ""));
  if (body.to !== "safe" && !body.receipt) departures.push(departure("no_receipt", ""));
  if (held.gone) departures.push(departure("item_was_gone", ""));
  return [{ kind: "item-moved", body: decided({ ...body, second: secondOf(one) }, departures) }];
}

/** @param {Case} one @returns {Wish[]} */
function countItems(one) {
  const { house, body, at } = one;
  if (secondIsFirst(one)) return [];
  const bags = body.bags ?? [];
  const [missing, unknown] = compare(inSafe(house, at), bags);
  const finding = missing.length || unknown.length ? "differs" : "as_it_should_be";
  const departures = [...(body.departures ?? []), ...alone(one, "count-items")];
  return [{ kind: "items-counted", body: decided({ bags, second: secondOf(one), finding, missing, unknown }, departures) }];
}

/** @param {Case} one @returns {Wish[]} */
const openIncident = ({ body }) => [{ kind: "incident-opened", body: said(body) }];

/** @param {Case} one @returns {Wish[]} */
function moveIncident(one) {
  const held = incident(linesOf(one));
  if (!held || (held.closed_at !== null && one.body.act !== "opened_again" && !one.acted)) return [];
  return [{ kind: "incident-moved", body: said(one.body) }];
}

/** A tablet does not hold everybody: that the person is known is the server's to say. @param {Case} one @returns {Wish[]} */
function setRestriction(one) {
  const { body } = one;
  if (noEnd(/** @type {number} */ (moment(body.since)), body) || secondIsFirst(one)) return [];
  const departures = [...(body.departures ?? []), ...alone(one, "set-restriction")];
  return [{ kind: "restriction-set", body: decided({ ...body, second: secondOf(one) }, departures) }];
}

/** @param {Case} one @returns {Wish[]} */
function moveRestriction({ house, subject, body, acted, at }) {
  const held = house.people.get(subject)?.restrictions.find((/** @type {any} */ each) => each.id === body.restriction);
  if (!held || (body.step !== "told" && over(held, at) && !acted)) return [];
  return body.step === "changed" && noEnd(held.since, body) ? [] : [{ kind: "restriction-moved", body: said(body) }];
}

/** Nobody is shut out without a day on which it ends or is looked at again. @param {number} since @param {any} body */
function noEnd(since, { until = null, review_on = null }) {
  return (until === null && review_on === null) || (until !== null && /** @type {number} */ (moment(until)) <= since);
}

/** @param {Case} one @returns {Wish[]} */
const letVisitorIn = ({ body }) => [{ kind: "visitor-came", body: said(body) }];

/** @param {Case} one @returns {Wish[]} */
function letVisitorOut(one) {
  const held = visitor(linesOf(one));
  return held && (held.went_at === null || one.acted) ? [{ kind: "visitor-went", body: said(one.body) }] : [];
}

/** @type {Record<string, import("./expect.js").Decider>} */
export const DECIDERS = {
  "find-item": findItem,
  "move-item": moveItem,
  "count-items": countItems,
  "open-incident": openIncident,
  "move-incident": moveIncident,
  "set-restriction": setRestriction,
  "move-restriction": moveRestriction,
  "let-visitor-in": letVisitorIn,
  "let-visitor-out": letVisitorOut,
};
