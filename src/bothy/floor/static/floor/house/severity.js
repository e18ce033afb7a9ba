// How severe an emergency was: derived from what is recorded, with its reasons, never asked.
// The same steps as bothy/care/severity.py, which says where the limits come from.

import { standing } from "./history.js";
import { awake, gcs, notBreathing } from "./signs.js";

const LEVELS = ["life_threatening", "severe", "moderate", "mild"];

/** [sign, level, which side, limit]; for one reading the first that fits holds. @type {[string, string, "<="|">=", number][]} */
export const LIMITS = [
  ["breaths_per_minute", "severe", "<=", 8],
  ["breaths_per_minute", "severe", ">=", 25],
  ["breaths_per_minute", "moderate", "<=", 11],
  ["breaths_per_minute", "moderate", ">=", 21],
  ["spo2_percent", "severe", "<=", 91],
  ["spo2_percent", "moderate", "<=", 93],
  ["pulse_per_minute", "severe", "<=", 40],
  ["pulse_per_minute", "severe", ">=", 131],
  ["pulse_per_minute", "moderate", ">=", 111],
  ["systolic_mmhg", "severe", "<=", 90],
  ["systolic_mmhg", "severe", ">=", 220],
  ["systolic_mmhg", "moderate", "<=", 100],
  ["temperature_celsius", "severe", "<=", 35],
  ["temperature_celsius", "severe", ">=", 40],
  ["temperature_celsius", "moderate", ">=", 39.1],
  ["gcs_total", "severe", "<=", 8],
  ["gcs_total", "moderate", "<=", 12],
];

const AWAKE = { unresponsive: "severe", pain: "severe", voice: "moderate", confused: "moderate" };
/** @type {[string, any, string][]} */
const SAID = [
  ["breathing", "slow", "moderate"],
  ["breathing", "shallow", "moderate"],
  ["skin", "blue", "moderate"],
  ["chest_pain", true, "moderate"],
  ["stroke_signs", true, "severe"],
  ["seizure", "started", "moderate"],
  ["agitation", "danger_to_self_or_others", "moderate"],
];

/** @typedef {{level: string, sign: string, value: any, at: number, limit: string}} Reason */

/** The worst that is recorded; "not_known" where nothing is recorded to say it from. @returns {{level: string, reasons: Reason[]}} */
export function severity(emergency) {
  const lines = standing(emergency.lines);
  const reasons = [...reasonsOf(emergency, lines)];
  for (const level of LEVELS) {
    /** @type {Map<string, Reason>} */
    const first = new Map();
    for (const reason of reasons) if (reason.level === level && !first.has(reason.sign)) first.set(reason.sign, reason);
    if (first.size) return { level, reasons: [...first.values()] };
  }
  return { level: lines.some((line) => line.kind === "observed") ? "mild" : "not_known", reasons: [] };
}

const reason = (level, sign, value, at, limit = "") => ({ level, sign, value, at, limit });

function* reasonsOf(emergency, lines) {
  let doses = 0;
  for (const { kind, body, happened_at: at } of lines) {
    if (kind === "observed") yield* ofLook(body, at);
    else if (kind === "acted") {
      if (body.action === "cpr" || body.action === "aed_shock") yield reason("life_threatening", "action", body.action, at);
      if (body.action === "naloxone") {
        doses += 1;
        yield reason(doses > 1 ? "severe" : "moderate", "doses", doses, at);
      }
    }
  }
  if (emergency.outcome === "died" && emergency.closed_at !== null) {
    yield reason("life_threatening", "outcome", "died", emergency.closed_at);
  }
}

function* ofLook(look, at) {
  if (notBreathing(look)) {
    yield reason("life_threatening", "breathing", look.breathing === "gasping" ? "gasping" : "absent", at);
  }
  const total = gcs(look);
  const passed = new Set();
  for (const [sign, level, side, limit] of LIMITS) {
    const value = sign === "gcs_total" ? total : (look[sign] ?? null);
    if (value === null || passed.has(sign)) continue;
    if (side === "<=" ? value <= limit : value >= limit) {
      passed.add(sign);
      yield reason(level, sign, value, at, `${side} ${limit}`);
    }
  }
  const state = awake(look);
  if (state !== null && AWAKE[state] && total === null) yield reason(AWAKE[state], "consciousness", state, at);
  for (const [sign, said, level] of SAID) if ((look[sign] ?? null) === said) yield reason(level, sign, said, at);
}
