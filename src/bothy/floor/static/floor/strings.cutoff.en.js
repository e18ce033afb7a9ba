// What is said about being cut off: what waits, what could not be kept, two truths to settle.

import { count } from "./strings.count.en.js";
const entries = (/** @type {number} */ n) => count(n, "entry", "entries");

export const c = {
  line: {
    cutOff: (t, n) => (n ? `Cut off. As of ${t}, ${entries(n)} waiting` : `Cut off. As of ${t}`),
    cutOffBrief: (t, n) => (n ? `Cut off. As of ${t}, ${n} waiting` : `Cut off. As of ${t}`),
    cutOffShort: (t, n) => (n ? `Cut off ${t} · ${n}` : `Cut off ${t}`),
    neverHeard: (n) => (n ? `Cut off. ${entries(n)} waiting` : "Cut off"),
    sending: (n) => `Sending ${entries(n)}`,
    sendingShort: (n) => `Sending ${n}`,
    refusedBrief: (n) => `${n} not kept`,
    refused: (n) => `${n} could not be kept`,
    nowCutOff: "Cut off. Go on: what you do is kept here and sent when the house is heard again.",
    nowBack: "In step again. What was waiting is being sent.",
  },
  mark: "not sent yet",
  list: {
    title: "Kept on this tablet",
    none: "Nothing is waiting to be sent.",
    how: "The latest stands first. It is sent by itself, in the order in which it was done, as soon as the house can be heard. Nothing has to be done.",
    mark: (mark) => `${mark} on a card: something of it is not sent yet.`,
    waiting: "Waiting to be sent",
    more: (n) => `and ${n} more before these`,
    refusedTitle: "Could not be kept",
    refusedHow: "The house could not write these down. Say of each what is true.",
    by: (name) => `by ${name}`,
    byNobody: "nobody was signed in",
    why: "Why:",
    anyway: "It was done: record it anyway",
    leave: "Leave it",
    left: "Left as it is: nothing was written.",
    again: "Written down as done.",
    someone: "someone",
  },
  contest: {
    given: (t, by) => (by ? `given at ${t} by ${by}` : `given at ${t}`),
    place: (n) => `Two screens gave place ${n} to different people. Who sits there?`,
    person: (name) => `${name || "The same person"} has two visits open. Which one goes on?`,
    keep: (t, where) => `The one since ${t}: ${where}`,
    byWhom: (by) => `let in by ${by}`,
    left: (name) => `${name} was said to have left, and something was done with them afterwards. Are they still here?`,
    saidLeft: (t, by) => (by ? `Said to have left at ${t}, by ${by}.` : `Said to have left at ${t}.`),
    saidSince: (t, what, by) => (by ? `At ${t}: ${what}, by ${by}.` : `At ${t}: ${what}.`),
    kept: "Both versions stay in the record, whichever you choose.",
    torn: { place: "two people here?", person: "here twice?", left: "left, or here?" },
  },
  note: { elsewhere: "the words cannot be read while cut off" },
};
