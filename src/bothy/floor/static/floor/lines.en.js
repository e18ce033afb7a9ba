// What an entry of the journal says, in words: for histories, the emergency's own list, and the handover.
import { staffName, substances } from "./board/view.js";
import { gcs } from "./house/signs.js";
import { capital, word } from "./words.js";

const list = (/** @type {any[]} */ parts) => parts.filter((part) => part !== "" && part !== null && part !== undefined).join(" · ");
const people = (/** @type {any} */ staff) => staffName(staff) || "staff";

/** @type {Record<string, (body: any) => string>} */
const SAYS = {
  "floor-opened": () => "The floor was opened",
  "floor-closed": (b) => list(["The floor was closed", word("closing", b.reason ?? "end_of_day")]),
  "place-changed": (b) => list([`Place ${b.place}: ${word("place_status", b.status)}`, b.reason]),
  "staff-came": (b) => `${people(b.staff)} came on the floor as ${word("role", b.role)}`,
  "staff-went": (b) => `${people(b.staff)} went off the floor`,
  "turned-away": (b) => `Turned away: ${word("turned_away_reason", b.reason)}`,
  "journal-restored": (b) => `The journal was restored from a copy that ended at entry ${b.head}`,
  noted: () => "A note was written",
  "person-registered": (b) => (b.looked_up === false ? "Entered, not looked up" : "Registered"),
  "person-linked": (b) => (b.same_as ? "Found to be somebody known" : "Found to be someone new"),
  "visit-started": (b) => `Came in: ${b.purposes.map((/** @type {string} */ code) => word("purpose", code)).join(", ")}`,
  "stage-entered": (b) => list([word("stage", b.stage), b.with_staff ? `with ${people(b.with_staff)}` : ""]),
  assessed: (b) =>
    list([
      b.same_as_last ? "Assessment, same as last time" : "Assessment",
      substances(b.preparations),
      b.last_used ? `last used ${word("last_used", b.last_used)}` : "",
      Array.isArray(b.risk_flags) ? b.risk_flags.map((/** @type {string} */ code) => word("risk_flag", code)).join(", ") : "",
    ]),
  "place-given": (b) => `Given place ${b.place}`,
  "episode-started": (b) => list([`Episode began in place ${b.place}`, substances(b.preparations)]),
  "episode-ended": (b) => `Episode ended; used: ${word("used", b.used ?? "yes")}`,
  seen: (b) => list([`Seen: ${word("seen_state", b.state ?? "awake")}`, b.round ? "on a round" : ""]),
  "service-given": (b) => `Service: ${word("service", b.service)}`,
  "supplies-given": (b) =>
    list([
      `Given: ${b.items.map((/** @type {any} */ one) => `${one.count} × ${word("supply_item", one.item)}`).join(", ")}`,
      b.returned === undefined || b.returned === null ? "" : `${b.returned} returned`,
    ]),
  "visit-ended": (b) => `Left: ${word("ended_how", b.how ?? "left")}`,
  "watch-missed": (b) => `Overdue: ${word("rule", b.rule)}`,
  "contest-settled": (b) => `Settled: ${b.about}`,
  "referral-offered": (b) => `Referral offered: ${word("referral_to", b.to)}`,
  "referral-moved": (b) => list([`Referral: ${word("referral_step", b.step)}`, b.on ? `on ${b.on}` : "", b.engagement ? word("engagement", b.engagement) : ""]),
  "emergency-raised": (b) => list([b.drill ? "Drill raised" : "Emergency raised", b.place ? `place ${b.place}` : ""]),
  "emergency-placed": (b) => list([b.moved ? "Moved to" : "", b.place ? `place ${b.place}` : word("emergency_where", b.where)]).replace(" · ", " "),
  "presentation-said": (b) => `Looks like: ${word("presentation", b.presentation)}`,
  "departure-explained": (b) => `${word("departure", b.rule)}: ${word("departure_why", b.why)}`,
  debriefed: (b) => `Talked over with ${word("debrief_of", b.of)}: ${word("debrief_outcome", b.outcome ?? "done")}`,
  "duty-done": (b) => list([`Reported: ${b.duty}`, word("duty_how", b.how), b.evidence]),
  "staff-joined": (b) => `${people(b.staff)} is with them`,
  observed: (b) => list(observedParts(b)) || "looked",
  acted: (b) =>
    list([
      word("action", b.action),
      b.dose_mg ? `${b.dose_mg} mg` : "",
      b.route ? word("naloxone_route", b.route) : "",
      b.litres_per_minute ? `${b.litres_per_minute} l/min` : "",
      b.batch ? `batch ${b.batch}` : b.batch_unread ? "batch not readable" : "",
    ]),
  "ambulance-moved": (b) => list([`Ambulance: ${word("ambulance_step", b.step)}`, b.why ? word("not_called_why", b.why) : "", b.reason]),
  "emergency-closed": (b) => list([`Closed: ${word("emergency_outcome", b.outcome)}`, b.presentation ? word("presentation", b.presentation) : ""]),
  "substance-described": (b) => list(["Described", Array.isArray(b.substances) ? b.substances.map((/** @type {string} */ code) => word("substance", code)).join(", ") : "", (b.appearances ?? []).map((/** @type {string} */ code) => word("appearance", code)).join(", ")]),
  "batch-flagged": (b) => list(["A bad batch may be about", b.about === "substance" || b.about === "appearance" ? word(b.about, b.code) : ""]),
  "batch-flag-ended": (b) => list(["The flag was taken down", word("flag_ended", b.why)]),
  "data-exported": (b) => `Records left the house: ${b.reason}`,
  "words-erased": (b) => `Words of ${b.notes} old notes are gone, as the house rules say`,
  "person-forgotten": () => "Forgotten: name, code and words are gone",
  "held-shown": (b) => `What is held was shown, ${word("held_shown_how", b.how)}`,
  "consent-said": (b) => `Consent to ${word("consent_to", b.to)}: ${word("consent_word", b.word)}`,
  "vault-kept": (b) => `Vault: ${word("vault_part", b.part)} ${word("vault_act", b.act)}`,
  "vault-opened": (b) => list([`Vault opened: ${word("vault_part", b.part)}`, word("look_reason", b.reason), b.break_glass ? "glass broken" : ""]),
  "look-reviewed": (b) => `Look reviewed: ${word("look_review", b.finding)}`,
  "linkage-exported": (b) => `Identities of those who consented went to ${b.to}`,
  "request-received": (b) => `Request of ${word("request_from", b.who)}: ${word("request_wants", b.wants)}`,
  "request-decided": (b) => `Request: ${word("request_decision", b.decision)}`,
  "request-answered": (b) => `Request answered: ${word("request_given", b.given)}`,
  "competence-noted": (b) => list([`Competence: ${word("competence", b.competence)}`, b.until ? `until ${b.until}` : ""]),
  "access-changed": (b) => `Access: ${word("access_change", b.what)}`,
  "guessing-noticed": (b) => `Somebody is guessing: ${b.tries} wrong tries`,
  "rules-proposed": () => "House rules proposed",
  "proposal-withdrawn": () => "Proposal withdrawn",
  "readiness-said": (b) => list([`Readiness: ${b.item}`, b.done === false ? "taken back" : "done"]),
  "protocol-signed": (b) => `Protocol signed: ${b.title}`,
  "protocol-reviewed": (b) => `Protocol reviewed: ${word("protocol_verdict", b.verdict)}`,
  "item-found": (b) => `Left behind, bag ${b.bag}`,
  "item-moved": (b) => `Bag ${b.bag} to ${word("item_to", b.to)}`,
  "items-counted": (b) => `Left-behind items counted: ${word("count_finding", b.finding ?? "as_it_should_be")}`,
  "incident-opened": (b) => `Incident: ${word("incident_kind", b.what)}`,
  "incident-moved": (b) => list([`Incident: ${word("incident_act", b.act)}`, b.outcome ? word("incident_outcome", b.outcome) : ""]),
  "restriction-set": (b) => `Restriction: ${word("restriction_kind", b.what)}`,
  "restriction-moved": (b) => `Restriction: ${word("restriction_step", b.step)}`,
  "visitor-came": (b) => list([`Visitor: ${word("visitor_kind", b.what)}`, word("visitor_purpose", b.purpose)]),
  "visitor-went": () => "Visitor went",
  "duty-kept": (b) => list([`Duty done: ${b.duty}`, word("duty_how", b.how), b.evidence]),
  "inspection-made": (b) => `Inspection pack made, ${b.since} to ${b.until}`,
  "publication-checked": (b) => `Figures checked: ${b.set}, ${b.since} to ${b.until}`,
  "publication-signed": (b) => `Figures signed and published: ${b.set}, ${b.since} to ${b.until}`,
  "publication-withdrawn": (b) => list(["Publication withdrawn", word("withdrawn_why", b.why)]),
  "publication-sent": (b) => list([`Publication sent to ${b.to}`, word("duty_how", b.how)]),
  "time-reckoned": () => "The time of an entry was reckoned by the house",
  corrected: (b) => `Put right: ${b.reason}`,
};

/** "breathing slow", and never "breathing not breathing". @param {string} code */
export function breathingInWords(code) {
  return code === "absent" ? word("breathing", code) : `breathing ${word("breathing", code)}`;
}

/** @param {any} b */
function observedParts(b) {
  return [
    b.breathing && breathingInWords(b.breathing),
    b.breaths_per_minute !== undefined && b.breaths_per_minute !== null ? `${b.breaths_per_minute} breaths/min` : "",
    b.spo2_percent !== undefined && b.spo2_percent !== null ? `SpO₂ ${b.spo2_percent} %` : "",
    b.on_oxygen === true ? "on oxygen" : b.on_oxygen === false ? "on air" : "",
    b.oxygen_litres_per_minute ? `${b.oxygen_litres_per_minute} l/min` : "",
    b.consciousness && word("consciousness", b.consciousness),
    b.skin && `skin ${word("skin", b.skin)}`,
    b.pupils && `pupils ${word("pupils", b.pupils)}`,
    b.pulse_per_minute ? `pulse ${b.pulse_per_minute}` : "",
    b.systolic_mmhg ? `${b.systolic_mmhg}/${b.diastolic_mmhg ?? "?"} mmHg` : "",
    b.temperature_celsius ? `${b.temperature_celsius} °C` : "",
    b.glucose_mmol_per_litre ? `${b.glucose_mmol_per_litre} mmol/l` : "",
    gcs(b) === null ? "" : `GCS ${gcs(b)}`,
    b.seizure && `seizure ${word("seizure", b.seizure)}`,
    b.agitation && word("agitation", b.agitation),
    b.chest_pain === true ? "chest pain" : b.chest_pain === false ? "no chest pain" : "",
    b.stroke_signs === true ? "signs of a stroke" : b.stroke_signs === false ? "no signs of a stroke" : "",
  ];
}

/** @param {{kind: string, body: any}} line */
export function inWords(line) {
  return capital(SAYS[line.kind]?.(line.body) ?? word("kind", line.kind));
}

/** House rules not kept, as the entry says them. @param {any} body @returns {string[]} */
export function departuresOf(body) {
  return (body.departures ?? []).map((/** @type {any} */ one) => list([word("departure", one.rule), one.reason === "not_stated" ? "" : one.reason]));
}
