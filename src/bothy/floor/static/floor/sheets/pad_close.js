// How it ended. A gap is named and never holds anybody up; what is asked afterwards is asked afterwards.
import { record } from "../acts.js";
import { completeness } from "../house/completeness.js";
import { html, nothing } from "../lit.js";
import { ambulanceSteps } from "../rescue.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { p } from "../strings.pad.en.js";
import { word } from "../words.js";
import { padButton, padRow } from "./pad_parts.js";
import { whyNot } from "./pad_side.js";
import { group, labelled, oneOf } from "./sheet.js";

/** @param {any} pad @param {any} one @param {boolean} [onlyAmbulance] */
export function closing(pad, one, onlyAmbulance = false) {
  if (onlyAmbulance) return ambulance(pad, one);
  const told = completeness(one);
  return html`<section class="pad-block ending">
    ${told.missing.length ? html`<section class="missing" role="status"><b>${p.pad.closeGap}</b><ul>${told.missing.map((code) => html`<li>${word("missing", code)}</li>`)}</ul></section>` : nothing}
    ${oneOf(s.pad.closeTitle, labelled("emergency_outcome", (code) => code !== "raised_in_error"), pad.outcome, (outcome) => pad.set({ outcome }))}
    ${one.ambulance === null ? group(p.pad.whyNot, false, whyNot(pad)) : nothing}
    ${oneOf(s.pad.presentation, labelled("presentation"), pad.presentation ?? one.presentation, (presentation) => pad.set({ presentation }))}
  </section>`;
}

/** Every step that may come now, and why not. @param {any} pad @param {any} one */
function ambulance(pad, one) {
  return html`<section class="pad-block">${padRow("steps", p.band.ambulance, ambulanceSteps(one).filter((step) => step !== "not_called").map((step) => padButton(word("ambulance_step", step), () => { pad.record("move-ambulance", { step }); pad.set({ panel: "" }); })))}
    ${ambulanceSteps(one).includes("not_called") ? group(p.pad.whyNot, false, whyNot(pad)) : nothing}</section>`;
}

/** @param {any} pad */
export function finish(pad) {
  const emergency = pad.args.emergency;
  const presentation = pad.presentation ?? pad.emergency?.presentation ?? null;
  void record(emergency, "close-emergency", { outcome: pad.outcome, ...(presentation ? { presentation } : {}) });
  pad.close();
  store.open("after", { emergency });
}

/** @param {any} pad */
export function inError(pad) {
  void record(pad.args.emergency, "close-emergency", { outcome: "raised_in_error" });
  store.raisedHere.delete(pad.args.emergency);
  pad.close();
}
