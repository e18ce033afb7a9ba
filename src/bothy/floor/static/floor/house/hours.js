// The facility's own time: which day it is, when the doors open and close, by the rules of that day.
// The same steps as bothy/care/hours.py.

import { GENERIC } from "./rules.js";

const DAY_MS = 24 * 3600 * 1000;

/** The house rules in force at a moment; before the first were signed, the generic ones. */
export function rulesAt(house, moment) {
  for (let i = house.rules.length - 1; i >= 0; i -= 1) {
    if (house.rules[i].effective_from <= moment) return house.rules[i].rules;
  }
  return house.rules.length ? house.rules[0].rules : GENERIC;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** Clocks are changed at a full quarter of an hour; asking the browser is slow. @type {Map<string, number>} */
const known = new Map();
const QUARTER_MS = 15 * 60 * 1000;
const MOST_KNOWN = 2000;

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function ahead(zone, moment) {
  const quarter = `${zone} ${Math.floor(moment / QUARTER_MS)}`;
  let found = known.get(quarter);
  if (found === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(quarter, (found = asked(zone, moment)));
  }
  return found;
}

/** @param {string} zone @param {number} moment */
function asked(zone, moment) {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const there = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return there - Math.floor(moment / 1000) * 1000;
}

/** The moment as clocks in the facility show it: read its UTC fields. */
export function local(house, moment) {
  return new Date(moment + ahead(rulesAt(house, moment).time_zone, moment));
}

/** Hours and minutes as clocks in the facility show them: "14:03". */
export function clockTime(house, moment) {
  return local(house, moment).toISOString().slice(11, 16);
}

/** The day a moment belongs to, "2025-09-01": after midnight it is still the day before, until the day starts. */
export function businessDay(house, moment) {
  const there = local(house, moment);
  const before = there.toISOString().slice(11, 16) < rulesAt(house, moment).day_starts;
  return new Date(there.getTime() - (before ? DAY_MS : 0)).toISOString().slice(0, 10);
}

/** @param {string} day @param {number} days */
const dayPlus = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** When clocks in the zone show a time on a day: the first time where they show it twice, as Python has it. */
function momentOf(zone, day, time) {
  const shown = Date.parse(`${day}T${time}:00Z`);
  const before = ahead(zone, shown - DAY_MS);
  const after = ahead(zone, shown + DAY_MS);
  const first = shown - before;
  if (ahead(zone, first) === before || ahead(zone, shown - after) !== after) return first;
  return shown - after;
}

/** First moment of the business day that a moment belongs to, and of the next. @returns {[number, number]} */
export function daySpan(house, moment) {
  const { time_zone: zone, day_starts: starts } = rulesAt(house, moment);
  const day = businessDay(house, moment);
  return [momentOf(zone, day, starts), momentOf(zone, dayPlus(day, 1), starts)];
}

/**
 * When the doors that are open at a moment opened and will close; hours that meet are one. While they are
 * shut: the hours of the business day that are still to come, or else its last; null on a day without hours.
 * @returns {[number, number] | null}
 */
export function opening(house, moment) {
  const rules = rulesAt(house, moment);
  const there = local(house, moment).toISOString().slice(0, 10);
  /** @type {[number, number][]} */
  const joined = [];
  // Hours of the day before may reach over midnight, and those of the day after may follow on.
  for (const days of [-1, 0, 1]) {
    for (const [opens, closes] of hoursOf(rules, dayPlus(there, days))) {
      const last = joined.at(-1);
      if (last && opens <= last[1]) last[1] = Math.max(last[1], closes);
      else joined.push([opens, closes]);
    }
  }
  const open = joined.find(([opens, closes]) => opens <= moment && moment < closes);
  if (open) return open;
  const today = hoursOf(rules, businessDay(house, moment));
  return today.find(([, closes]) => moment < closes) ?? today.at(-1) ?? null;
}

/** @param {any} rules @param {string} day @returns {[number, number][]} */
function hoursOf(rules, day) {
  const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
  return rules.opening_hours
    .filter((/** @type {any} */ one) => one.weekday === weekday)
    .map((/** @type {any} */ one) => {
      const closesOn = one.closes > one.opens ? day : dayPlus(day, 1);
      return [momentOf(rules.time_zone, day, one.opens), momentOf(rules.time_zone, closesOn, one.closes)];
    })
    .sort((/** @type {number[]} */ one, /** @type {number[]} */ other) => one[0] - other[0] || one[1] - other[1]);
}
