// A line of the timeline is put right by taps. Nothing is changed: a later line names the earlier one.
import { changeLine, voidLine } from "../acts.js";
import { html, nothing } from "../lit.js";
import { inWords } from "../lines.en.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { p } from "../strings.pad.en.js";
import { hhmmss } from "../times.js";
import { changersFor } from "./changes.js";
import { called } from "./pad_acts.js";
import { padButton, padRow } from "./pad_parts.js";
import { boxesFor, expiry } from "./pad_stock.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Readings that are typed again. */
const NUMBERS = ["breaths_per_minute", "spo2_percent", "pulse_per_minute", "temperature_celsius", "glucose_mmol_per_litre"];

/** @param {any} pad */
export function fixing(pad) {
  const { line, at, other = false } = pad.fix;
  const move = (/** @type {number} */ ms) => pad.set({ fix: { line, other, at: Math.min(pad.now, at + ms) } });
  const numbers = line.kind === "observed" ? NUMBERS.filter((what) => (line.body[what] ?? null) !== null) : [];
  const pressure = line.kind === "observed" && (line.body.systolic_mmhg ?? null) !== null;
  const dose = line.kind === "acted" && line.body.action === "naloxone";
  return html`<section class="fixing" aria-label=${p.pad.fix(inWords(line))}>
    <div class="number-head"><h3>${p.pad.fix(inWords(line))} <time>${hhmmss(line.happened_at)}</time></h3>${dose ? padButton(p.pad.otherAct, () => pad.set({ fix: { line, at, other: !other } }), { on: other }) : nothing}${line.kind === "emergency-raised" ? nothing : padButton(p.pad.didNot, () => right(pad, () => voidLine(line, s.reasons.slip)))}${padButton(p.pad.panelClose, () => pad.set({ panel: "", fix: null }))}</div>
    ${other ? nothing : html`${padRow("fix-time", p.pad.fixTime, html`${padButton(p.pad.earlier10, () => move(-10 * SECOND))}${padButton(p.pad.later10, () => move(10 * SECOND))}${padButton(p.pad.earlierMinute, () => move(-MINUTE))}${padButton(p.pad.laterMinute, () => move(MINUTE))}
      ${padButton(p.pad.clock, () => pad.type("clock", (/** @type {number} */ moment) => pad.set({ panel: "fix", number: null, fix: { line, at: moment, other } })))}
      ${at === line.happened_at ? nothing : padButton(p.pad.keepTime(hhmmss(at)), () => right(pad, () => changeLine(line, { reason: p.reasons.time, at })), { kind: "main" })}`)}`}
    ${[...numbers, ...(pressure ? ["pressure"] : [])].length ? padRow("fix-number", p.pad.fixWhat, [...numbers, ...(pressure ? ["pressure"] : [])].map((what) => padButton(p.pad.short[/** @type {"gcs"} */ (what)], () => pad.type(what, (/** @type {any} */ body) => right(pad, () => changeLine(line, { reason: p.reasons.said, body: { ...line.body, ...body } })))))) : nothing}
    ${dose && !other ? batch(pad, line) : nothing}
    ${dose && !other ? nothing : instead(pad, line)}
  </section>`;
}

/** What it was instead; of a dose one tap further, since what is put right there is the box. @param {any} pad @param {any} line */
const instead = (pad, line) => changersFor(line).map((one) => padRow("fix-what", one.title, choices(line, one).map(([code, text]) => padButton(text, () => right(pad, () => changeLine(line, { reason: p.reasons.said, body: one.apply(line.body, code) }))))));

/** Acts by the names of the pad, which fit its buttons. @param {any} line @param {{choices: [string, string][]}} one @returns {[string, string][]} */
const choices = (line, one) => (line.kind === "acted" ? one.choices.map(([code]) => [code, called(code)]) : one.choices);

/** The box is looked at when there is time: the dose itself stays as it was. @param {any} pad @param {any} line */
function batch(pad, line) {
  const say = (/** @type {string} */ told) => told && right(pad, () => changeLine(line, { reason: s.pad.batchReason, body: { ...line.body, batch: told } }));
  const typed = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    say(String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("batch") ?? "").trim());
  };
  const routes = Object.entries(p.routes).filter(([route]) => route !== line.body.route && route !== "not_known");
  const boxes = boxesFor(line.body.route);
  return html`${padRow("fix-route", p.pad.routeOf, routes.map(([route, text]) => padButton(text, () => right(pad, () => changeLine(line, { reason: p.reasons.said, body: { ...line.body, route } })))))}
    ${boxes.length ? padRow("fix-batch", p.pad.batchOf, boxes.map((/** @type {any} */ box) => padButton(box.batch, () => say(box.batch), { note: expiry(box, pad.now) }))) : nothing}
    <form class="batch-form" @submit=${typed}><label><span class="sign-name">${p.pad.otherBatch}</span><input class="pad-input" name="batch" autocomplete="off" spellcheck="false" maxlength="24"></label><button class="pad-button">${p.pad.enter}</button></form>`;
}

/** Putting right says who does it; where nobody is signed in, that is asked, and the pad comes back. @param {any} pad @param {() => Promise<any>} act */
export function right(pad, act) {
  const back = { ...pad.args };
  pad.set({ panel: "", fix: null, number: null });
  needStaff(async () => {
    if (store.sheet === null) store.open("pad", back);
    const answer = await act();
    if (answer.answer !== "refused") store.say(p.pad.fixed);
  });
}
