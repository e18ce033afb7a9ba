// The emergency band: on every screen, above everything, until it is closed. The four acts are on it.
import { silenceHere, soundsHere } from "../alarm.js";
import { standing } from "../house/history.js";
import { html, nothing } from "../lit.js";
import { breathingInWords } from "../lines.en.js";
import { ambulanceSteps, did, usualDose, write } from "../rescue.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { p } from "../strings.pad.en.js";
import { hhmmss, stopwatch } from "../times.js";
import { capital, codes, word } from "../words.js";
import { fullName, rules, staffName, substances } from "./view.js";

/** More than this many bands say less each, so that all of them are on the screen. */
const ROOMY = 2;

/** @param {any} board */
export function banner(board) {
  // The pad of an emergency has all of its band in its own head.
  const onPad = store.sheet?.name === "pad" ? store.sheet.args.emergency : null;
  const shown = board.emergencies.filter((/** @type {any} */ one) => one.id !== onPad);
  return html`${drillBand(board.emergencies)}${shown.length
    ? html`<div class="banners" role="alert">${shown.map((/** @type {any} */ one) => band(one, board.now, shown.length > ROOMY))}</div>`
    : nothing}`;
}

/** In words on the whole width: what is going on is practised. @param {any[]} open */
function drillBand(open) {
  const drills = open.filter((one) => one.drill).length;
  if (!drills) return nothing;
  return html`<p class="drill-band" role="status">${drills < open.length ? p.band.drillBoth : p.band.drillWhole}</p>`;
}

/** "6 · Sparrow"; "Place 6" where nobody is known to be there: a number alone says nothing. @param {any} one */
export function placeAndName(one) {
  const visit = personOf(one);
  const place = one.place && !visit ? capital(s.visit.place(one.place)) : one.place;
  const where = place ?? (one.where && one.where !== "not_known" ? word("emergency_where", one.where) : s.pad.unplaced);
  return [where, visit ? fullName(visit) : ""].filter(Boolean).join(" · ");
}

/** Whose emergency: the visit that was named, or of the one person in that place. @param {any} one */
export function personOf(one) {
  if (one.drill) return null; // whoever sits there is not in it
  return one.visit ? store.house.visits.get(one.visit) : holderOf(one.place);
}

/** @param {number | null} place */
function holderOf(place) {
  if (place === null || place === undefined) return null;
  const here = [...store.house.visits.values()].filter((visit) => visit.ended_at === null && visit.place === place);
  return here.length === 1 ? here[0] : null;
}

/** What they used, for who may see it. @param {any} one */
export function substanceOf(one) {
  const visit = personOf(one);
  return visit ? substances(visit.episodes.at(-1)?.preparations ?? visit.assessment?.preparations) : "";
}

/** The last that was seen of the person, in few words. @param {any} one @param {number} now */
export function lastSigns(one, now) {
  const { emergency: ladder } = rules(now);
  /** @type {Record<string, any>} */
  const last = {};
  for (const line of standing(one.lines)) if (line.kind === "observed") for (const [key, value] of Object.entries(line.body)) last[key] = value;
  const said = [];
  if (last.breathing !== undefined) said.push(breathingInWords(last.breathing));
  if (last.breaths_per_minute !== undefined) said.push(`${last.breaths_per_minute}/min`);
  if (last.consciousness !== undefined) said.push(word("consciousness", last.consciousness));
  if (last.spo2_percent !== undefined) said.push(`SpO₂ ${last.spo2_percent} %${last.on_oxygen === true ? ` ${s.pad.onOxygen}` : last.on_oxygen === false ? ` ${s.pad.onAir}` : ""}`);
  if (one.naloxone_doses) said.push(`${s.pad.doses(one.naloxone_doses)} naloxone`);
  if (one.ambulance) said.push(`${s.pad.ambulance.toLowerCase()} ${word("ambulance_step", one.ambulance)}`);
  const look = (one.last_look_at ?? one.raised_at) + ladder.look_again_seconds * 1000 - now;
  return { signs: said.filter(Boolean).join(" · "), look: look > 0 ? s.pad.lookIn(stopwatch(look)) : s.pad.lookNow, lookDue: look <= 0 };
}

/** Who is with the person; while nobody is, who could be. @param {any} one */
export function withThem(one) {
  const there = one.staff.map(staffName).filter(Boolean).join(", ");
  if (there) return s.board.with(there);
  const here = [...store.house.on_floor.values()].filter((each) => each.here).map((each) => staffName(each.staff)).filter(Boolean);
  return here.length ? `${p.band.nobody}; ${p.band.onFloor(here.join(", "))}` : p.band.nobody;
}

/** When somebody looked and was asked how they breathe: what is said counts from then. @type {Map<string, number>} */
const looking = new Map();
/** Nobody asks for ever: the look itself is written, only how they breathed is not. */
const LOOK_MS = 60_000;

/** @param {any} one @param {number} now @param {boolean} slim */
function band(one, now, slim) {
  const { signs, look } = lastSigns(one, now);
  const what = placeAndName(one);
  if (now - (looking.get(one.id) ?? now) > LOOK_MS) looking.delete(one.id);
  return html`<div class="banner ${slim ? "slim" : ""} ${one.drill ? "drill" : ""}" data-emergency=${one.id}>
    <button class="plain what-line" @click=${() => store.open("pad", { emergency: one.id })}>
      <span class="out-of-sight">${p.band.open} </span><b class="what">${one.drill ? html`<span class="drill-word">${p.band.drill}</span> ` : "▲ "}${what} · <span role="timer" aria-live="off">${stopwatch(now - one.raised_at)}</span></b>
      <span class="now" aria-live="off">${[substanceOf(one), look, signs, withThem(one)].filter(Boolean).join(" · ")}</span>
    </button>
    <span class="banner-acts">${looking.has(one.id) ? breathings(one) : acts(one, now, slim)}</span>
  </div>`;
}

/** @param {any} one @param {number} now @param {boolean} slim */
function acts(one, now, slim) {
  const dose = usualDose(one, rules(now).emergency);
  const [step] = ambulanceSteps(one);
  const aloud = { aloud: placeAndName(one) };
  return html`<button @click=${() => did(one.id, "oxygen", {}, aloud)}>${p.band.oxygen}</button>
    <button @click=${() => did(one.id, "naloxone", dose, aloud)}>${p.band.naloxone}<small>${p.pad.mg(p.routes[/** @type {"im"} */ (dose.route)], dose.dose_mg)}</small></button>
    <button @click=${() => { write(one.id, "observe", {}, aloud); looking.set(one.id, now); store.changed(); }}>${p.band.breathing}</button>
    ${step
      ? html`<button @click=${() => write(one.id, "move-ambulance", { step }, aloud)}>${p.band.ambulance}<small>${word("ambulance_step", step)}</small></button>`
      : html`<button @click=${() => store.open("pad", { emergency: one.id, focus: "ambulance" })}>${p.band.ambulance}<small>${word("ambulance_step", one.ambulance)}</small></button>`}
    ${!slim && store.active && !one.staff.includes(store.active) ? html`<button @click=${() => write(one.id, "join-emergency", { staff: store.active }, aloud)}>${p.band.here}</button>` : nothing}
    ${soundsHere(one) ? html`<button @click=${() => silenceHere(one.id)}>${p.band.silence}</button>` : nothing}`;
}

/** That somebody looked is written by the first tap; how they breathed is one more, dated to it. @param {any} one */
function breathings(one) {
  const at = looking.get(one.id) ?? one.raised_at;
  const done = () => { looking.delete(one.id); store.changed(); };
  return html`<span class="asking">${p.band.breathingNow(hhmmss(at))}</span>
    ${codes("breathing").map((code) => html`<button data-breathing=${code} @click=${() => { write(one.id, "observe", { breathing: code }, { at, aloud: placeAndName(one) }); done(); }}>${p.band.breathings[/** @type {"normal"} */ (code)] ?? word("breathing", code)}</button>`)}
    <button @click=${done}>${p.band.back}</button>`;
}
