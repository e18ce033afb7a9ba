// What the deciders share: departures from the house rules, and bodies without what is not said.

/** A house rule that was not kept, with the reason that staff gave, if any. @param {string} rule @param {string | undefined} reason */
export const departure = (rule, reason) => ({ rule, reason: reason || "not_stated" });

/**
 * The body of a decision: what is nothing is left out, as on the wire.
 * @param {any} body @param {any[]} departures @param {boolean} contested
 */
export function decided(body, departures = [], contested = false) {
  return { ...said(body), ...(departures.length ? { departures } : {}), ...(contested ? { contested } : {}) };
}

/** @param {any} body */
export function said(body) {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
}

/** The visit that is meant, or null where nothing was ever said of it. @param {any} house @param {string} id */
export function visitOf(house, id) {
  const held = house.visits.get(id);
  return held && held.lines.length ? held : null;
}
