// What is still missing to say, later, whether an emergency was reversed.
// The same steps as bothy/care/completeness.py, which says what counts.

import { standing } from "./history.js";
import { awake, breathingPoor } from "./signs.js";

/** Acts that only end one: nobody expects them to change anything. */
const ENDINGS = new Set(["oxygen_stopped", "cpr_stopped"]);
const BAD = new Set(["voice", "pain", "unresponsive"]);
const bad = (look) => breathingPoor(look) === true || BAD.has(awake(look) ?? "");
const last = (values) => values.filter((value) => value !== null).pop() ?? null;

/**
 * @param {any} emergency
 * @returns {{reversed: "confirmed"|"probable"|"not"|"not_enough_information", missing: string[], acts: number}}
 */
export function completeness(emergency) {
  const before = [];
  let after = [];
  let acts = 0;
  for (const { kind, body } of standing(emergency.lines)) {
    if (kind === "acted" && !ENDINGS.has(body.action)) {
      acts += 1;
      after = [];
    } else if (kind === "observed" && (breathingPoor(body) !== null || awake(body) !== null)) {
      (acts ? after : before).push(body);
    }
  }
  if (emergency.outcome === "died") return { reversed: "not", missing: [], acts };
  const missing = [];
  if (!before.length) missing.push("look_before");
  if (!acts) missing.push("action");
  if (acts && !after.length) missing.push("look_after");
  if (missing.length) return { reversed: "not_enough_information", missing, acts };
  if (!before.some(bad)) return { reversed: "not_enough_information", missing: ["what_was_wrong"], acts };
  const poor = last(after.map((look) => breathingPoor(look)));
  const state = last(after.map(awake));
  if (poor === true || ["pain", "unresponsive"].includes(state)) return { reversed: "not", missing: [], acts };
  if (poor === null) return { reversed: "probable", missing: ["breathing_after"], acts };
  if (state === null) return { reversed: "probable", missing: ["consciousness_after"], acts };
  return { reversed: "confirmed", missing: [], acts };
}
