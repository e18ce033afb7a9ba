// The live line: what is still missing to say afterwards whether it was reversed. A tap goes to where it is said.
import { html, nothing } from "../lit.js";
import { p } from "../strings.pad.en.js";
import { word } from "../words.js";

/** @type {Record<string, string>} */
const SAID_AT = { action: "acts", consciousness_after: "awake" };

/** @param {any} pad @param {{reversed: string, missing: string[]}} told */
export function missingLine(pad, told) {
  const known = told.reversed === "not_enough_information" ? "" : word("reversed", told.reversed);
  return html`<section class="missing-line ${told.missing.length ? "" : "whole"}" aria-live="polite">
    <b class="verdict">${known ? html`<span aria-hidden="true">✓ </span>${known}` : p.pad.notYet}</b>
    ${told.missing.length ? html`<span class="soft">${p.pad.missing}</span>${told.missing.map((code) => html`<button class="quiet" data-missing=${code} @click=${() => pad.jump(SAID_AT[code] ?? "breathing")}>${p.missing[/** @type {"action"} */ (code)] ?? word("missing", code)}</button>`)}` : nothing}
  </section>`;
}
