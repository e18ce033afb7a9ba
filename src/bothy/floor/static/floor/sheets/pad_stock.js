// The boxes from which a dose is given: those of the house's stock that fit the route, the first to expire first.
import { store } from "../store.js";
import { p } from "../strings.pad.en.js";
import { dayOfYear, isoDay } from "../times.js";

/** @type {Record<string, string>} which stock a route takes from */
const STOCK = { im: "naloxone_im", nasal: "naloxone_nasal" };

/** @param {string} route @returns {{item: string, batch: string, expires: string | null, status: string}[]} */
export function boxesFor(route) {
  const last = (/** @type {any} */ box) => String(box.expires ?? "9999");
  return store.house.stock.filter((/** @type {any} */ box) => box.item === STOCK[route] && box.status === "open").sort((/** @type {any} */ one, /** @type {any} */ other) => last(one).localeCompare(last(other)));
}

/** "to 31 Mar 2030", "expired 31 Mar 2026": a box often holds for years. @param {{expires: string | null}} box @param {number} now */
export function expiry({ expires }, now) {
  if (!expires) return "";
  const said = dayOfYear(Date.parse(`${expires}T12:00:00Z`));
  return expires < isoDay(now) ? p.pad.expired(said) : p.pad.batchExpires(said);
}
