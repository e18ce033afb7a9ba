// What was seen of the person: breathing and how awake by one tap, numbers by digits, the rest one tap further.
import { gcs, lastValues } from "../house/signs.js";
import { html } from "../lit.js";
import { p } from "../strings.pad.en.js";
import { stopwatch } from "../times.js";
import { word } from "../words.js";
import { restOfActs } from "./pad_acts.js";
import { padButton, padRow } from "./pad_parts.js";
import { labelled } from "./sheet.js";

/** Each number with its letter. @type {[string, string][]} */
const NUMBERS = [
  ["breaths_per_minute", "r"],
  ["spo2_percent", "2"],
  ["pulse_per_minute", "p"],
  ["pressure", "d"],
  ["temperature_celsius", "t"],
  ["glucose_mmol_per_litre", "u"],
  ["gcs", "y"],
];

/** @param {any} pad @param {any} one */
export function signs(pad, one) {
  return html`${restOfActs(pad, one)}
    ${padRow("breathing", p.pad.breathing, labelled("breathing").map(([code, text]) => padButton(text, () => pad.saw({ breathing: code }))), "b")}
    ${padRow("awake", p.pad.awake, labelled("consciousness").map(([code, text]) => padButton(text, () => pad.saw({ consciousness: code }))), "w")}
    ${numberRow(pad, one)}`;
}

/** @param {any} pad @param {any} one */
export function numberRow(pad, one) {
  const last = lastValues(one);
  return html`<div class="pad-numbers" data-pad="numbers">
    ${NUMBERS.map(([what, key]) => padButton(p.pad.short[/** @type {"gcs"} */ (what)], () => pad.type(what), { key, on: pad.number?.what === what, note: lastText(last, what, pad.now), name: what }))}
    ${padButton(pad.panel === "more" ? p.pad.less : p.pad.more, () => pad.show("more"), { key: "i" })}</div>`;
}

/** "84 · 01:10": the last value and how old it is. @param {ReturnType<typeof lastValues>} last @param {string} what @param {number} now */
function lastText(last, what, now) {
  if (what === "pressure") return last.systolic_mmhg ? `${last.systolic_mmhg.value}/${last.diastolic_mmhg?.value ?? "?"} · ${stopwatch(now - last.systolic_mmhg.at)}` : "–";
  if (what === "gcs") {
    const parts = Object.fromEntries(Object.entries(last).map(([key, one]) => [key, one.value]));
    const total = gcs(parts);
    const at = last.gcs_total?.at ?? last.gcs_motor?.at;
    return total === null ? "–" : `${total} · ${stopwatch(now - at)}`;
  }
  return last[what] ? `${last[what].value} · ${stopwatch(now - last[what].at)}` : "–";
}

/** Short rows two by two, so that all of them are in sight. @param {any} pad */
export function moreSigns(pad) {
  const row = (/** @type {string} */ name, /** @type {string} */ title, /** @type {[string, string][]} */ list, /** @type {(code: string) => void} */ tap) => padRow(name, title, list.map(([code, text]) => padButton(text, () => tap(code))));
  return html`<div class="more-signs">${row("skin", p.pad.skin, labelled("skin"), (skin) => pad.saw({ skin }))}
    <div class="two-rows">${row("pupils", p.pad.pupils, labelled("pupils"), (pupils) => pad.saw({ pupils }))}
    ${row("seizure", p.pad.seizure, labelled("seizure"), (seizure) => pad.saw({ seizure }))}</div>
    ${row("agitation", p.pad.agitation, labelled("agitation"), (agitation) => pad.saw({ agitation }))}
    ${padRow("warning", p.pad.warning, html`${padButton(p.pad.chestPain, () => pad.saw({ chest_pain: true }))}${padButton(p.pad.noChestPain, () => pad.saw({ chest_pain: false }))}${padButton(p.pad.strokeSigns, () => pad.saw({ stroke_signs: true }))}${padButton(p.pad.noStrokeSigns, () => pad.saw({ stroke_signs: false }))}`)}
    ${row("looks", p.pad.looksLike, ["opioid", "stimulant", "mixed", "sedative", "seizure", "cardiac", "allergic"].map((code) => [code, word("presentation", code)]), (presentation) => pad.record("say-presentation", { presentation }))}</div>`;
}
