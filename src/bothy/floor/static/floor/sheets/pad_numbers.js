// Numbers by digits of 64 px, the last values beside them; a number becomes a line only with Enter.
import { standing } from "../house/history.js";
import { RANGES, wrong } from "../house/ranges.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { p } from "../strings.pad.en.js";
import { hhmmss } from "../times.js";
import { clockMoment } from "./pad_time.js";
import { padButton, padRow } from "./pad_parts.js";
import { numberRow } from "./pad_signs.js";

const TENTHS = new Set(["temperature_celsius", "glucose_mmol_per_litre"]);
/** What is counted most often, by one tap. @type {Record<string, number[]>} */
const QUICK = { breaths_per_minute: [0, 4, 6, 8, 10, 12, 16], spo2_percent: [98, 94, 90, 85, 80, 75, 70] };
const MOST_DIGITS = 7;
/** The Glasgow Coma Scale: how many points each part has. @type {[string, "eyes" | "voice" | "motor", number][]} */
const GCS = [
  ["gcs_eye", "eyes", 4],
  ["gcs_verbal", "voice", 5],
  ["gcs_motor", "motor", 6],
];

/**
 * What was typed, as an observation; null where it cannot be one.
 * @param {string} what @param {string} typed @returns {Record<string, number> | null}
 */
function numberBody(what, typed) {
  if (what !== "pressure") {
    const value = within(what, typed);
    return value === null ? null : { [what]: value };
  }
  const [upper, lower = ""] = typed.split("/");
  const systolic = within("systolic_mmhg", upper);
  const diastolic = lower === "" ? null : within("diastolic_mmhg", lower);
  if (systolic === null || (lower !== "" && diastolic === null)) return null;
  const body = { systolic_mmhg: systolic, ...(diastolic === null ? {} : { diastolic_mmhg: diastolic }) };
  return wrong(body) === null ? body : null;
}

/** @param {string} what @param {string} typed */
function within(what, typed) {
  const [least, most] = RANGES[what] ?? [1, 0];
  const value = Number(typed);
  const whole = TENTHS.has(what) || Number.isInteger(value);
  return typed !== "" && Number.isFinite(value) && whole && value >= least && value <= most ? value : null;
}

/** @param {any} pad @param {any} one */
export function numberPanel(pad, one) {
  const { what } = pad.number;
  return html`<section class="number-panel ${what === "gcs" ? "" : "keyed"}" role="group" aria-label=${p.pad.values[/** @type {"gcs"} */ (what)]}>
      <div class="number-head"><h3>${p.pad.values[/** @type {"gcs"} */ (what)]} ${what === "gcs" ? nothing : html`<output aria-live="polite">${shown(pad.number) || "–"}</output>`}${pad.moment === null || what === "clock" ? nothing : html` <small class="soft">${p.pad.writtenAt(hhmmss(pad.moment))}</small>`}</h3>${padButton(p.pad.panelClose, () => pad.set({ panel: "", number: null }))}</div>
      ${what === "gcs" ? gcsRows(pad) : html`<div class="number-body">${beside(pad, one)}${digits(pad)}</div>`}
    </section>
    ${what === "clock" || pad.number.keep ? nothing : numberRow(pad, one)}`;
}

/** "14:03:1", "120/80". @param {{what: string, typed: string}} number */
function shown({ what, typed }) {
  return what === "clock" ? (typed.match(/.{1,2}/g) ?? []).join(":") : typed;
}

/** The last values, and what is most often seen, to the left of the digits. @param {any} pad @param {any} one */
function beside(pad, one) {
  const { what, keep } = pad.number;
  if (what === "clock") return html`<div class="number-beside"><p class="soft">${p.pad.clockHint}</p></div>`;
  const key = what === "pressure" ? "systolic_mmhg" : what;
  const values = standing(one.lines).filter((/** @type {any} */ line) => line.kind === "observed" && (line.body[key] ?? null) !== null).slice(QUICK[what] && !keep ? -2 : -4).reverse();
  return html`<div class="number-beside">
    <h4>${p.pad.lastValues}</h4>
    ${values.length ? html`<ul>${values.map((/** @type {any} */ line) => html`<li><b>${what === "pressure" ? `${line.body.systolic_mmhg}/${line.body.diastolic_mmhg ?? "?"}` : line.body[what]}</b>${what === "spo2_percent" ? ` ${airOf(line.body)}` : ""} <time class="soft">${hhmmss(line.happened_at)}</time></li>`)}</ul>` : html`<p class="soft">${p.pad.noValues}</p>`}
    ${QUICK[what] && !keep ? html`<div class="pad-buttons">${QUICK[what].map((n) => padButton(String(n), () => pad.set({ number: { ...pad.number, typed: String(n) } }), { on: pad.number.typed === String(n) }))}</div>` : nothing}
  </div>`;
}

/** @param {any} body */
function airOf(body) {
  return body.on_oxygen === true ? p.pad.onOxygen : body.on_oxygen === false ? p.pad.onAir : "";
}

/** @param {any} pad */
function digits(pad) {
  const { what, typed } = pad.number;
  const key = (/** @type {string} */ name, /** @type {unknown} */ text, /** @type {() => void} */ tap, more = {}) => html`<button class="pad-button" data-number=${name} aria-label=${/** @type {any} */ (more).label ?? nothing} @click=${tap}>${text}</button>`;
  const add = (/** @type {string} */ sign) => () => pad.set({ number: { ...pad.number, typed: grown(typed, sign, what) } });
  const sign = what === "pressure" ? "/" : TENTHS.has(what) ? "." : "";
  return html`<div class="digits">${[..."123456789"].map((digit) => key(digit, digit, add(digit)))}
    ${sign ? key(sign, sign, add(sign)) : key("clear", "C", () => pad.set({ number: { ...pad.number, typed: "" } }), { label: p.pad.clear })}
    ${key("0", "0", add("0"))}${key("back", "⌫", () => pad.set({ number: { ...pad.number, typed: typed.slice(0, -1) } }), { label: p.pad.oneBack })}
    <span class="enters">${enters(pad)}</span></div>`;
}

/** @param {string} typed @param {string} sign @param {string} what */
function grown(typed, sign, what) {
  if (what === "clock" && typed.length === 6) return typed;
  if ((sign === "/" || sign === ".") && (typed === "" || typed.includes(sign))) return typed;
  return (typed + sign).slice(0, MOST_DIGITS);
}

/** SpO₂ says on what in the same tap; everything else has one Enter. @param {any} pad */
function enters(pad) {
  const { what, typed, keep } = pad.number;
  const body = what === "clock" ? clockMoment(typed, pad.now) : numberBody(what, typed);
  const enter = (/** @type {string} */ text, /** @type {any} */ more, first = true) =>
    html`<button class="pad-button main enter" data-number=${first ? "enter" : nothing} ?disabled=${body === null} @click=${() => tell(pad, what === "clock" ? body : { .../** @type {any} */ (body), ...more })}>${text}</button>`;
  if (what !== "spo2_percent" || keep) return enter(p.pad.enter, {});
  const onOxygen = store.house.emergencies.get(pad.args.emergency)?.oxygen_at ?? null;
  const choices = [enter(p.pad.onOxygen, { on_oxygen: true }, onOxygen !== null), enter(p.pad.onAir, { on_oxygen: false }, onOxygen === null)];
  return choices;
}

/** @param {any} pad @param {any} body */
function tell(pad, body) {
  if (body === null) return;
  if (pad.number.keep) return pad.number.keep(body);
  pad.saw(body);
  pad.set({ panel: "", number: null });
}

/** Each part by one tap; the sum is said when all three are. @param {any} pad */
function gcsRows(pad) {
  const done = GCS.every(([part]) => pad.gcs[part] !== undefined);
  const total = GCS.reduce((sum, [part]) => sum + (pad.gcs[part] ?? 0), 0);
  return html`<div class="gcs-body"><div class="gcs-parts">${GCS.map(([part, name, most]) => padRow(part, p.pad.gcs[name], Array.from({ length: most }, (_, n) => most - n).map((n) => padButton(String(n), () => pad.set({ gcs: { ...pad.gcs, [part]: n } }), { on: pad.gcs[part] === n, note: p.gcsWords[name][n - 1] }))))}</div>
    <button class="pad-button main enter" data-number="enter" ?disabled=${!done} @click=${() => tell(pad, { ...pad.gcs })}>${done ? `${p.pad.enter}: ${p.pad.gcsOf(total)}` : p.pad.enter}</button></div>`;
}
