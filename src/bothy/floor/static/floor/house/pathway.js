// Which way an emergency is handled: as of an opioid, of a stimulant, of both, or not known yet.
// The same steps as bothy/care/pathway.py.

import { holders } from "./board.js";

const OPIOIDS = new Set(["heroin", "methadone", "buprenorphine", "other_opioid_medicine", "suspected_nitazene", "fentanyl_type"]);
const STIMULANTS = new Set(["cocaine", "crack", "amphetamine", "methamphetamine"]);
/** What it looks like: [like an opioid, like a stimulant]. A sedative slows breathing as an opioid does. */
const LOOKS = {
  opioid: [true, false],
  sedative: [true, false],
  stimulant: [false, true],
  mixed: [true, true],
};

/** @param {any} house @param {any} emergency @returns {"opioid"|"stimulant"|"both"|"not_known"} */
export function pathway(house, emergency) {
  const [saidOpioid, saidStimulant] = LOOKS[emergency.presentation] ?? [false, false];
  const used = substances(house, emergency);
  const opioid = saidOpioid || used.some((one) => OPIOIDS.has(one));
  const stimulant = saidStimulant || used.some((one) => STIMULANTS.has(one));
  if (opioid && stimulant) return "both";
  return opioid ? "opioid" : stimulant ? "stimulant" : "not_known";
}

/** As described in the emergency, and as said for the last episode of the visit (or in its assessment). @returns {string[]} */
export function substances(house, emergency) {
  const found = new Set(Array.isArray(emergency.described?.substances) ? emergency.described.substances : []);
  const one = visitOf(house, emergency);
  if (one) {
    let used = one.episodes.length ? of(one.episodes[one.episodes.length - 1].preparations) : [];
    if (!used.length) used = of(one.assessment?.preparations);
    for (const each of used) found.add(each);
  }
  return [...found];
}

const of = (preparations) =>
  (Array.isArray(preparations) ? preparations : []).flatMap(({ substances }) =>
    Array.isArray(substances) ? substances : [],
  );

/** The visit that is named, or the one that alone holds the place. */
function visitOf(house, emergency) {
  let named = emergency.visit;
  if (named === null && emergency.place !== null && !emergency.drill) {
    const held = holders(house).get(emergency.place) ?? [];
    named = held.length === 1 ? held[0] : null;
  }
  return named === null ? null : (house.visits.get(named) ?? null);
}
