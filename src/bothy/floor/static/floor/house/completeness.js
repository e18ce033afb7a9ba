// What is still missing to say, later, whether an emergency was reversed.
// The same steps as bothy/care/completeness.py, which says what counts.

import { standing } from "./history.js";

const BAD = new Set(["voice", "pain", "unresponsive"]);
const bad = (look) => ![undefined, null, "normal"].includes(look.breathing) || BAD.has(look.consciousness);
const last = (values) => values.filter((value) => value !== undefined && value !== null).pop() ?? null;

/**
 * @param {any} emergency
 * @returns {{reversed: "confirmed"|"probable"|"not"|"not_enough_information", missing: string[]}}
 */
export function completeness(emergency) {
  const before = [];
  let after = [];
  let actions = 0;
  for (const { kind, body } of standing(emergency.lines)) {
    if (kind === "acted") {
      actions += 1;
      after = [];
    } else if (kind === "observed" && ((body.breathing ?? null) !== null || (body.consciousness ?? null) !== null)) {
      (actions ? after : before).push(body);
    }
  }
  const missing = [];
  if (!before.length) missing.push("look_before");
  if (!actions) missing.push("action");
  if (actions && !after.length) missing.push("look_after");
  if (missing.length) return { reversed: "not_enough_information", missing };
  if (!before.some(bad)) return { reversed: "not_enough_information", missing: ["what_was_wrong"] };
  const breathing = last(after.map((look) => look.breathing));
  const consciousness = last(after.map((look) => look.consciousness));
  if (![null, "normal"].includes(breathing) || ["pain", "unresponsive"].includes(consciousness)) {
    return { reversed: "not", missing: [] };
  }
  if (breathing === null) return { reversed: "probable", missing: ["breathing_after"] };
  if (consciousness === null) return { reversed: "probable", missing: ["consciousness_after"] };
  return { reversed: "confirmed", missing: [] };
}
