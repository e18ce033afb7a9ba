// What the house rules say comes next in an emergency: prompts for the pad. Pure; nothing is ever enforced.
// The same steps as bothy/care/prompts.py, which says what each means.

import { ON_THE_WAY, conditions } from "./ambulance.js";
import { standing } from "./history.js";
import { rulesAt } from "./hours.js";
import { pathway } from "./pathway.js";
import { awake, breathingPoor } from "./signs.js";

export const CODES = [
  "call_ambulance",
  "ventilate",
  "oxygen",
  "naloxone",
  "naloxone_if_mixed",
  "next_dose",
  "doses_review",
  "seizure",
  "cool",
  "give_glucose",
  "calm",
  "look",
  "measure_glucose",
  "naloxone_watch",
];
export const LEVELS = ["now", "soon", "wait", "info"];
const VENTILATION = new Set(["rescue_breaths", "bag_and_mask", "cpr"]);

/** @typedef {{code: string, level: "now"|"soon"|"wait"|"info", due_at: number|null, values: Record<string, any>}} Prompt */

/** @param {string} code @param {Prompt["level"]} level @param {number|null} due_at @param {Record<string, any>} values @returns {Prompt} */
const prompt = (code, level, due_at = null, values = {}) => ({ code, level, due_at, values });

/**
 * What is due now, soon, not yet, and to be known; the most pressing first. None once it is closed.
 * @param {any} house @param {any} emergency @param {number} now @returns {Prompt[]}
 */
export function prompts(house, emergency, now) {
  if (emergency.raised_at === null || emergency.closed_at !== null) return [];
  const rules = rulesAt(house, now);
  const ladder = rules.emergency;
  const way = pathway(house, emergency);
  const seen = addUp(emergency, ladder);
  const found = [
    ...ofAmbulance(emergency, ladder, now),
    ...ofBreathing(emergency, ladder, seen, way, now),
    ...(way === "opioid" ? [] : ofStimulant(emergency, ladder, seen, now)),
    ...ofSugar(ladder, seen),
    ...ofLooks(emergency, rules, now),
  ];
  return found.sort(
    (one, other) =>
      LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) || CODES.indexOf(one.code) - CODES.indexOf(other.code),
  );
}

/** The state that the record leaves the person in, as far as it says. */
function addUp(emergency, ladder) {
  const seen = {
    breathing_at: null,
    poor: false,
    slow: false,
    fine_at: null,
    spo2: null,
    state: null,
    oxygen: false,
    ventilated_at: null,
    temperature: null,
    cooled_at: null,
    warm_since: null,
    agitation: null,
    uneasy_since: null,
    calmed_at: null,
    glucose: null,
    glucose_at: null,
    sugar_at: null,
    had_seizure: false,
  };
  for (const { kind, body, happened_at } of standing(emergency.lines)) {
    if (kind === "observed") look(seen, body, happened_at, ladder);
    else if (kind === "acted") act(seen, body.action, happened_at);
  }
  return seen;
}

const known = (value) => value !== undefined && value !== null;

function look(seen, body, at, ladder) {
  const poor = breathingPoor(body, ladder.low_breaths_per_minute, ladder.low_spo2_percent);
  if (poor !== null) {
    seen.breathing_at = at;
    seen.poor = poor;
    const lowRate = known(body.breaths_per_minute) && body.breaths_per_minute < ladder.low_breaths_per_minute;
    seen.slow = lowRate || (known(body.breathing) && body.breathing !== "normal");
    if (!poor) seen.fine_at = at;
  }
  seen.spo2 = body.spo2_percent ?? seen.spo2;
  seen.state = awake(body) ?? seen.state;
  if (known(body.on_oxygen) || known(body.oxygen_litres_per_minute)) {
    seen.oxygen = body.on_oxygen === true || (body.oxygen_litres_per_minute ?? 0) > 0;
  }
  if (known(body.temperature_celsius)) {
    seen.temperature = body.temperature_celsius;
    const warm = body.temperature_celsius >= ladder.cool_from_celsius;
    seen.warm_since = warm ? (seen.warm_since ?? at) : null;
  }
  if (known(body.agitation)) {
    seen.agitation = body.agitation;
    seen.uneasy_since = body.agitation === "calm" ? null : (seen.uneasy_since ?? at);
  }
  if (known(body.glucose_mmol_per_litre)) {
    seen.glucose = body.glucose_mmol_per_litre;
    seen.glucose_at = at;
  }
  seen.had_seizure = seen.had_seizure || body.seizure === "started" || body.seizure === "stopped";
}

function act(seen, action, at) {
  if (action === "oxygen") seen.oxygen = true;
  else if (action === "oxygen_stopped") seen.oxygen = false;
  else if (VENTILATION.has(action)) seen.ventilated_at = at;
  else if (action === "cooling") seen.cooled_at = at;
  else if (action === "calming") seen.calmed_at = at;
  else if (action === "glucose") seen.sugar_at = at;
}

/** Not while one is on its way; not again once staff said why not, unless something new is met. */
function ofAmbulance(emergency, ladder, now) {
  if (ON_THE_WAY.has(emergency.ambulance)) return [];
  const saidAt = emergency.ambulance_at;
  const met = conditions(ladder, emergency, now).filter(([, since]) => saidAt === null || since > saidAt);
  return met.length ? [prompt("call_ambulance", "now", null, { conditions: met.map(([code]) => code).join(" ") })] : [];
}

function ofBreathing(emergency, ladder, seen, way, now) {
  const found = [];
  const opioid = way !== "stimulant";
  const notVentilated = seen.ventilated_at === null || (seen.fine_at !== null && seen.ventilated_at < seen.fine_at);
  if (seen.poor && seen.slow && notVentilated) found.push(prompt("ventilate", "now"));
  const low = seen.spo2 !== null && seen.spo2 < ladder.low_spo2_percent;
  const drowsy = opioid && ["voice", "pain", "unresponsive"].includes(seen.state);
  if (!seen.oxygen && (low || (ladder.oxygen_first && (seen.poor || drowsy)))) {
    found.push(prompt("oxygen", "now", null, seen.spo2 === null ? {} : { spo2_percent: seen.spo2 }));
  }
  const given = emergency.naloxone_doses;
  if (given === 0) {
    const ready = seen.oxygen || seen.ventilated_at !== null || !ladder.oxygen_first;
    if (seen.poor && seen.slow && ready) found.push(prompt(opioid ? "naloxone" : "naloxone_if_mixed", "now"));
    return found;
  }
  const lookedSince = seen.breathing_at !== null && seen.breathing_at > emergency.naloxone_at;
  if (lookedSince && !seen.poor) return found;
  if (given >= ladder.most_doses_before_review) {
    found.push(prompt("doses_review", "now", null, { doses: given }));
    return found;
  }
  const due_at = emergency.naloxone_at + ladder.next_dose_seconds * 1000;
  if (now < due_at) found.push(prompt("next_dose", "wait", due_at, { nth: given + 1 }));
  else if (lookedSince) found.push(prompt("next_dose", "now", due_at, { nth: given + 1 }));
  return found;
}

function ofStimulant(emergency, ladder, seen, now) {
  const found = [];
  if (emergency.seizure_at !== null) {
    const due_at = emergency.seizure_at + ladder.long_seizure_seconds * 1000;
    found.push(prompt("seizure", now >= due_at ? "now" : "soon", due_at));
  }
  if (seen.warm_since !== null && (seen.cooled_at === null || seen.cooled_at < seen.warm_since)) {
    found.push(prompt("cool", "now", null, { temperature_celsius: seen.temperature }));
  }
  if (seen.uneasy_since !== null && (seen.calmed_at === null || seen.calmed_at < seen.uneasy_since)) {
    found.push(prompt("calm", "now", null, { agitation: seen.agitation }));
  }
  return found;
}

function ofSugar(ladder, seen) {
  if (seen.glucose === null) {
    const asked = seen.had_seizure || ["confused", "voice", "pain", "unresponsive"].includes(seen.state);
    return asked ? [prompt("measure_glucose", "info")] : [];
  }
  const low = seen.glucose < ladder.low_glucose_mmol_per_litre;
  if (!low || (seen.sugar_at !== null && seen.sugar_at >= seen.glucose_at)) return [];
  return [prompt("give_glucose", "now", null, { glucose_mmol_per_litre: seen.glucose })];
}

function ofLooks(emergency, rules, now) {
  const due_at = (emergency.last_look_at ?? emergency.raised_at) + rules.emergency.look_again_seconds * 1000;
  const found = [prompt("look", now >= due_at ? "now" : "soon", due_at)];
  if (emergency.naloxone_at !== null) {
    const until = emergency.naloxone_at + rules.limits.after_naloxone_watch_minutes * 60_000;
    const every_minutes = rules.limits.after_naloxone_seen_every_minutes;
    if (now < until) found.push(prompt("naloxone_watch", "info", until, { every_minutes }));
  }
  return found;
}
