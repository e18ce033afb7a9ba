// What a command about an emergency comes to: always something. As bothy/care/decide_emergency.py.

import { completeness } from "./completeness.js";
import { emptyEmergency } from "./emergency.js";
import { departure, said } from "./expect_parts.js";
import { isBatch } from "./ranges.js";

/** @typedef {import("./expect.js").Case} Case */

/** @param {Case} one */
function raiseEmergency({ body }) {
  const placed = (body.place ?? null) !== null && (body.where ?? "not_known") === "not_known";
  return [{ kind: "emergency-raised", body: said(placed ? { ...body, where: "place" } : body) }];
}

/** What was told of an emergency nobody heard raised raises it. @param {string} kind @param {(one: Case, emergency: any) => any} [write] */
function told(kind, write = ({ body }) => body) {
  return (/** @type {Case} */ one) => {
    const held = one.house.emergencies.get(one.subject);
    const known = held && held.lines.length ? held : null;
    const line = { kind, body: said(write(one, known)) };
    return known ? [line] : [{ kind: "emergency-raised", body: {} }, line];
  };
}

/** @param {Case} one @param {any} emergency */
function ambulance(one, emergency) {
  const { body } = one;
  if (body.step !== "not_called" || !emergency || !asksForAmbulance(one, emergency)) return body;
  return { ...body, departures: withRule(body.departures, departure("ambulance_not_called", body.why || body.reason)) };
}

/** The dose is kept whatever stands in the field for the batch; what is no batch number is not. @param {Case} one */
function act({ body }) {
  const batch = body.batch ?? null;
  if (batch === null || isBatch(batch)) return body;
  return { ...body, batch: null, ...(batch.trim() ? { batch_unread: true } : {}) };
}

/** What is said after an emergency raises no new one. @param {string} kind */
const afterwards = (kind) => (/** @type {Case} */ { house, subject, body }) =>
  house.emergencies.get(subject)?.lines.length ? [{ kind, body: said(body) }] : [];

/** @param {Case} one @param {any} known */
function closing(one, known) {
  const { body, at, rules, subject } = one;
  const emergency = known ?? emptyEmergency(subject);
  let departures = body.departures ?? [];
  if (body.outcome === "raised_in_error") {
    const late = emergency.raised_at !== null && at - emergency.raised_at > rules.emergency.raised_in_error_seconds * 1000;
    if (late) departures = withRule(departures, departure("raised_in_error_late", ""));
  } else {
    if (emergency.ambulance === null && asksForAmbulance(one, emergency)) departures = withRule(departures, departure("ambulance_not_called", ""));
    if (completeness(emergency).reversed === "not_enough_information") departures = withRule(departures, departure("too_little_recorded", ""));
  }
  return departures.length ? { ...body, departures } : body;
}

/** Whether the house rules ask for an ambulance by now. @param {Case} one @param {any} emergency */
function asksForAmbulance({ rules }, emergency) {
  const rule = rules.emergency.ambulance;
  if (rule === "always") return true;
  if (rule === "lead_decides" || emergency.naloxone_doses < 2) return false;
  const since = emergency.naloxone_at ?? Infinity;
  const looks = emergency.lines
    .filter((/** @type {any} */ line) => line.kind === "observed" && (line.body.consciousness ?? null) !== null && line.happened_at >= since)
    .map((/** @type {any} */ line) => line.body.consciousness);
  return !looks.length || ["pain", "unresponsive"].includes(looks.at(-1));
}

/** Each rule is departed from once; what staff said of it comes first. @param {any[]} departures @param {any} more */
function withRule(departures = [], more) {
  return departures.some((one) => one.rule === more.rule) ? departures : [...departures, more];
}

/** @type {Record<string, import("./expect.js").Decider>} */
export const DECIDERS = {
  "raise-emergency": raiseEmergency,
  "place-emergency": told("emergency-placed"),
  "join-emergency": told("staff-joined"),
  observe: told("observed"),
  "say-presentation": told("presentation-said"),
  act: told("acted", act),
  "describe-substance": told("substance-described"),
  "move-ambulance": told("ambulance-moved", ambulance),
  "close-emergency": told("emergency-closed", closing),
  "explain-departure": afterwards("departure-explained"),
  debrief: afterwards("debriefed"),
  "do-duty": afterwards("duty-done"),
};
