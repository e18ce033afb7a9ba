// The parts of the emergency pad: what was done, what was seen, numbers, and how it ended.
import { html, nothing } from "../lit.js";
import { s } from "../strings.en.js";
import { word } from "../words.js";
import { completeness } from "../house/completeness.js";
import { standing } from "../house/history.js";
import { hhmm } from "../times.js";
import { chip, labelled, oneOf, tapOne } from "./sheet.js";

/** @typedef {any} Pad */

/** Oxygen first: it is the commonest treatment. @param {Pad} pad @param {any} one @param {any} ladder */
export function treatments(pad, one, ladder) {
  const done = (/** @type {string} */ action) => standing(one.lines).some((/** @type {any} */ line) => line.kind === "acted" && line.body.action === action);
  const big = (/** @type {string} */ text, /** @type {() => void} */ tap, on = false, kind = "") => html`<button class="pad-button ${on ? "on" : ""} ${kind}" @click=${tap}>${on ? html`<span aria-hidden="true">✓ </span>` : nothing}${text}</button>`;
  const rest = ["stimulation", "airway_opened", "position", "rescue_breaths", "airway_adjunct", "cpr", "aed_shock", "cooling", "calming", "glucose", "other"];
  return html`<section class="pad-block" aria-label=${s.pad.actions}>
    <div class="pad-buttons first">
      <span class="slot" data-pad="oxygen">${big(s.pad.oxygen, () => pad.did("oxygen"), done("oxygen"), "main")}</span>
      <span class="slot" data-pad="naloxone">${big(s.pad.naloxone(word("naloxone_route", "im"), ladder.naloxone_im_dose_mg), () => pad.dose({ route: "im", dose_mg: ladder.naloxone_im_dose_mg }), false, "main")}</span>
      <span class="slot">${big(s.pad.naloxone(word("naloxone_route", "nasal"), ladder.naloxone_nasal_dose_mg), () => pad.dose({ route: "nasal", dose_mg: ladder.naloxone_nasal_dose_mg }), false, "main")}</span>
      <span class="slot" data-pad="ambulance">${ambulance(pad, one, big)}</span>
    </div>
    <div class="pad-buttons">${rest.map((action) => big(word("action", action), () => pad.did(action), done(action)))}</div>
  </section>`;
}

/** The next step of the ambulance is the button; others are one tap further. @param {Pad} pad @param {any} one @param {any} big */
function ambulance(pad, one, big) {
  /** @type {Record<string, string[]>} */
  const after = { none: ["called"], not_called: ["called"], called: ["arrived", "stood_down"], arrived: ["handed_over", "left_with_person", "left_without"], handed_over: ["left_with_person", "left_without"] };
  const steps = after[one.ambulance ?? "none"] ?? [];
  if (!steps.length) return html`<span class="soft">${s.pad.ambulance}: ${word("ambulance_step", one.ambulance)}</span>`;
  return steps.map((step) => big(`${s.pad.ambulance} ${word("ambulance_step", step)}`, () => pad.record("move-ambulance", { step }), false, step === "called" ? "main" : ""));
}

/** @param {Pad} pad */
export function signs(pad) {
  const row = (/** @type {string} */ name, /** @type {string} */ title, /** @type {unknown} */ buttons) => html`<div class="sign-row" data-pad=${name} role="group" aria-label=${title}><span class="sign-name">${title}</span><div class="pad-buttons">${buttons}</div></div>`;
  const tap = (/** @type {string} */ text, /** @type {any} */ body) => html`<button class="pad-button" @click=${() => pad.saw(body)}>${text}</button>`;
  const type = (/** @type {string} */ what) => html`<button class="pad-button" aria-expanded=${String(pad.typing === what)} @click=${() => pad.set({ typing: pad.typing === what ? null : what, typed: "" })}>123</button>`;
  return html`<section class="pad-block">
    ${row("breathing", s.pad.breathing, labelled("breathing").map(([code, text]) => tap(text, { breathing: code })))}
    ${row("rate", s.pad.rate, html`${[0, 4, 6, 8, 10, 12, 16].map((n) => tap(String(n), { breaths_per_minute: n }))}${type("breaths_per_minute")}`)}
    ${row("awake", s.pad.consciousness, labelled("consciousness").map(([code, text]) => tap(text, { consciousness: code })))}
    ${row("spo2", s.pad.spo2, html`${[98, 94, 90, 85, 80, 75, 70].map((n) => tap(String(n), { spo2_percent: n }))}${type("spo2_percent")}`)}
  </section>`;
}

/** @param {Pad} pad */
export function moreSigns(pad) {
  const row = (/** @type {string} */ title, /** @type {unknown} */ buttons) => html`<div class="sign-row" role="group" aria-label=${title}><span class="sign-name">${title}</span><div class="pad-buttons">${buttons}</div></div>`;
  const tap = (/** @type {string} */ text, /** @type {any} */ body) => html`<button class="pad-button" @click=${() => pad.saw(body)}>${text}</button>`;
  const type = (/** @type {string} */ what, /** @type {string} */ text) => html`<button class="pad-button" @click=${() => pad.set({ typing: what, typed: "" })}>${text}</button>`;
  return html`<section class="pad-block">
    ${row(s.pad.skin, labelled("skin").map(([code, text]) => tap(text, { skin: code })))}
    ${row(s.pad.pupils, labelled("pupils").map(([code, text]) => tap(text, { pupils: code })))}
    ${row(s.pad.oxygenLitres, LITRES.map((litres) => html`<button class="pad-button" @click=${() => pad.did("oxygen", { litres_per_minute: litres })}>${litres}</button>`))}
    ${batch(pad)}
    ${row("O₂", html`${tap(s.pad.onOxygen, { on_oxygen: true })}${tap(s.pad.onAir, { on_oxygen: false })}`)}
    ${row("123", html`${type("pulse_per_minute", s.pad.pulse)}${type("pressure", s.pad.pressure)}${type("temperature_celsius", s.pad.temperature)}${type("glucose_mmol_per_litre", s.pad.glucose)}`)}
  </section>`;
}

const LITRES = [2, 4, 6, 10, 15];

/** The batch on the box: for the doses to come, or for those given without one. @param {Pad} pad */
function batch(pad) {
  const without = standing(pad.emergency.lines).filter((/** @type {any} */ line) => line.kind === "acted" && line.body.action === "naloxone" && !line.body.batch);
  return html`<div class="sign-row"><label class="sign-name" for="pad-batch">${s.pad.batch}</label><div class="pad-buttons">
    <input id="pad-batch" class="pad-input" autocomplete="off" spellcheck="false" maxlength="60" .value=${pad.batch} @input=${(/** @type {any} */ event) => pad.set({ batch: event.target.value })}>
    ${pad.batch.trim() ? without.map((/** @type {any} */ line) => html`<button class="pad-button" @click=${() => pad.addBatch(line)}>${s.pad.batchTo(hhmm(line.happened_at))}</button>`) : nothing}</div></div>`;
}

const DECIMAL = new Set(["temperature_celsius", "glucose_mmol_per_litre"]);

/** Digits for one number. @param {Pad} pad */
export function numbers(pad) {
  /** @type {Record<string, string>} */
  const titles = { spo2_percent: s.pad.spo2, breaths_per_minute: s.pad.rate, pulse_per_minute: s.pad.pulse, temperature_celsius: s.pad.temperature, glucose_mmol_per_litre: s.pad.glucose, pressure: s.pad.pressure };
  const add = (/** @type {string} */ sign) => pad.set({ typed: (pad.typed + sign).slice(0, 7) });
  const enter = () => {
    const body = numberBody(pad.typing, pad.typed);
    if (body) pad.saw(body);
    pad.set({ typing: null, typed: "" });
  };
  const extra = pad.typing === "pressure" ? "/" : DECIMAL.has(pad.typing) ? "." : "";
  return html`<section class="number-pad" role="group" aria-label=${titles[pad.typing]}><p>${titles[pad.typing]} <output><b>${pad.typed || "–"}</b></output></p>
    <div class="digits">${[..."1234567890", ...(extra ? [extra] : [])].map((sign) => html`<button class="pad-button" @click=${() => add(sign)}>${sign}</button>`)}
      <button class="pad-button" aria-label=${s.shift.clear} @click=${() => pad.set({ typed: "" })}>⌫</button>
      <button class="pad-button main" ?disabled=${!numberBody(pad.typing, pad.typed)} @click=${enter}>${s.pad.enter}</button></div></section>`;
}

/** @type {Record<string, [number, number]>} */
const RANGES = { spo2_percent: [0, 100], breaths_per_minute: [0, 80], pulse_per_minute: [0, 300], temperature_celsius: [20, 45], glucose_mmol_per_litre: [0, 60] };

/** What was typed as an observation; null where it cannot be one. @param {string} what @param {string} typed */
export function numberBody(what, typed) {
  if (what === "pressure") {
    const [upper, lower] = typed.split("/").map(Number);
    if (!upper || upper > 300) return null;
    return { systolic_mmhg: upper, ...(lower ? { diastolic_mmhg: lower } : {}) };
  }
  const value = Number(typed);
  const [least, most] = RANGES[what] ?? [0, 0];
  return typed !== "" && Number.isFinite(value) && value >= least && value <= most ? { [what]: value } : null;
}

/** How it ended; what is missing is shown once more before it is closed. @param {Pad} pad */
export function closing(pad) {
  const one = pad.emergency;
  const told = completeness(one);
  return html`<section class="pad-block">
    ${told.missing.length ? html`<section class="missing"><b>${s.pad.notEnough}</b><ul>${told.missing.map((code) => html`<li>${word("missing", code)}</li>`)}</ul></section>` : nothing}
    ${pad.emergency.ambulance === null ? tapOne(s.pad.noAmbulance, s.pad.noAmbulanceReasons, (reason) => pad.record("move-ambulance", { step: "not_called", reason })) : nothing}
    ${oneOf(s.pad.closeTitle, labelled("emergency_outcome"), pad.outcome, (outcome) => pad.set({ outcome }))}
    ${oneOf(s.pad.presentation, labelled("presentation"), pad.presentation, (presentation) => pad.set({ presentation }))}
    <div class="chips">${chip(s.pad.debrief, pad.debrief, () => pad.set({ debrief: !pad.debrief }))}</div></section>`;
}
