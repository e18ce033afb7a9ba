// What is said of screens, of a clock that is off, and of looks that nobody was heard to take.

/** @param {number} n @param {string} one @param {string} many */
const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export const z = {
  out: (/** @type {string} */ name, /** @type {string} */ t) => (t ? `${name}: out of contact since ${t}` : `${name}: out of contact`),
  silent: (/** @type {string} */ name) => `${name}: cannot sound`,
  notTried: (/** @type {string} */ name) => `${name}: sound not tried`,
  several: (/** @type {number} */ n) => `${count(n, "screen")} out of contact or silent`,
  title: "Screens",
  how: "Screens with somebody on shift, and those in contact. One that is out of contact goes on by itself and tells what was done when it is back.",
  none: "No screen is in contact but this one.",
  unknown: "While this tablet is cut off it cannot know how the others are.",
  here: "this tablet",
  inContact: "in contact",
  outSince: (/** @type {string} */ t) => (t ? `out of contact since ${t}` : "out of contact, not heard since the house was started"),
  sound: { armed: "sounds", silent: "cannot sound", not_tried: "sound not tried" },
  waiting: (/** @type {number} */ n) => `${count(n, "entry", "entries")} waiting there`,
  clock: (/** @type {string} */ text) => `clock ${text}`,
  off: (/** @type {string} */ span, /** @type {boolean} */ ahead) => `${span} ${ahead ? "ahead" : "behind"}`,
  seconds: (/** @type {number} */ n) => `${n} s`,
  minutes: (/** @type {number} */ n) => `${n} min`,
  hours: (/** @type {number} */ n) => count(n, "hour"),
  days: (/** @type {number} */ n) => count(n, "day"),
  skewShort: (/** @type {string} */ text) => `Clock ${text}`,
  skew: (/** @type {string} */ text) => `This tablet’s clock is ${text}; what you enter is timed by the house.`,
  skewMend: "Set the tablet’s own clock right, or let it set itself by the network.",
  overdue: {
    look: (/** @type {string} */ span) => `nobody looked for ${span}`,
    move: (/** @type {string} */ rule) => rule,
    go: (/** @type {string} */ text) => `Go now: ${text}`,
    lead: (/** @type {string} */ lead, /** @type {string} */ text) => `${lead}: ${text}`,
    unheard: (/** @type {string} */ text, /** @type {string} */ who) => `${text}; not heard: ${who}`,
    unheardFor: (/** @type {string} */ span, /** @type {string} */ who) => `not heard for ${span}: ${who}`,
    unheardWhy: (/** @type {string} */ who) => `${who} out of contact`,
    cutOff: "cut off here",
    band: (/** @type {string} */ lead, /** @type {string} */ who, /** @type {string} */ text) => `${lead}: ${who}, ${text}`,
    more: (/** @type {number} */ n) => `and ${n} more`,
    place: (/** @type {number} */ n) => `place ${n}`,
  },
  missed: {
    missed: "nobody looked in time",
    not_heard: (/** @type {string} */ who) => `not heard: ${who} out of contact`,
    told_late: (/** @type {string} */ t) => `seen at ${t}, told late`,
    level: (/** @type {number} */ n) => `level ${n}`,
    aTablet: "a tablet",
  },
  unclaimed: "no PIN stands behind it",
  reckoned: {
    by: (/** @type {string} */ t) => `timed by the house; the tablet said ${t}`,
    uncertain: (/** @type {string} */ span) => `may be up to ${span} off`,
  },
};
