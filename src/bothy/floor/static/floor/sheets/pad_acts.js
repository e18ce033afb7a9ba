// What was done: oxygen first, then naloxone and the ambulance; the rest in the order of the ladder.
import { standing } from "../house/history.js";
import { html, nothing } from "../lit.js";
import { ambulanceSteps, doseBy } from "../rescue.js";
import { p } from "../strings.pad.en.js";
import { hhmmss } from "../times.js";
import { word } from "../words.js";
import { padButton } from "./pad_parts.js";

/** The ladder, each with its letter. @type {[string, string][]} */
const REST = [
  ["stimulation", "s"],
  ["airway_opened", "h"],
  ["position", "l"],
  ["rescue_breaths", "v"],
  ["bag_and_mask", "m"],
  ["airway_adjunct", "j"],
  ["cpr", "c"],
  ["aed_attached", "e"],
  ["aed_shock", "z"],
  ["cooling", "k"],
  ["calming", "f"],
  ["glucose", "g"],
];
const MORE = ["airway_cleared", "oxygen_stopped", "cpr_stopped", "aed_no_shock", "fluids", "other"];

/** @param {any} one @param {string} action */
const times = (one, action) => standing(one.lines).filter((/** @type {any} */ line) => line.kind === "acted" && line.body.action === action).length;

/** @param {string} action */
export const called = (action) => p.acts[/** @type {"cpr"} */ (action)] ?? word("action", action);

/** The row that never leaves the screen. @param {any} pad @param {any} one @param {any} ladder */
export function firstActs(pad, one, ladder) {
  const nth = p.pad.dose(one.naloxone_doses + 1);
  const dose = (/** @type {string} */ route) => doseBy(route, ladder);
  const naloxone = (/** @type {string} */ route, /** @type {string} */ key) =>
    padButton(p.pad.naloxoneBy(p.routes[/** @type {"im"} */ (route)], dose(route).dose_mg), () => pad.did("naloxone", { ...dose(route), ...(pad.batch ? { batch: pad.batch } : {}) }), { key, kind: "main", note: nth, name: "naloxone" });
  return html`<section class="first-acts" aria-label=${p.pad.actions}>
    ${padButton(p.band.oxygen, () => pad.did("oxygen"), { key: "o", kind: "main", on: times(one, "oxygen") > times(one, "oxygen_stopped"), name: "oxygen" })}
    ${naloxone("im", "n")}${naloxone("nasal", "x")}
    ${ambulance(pad, one)}
  </section>`;
}

/** The next step is the button; what else may come is one tap further. @param {any} pad @param {any} one */
function ambulance(pad, one) {
  const [step, ...others] = ambulanceSteps(one);
  const said = one.ambulance ? word("ambulance_step", one.ambulance) : "";
  return html`<span class="pair-of">${step
    ? padButton(p.band.ambulance, () => pad.record("move-ambulance", { step }), { key: "a", kind: "main", note: word("ambulance_step", step), name: "ambulance" })
    : html`<span class="soft" data-pad="ambulance">${p.band.ambulance}: ${said}</span>`}
    ${others.length ? html`<button class="pad-button more-steps" aria-label=${p.pad.ambulanceMore} aria-expanded=${String(pad.panel === "ambulance")} @click=${() => pad.show("ambulance")}>…</button>` : nothing}</span>`;
}

/** @param {any} pad @param {any} one */
export function restOfActs(pad, one) {
  return html`<div class="pad-acts" data-pad="acts">${REST.map(([action, key]) => padButton(called(action), () => pad.did(action), { key, on: times(one, action) > 0 }))}</div>`;
}

/** @param {any} pad @param {any} one */
export function moreActs(pad, one) {
  const note = pad.moment === null ? "" : p.pad.writtenAt(hhmmss(pad.moment));
  return html`<div class="pad-acts and-less">${MORE.map((action) => padButton(called(action), () => pad.did(action), { on: times(one, action) > 0 }))}${padButton(p.pad.less, () => pad.show("more"), { key: "i", note })}</div>`;
}
