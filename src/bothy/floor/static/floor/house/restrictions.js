// Restrictions of service: who is restricted, and what that bars. The same steps as bothy/care/restrictions.py.

import { family } from "./links.js";
import { at } from "./time.js";

/** @typedef {{id: string, what: string, why: string, since: number, set_at: number, set_by: string | null, until: number | null, review_on: string | null, told_at: number | null, lifted_at: number | null}} Restriction */

/** A restriction as the stream sends it. @param {any} wire @returns {Restriction} */
export function fromWire(wire) {
  const { id, what, why, set_by = null, review_on = null } = wire;
  const when = (/** @type {any} */ moment) => at(moment ?? null);
  return { id, what, why, since: /** @type {number} */ (at(wire.since)), set_at: /** @type {number} */ (at(wire.set_at)), set_by, until: when(wire.until), review_on, told_at: when(wire.told_at), lifted_at: when(wire.lifted_at) };
}

/** @param {import("./history.js").Line} line @returns {Restriction} */
export function set({ id, body, happened_at, staff }) {
  const { what, why, since, until = null, review_on = null, told = false } = body;
  return { id, what, why, since: /** @type {number} */ (at(since)), set_at: happened_at, set_by: staff, until: at(until), review_on, told_at: told ? happened_at : null, lifted_at: null };
}

/** The restriction after one more word on it; what is lifted stays lifted. @param {Restriction} one @param {import("./history.js").Line} line @returns {Restriction} */
export function moved(one, { body, happened_at }) {
  if (one.id !== body.restriction) return one;
  const { step, review_on = null, until = null } = body;
  if (step === "told") return { ...one, told_at: one.told_at ?? happened_at };
  if (step === "lifted") return { ...one, lifted_at: one.lifted_at ?? happened_at };
  if (step === "reviewed") return { ...one, review_on };
  return { ...one, until: at(until), review_on };
}

/** Whether it has ended, by itself or by being lifted. @param {Restriction} one @param {number} now */
export const over = (one, now) => one.lifted_at !== null || (one.until !== null && one.until <= now);

/** @param {Restriction} one @param {number} now */
const stands = (one, now) => one.since <= now && one.lifted_at === null && (one.until === null || now < one.until);

/** All that were ever set on this person, under whatever id they were entered. @param {any} house @param {string} person @returns {Restriction[]} */
export function restrictions(house, person) {
  const found = family(house, person).flatMap((id) => house.people.get(id)?.restrictions ?? []);
  return found.sort((one, other) => one.since - other.since || (one.id < other.id ? -1 : 1));
}

/** Those that hold at this moment. @param {any} house @param {string} person @param {number} now */
export const standing = (house, person, now) => restrictions(house, person).filter((one) => stands(one, now));

/** Whether coming for this is in spite of a restriction. @param {Restriction[]} found @param {string[]} purposes */
export const bars = (found, purposes) => found.some((one) => one.what === "whole_house" || (one.what === "using_space" && purposes.includes("use")));
