// What is said of a bad batch that may be about.

import { count } from "./strings.count.en.js";

export const f = {
  band: (/** @type {string} */ what, /** @type {number} */ n, /** @type {string} */ since) => `A bad batch may be about: ${what}. ${count(n, "emergency", "emergencies")} since ${since}.`,
  chip: (/** @type {string} */ what) => `Bad batch? ${what}`,
  more: (/** @type {number} */ n) => `and ${count(n, "more flag")}`,
  why: "Why, and what to say",
  title: "A bad batch may be about",
  any: "any substance",
  poor: "a poor response to naloxone",
  looks: (/** @type {string} */ word) => `looks: ${word}`,
  came: (/** @type {number} */ n, /** @type {number} */ uses, /** @type {string} */ since) => `${count(n, "emergency", "emergencies")} among ${count(uses, "use")} since ${since}.`,
  usual: (/** @type {string} */ expected, /** @type {string} */ rate) => `At this house’s own usual rate (${rate} in 1,000 uses) ${expected} more would have been expected after the first.`,
  baseline: (/** @type {number} */ n, /** @type {number} */ uses) => (uses ? `The usual rate comes from ${count(n, "emergency", "emergencies")} in ${uses} uses of the time before.` : "This house has no time before it to compare with yet: the usual rate is the one that the house rules begin with."),
  falsely: (/** @type {string} */ years) => `A flag of this kind comes by chance at most about once in ${years} years.`,
  unsure: "This is a reason to look and to tell people, not a proof.",
  note: "Note for a surveillance service",
  down: "Take the flag down, because",
  none: "No flag stands. The house looks anew after every emergency.",
  taken: "The flag was taken down",
  menu: (/** @type {number} */ n) => (n ? `Bad batch: ${count(n, "flag")}` : "Bad batch"),
  describe: "What was it?",
  describeHow: "As they said, or as it looked. The house compares it with other emergencies.",
  substances: "Substance",
  looksLike: "What it looked like",
  save: "Write it down",
  saved: "The substance was described",
};
