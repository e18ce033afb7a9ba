// The emergency band: on every screen, above everything, until it is closed.
import { standing } from "../house/history.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { stopwatch } from "../times.js";
import { word } from "../words.js";
import { breathingInWords } from "../lines.en.js";
import { fullName, rules, substances } from "./view.js";

/** @param {any} board */
export function banner(board) {
  // The pad of the only emergency has all of the band in its own head.
  const padOnly = board.emergencies.length === 1 && store.sheet?.name === "pad" && store.sheet.args.emergency === board.emergencies[0].id;
  if (!board.emergencies.length || padOnly) return nothing;
  return html`<div class="banners" role="alert">${board.emergencies.map((/** @type {any} */ one) => band(one, board.now, board.emergencies.length > 1))}</div>`;
}

/** "6 · Sparrow" @param {any} one */
export function placeAndName(one) {
  const visit = one.visit ? store.house.visits.get(one.visit) : holderOf(one.place);
  const where = one.place ?? (one.where && one.where !== "not_known" ? word("emergency_where", one.where) : s.pad.unplaced);
  return [where, visit ? fullName(visit) : ""].filter(Boolean).join(" · ");
}

/** @param {number | null} place */
function holderOf(place) {
  if (place === null || place === undefined) return null;
  const here = [...store.house.visits.values()].filter((visit) => visit.ended_at === null && visit.place === place);
  return here.length === 1 ? here[0] : null;
}

/** The last that was seen of the person, in few words. @param {any} one @param {number} now */
export function lastSigns(one, now) {
  const { emergency: ladder } = rules(now);
  /** @type {Record<string, any>} */
  const last = {};
  for (const line of standing(one.lines)) if (line.kind === "observed") for (const [key, value] of Object.entries(line.body)) last[key] = value;
  const visit = one.visit ? store.house.visits.get(one.visit) : holderOf(one.place);
  const said = [];
  if (visit) said.push(substances(visit.episodes.at(-1)?.preparations ?? visit.assessment?.preparations));
  if (last.breathing !== undefined) said.push(breathingInWords(last.breathing));
  if (last.breaths_per_minute !== undefined) said.push(`${last.breaths_per_minute}/min`);
  if (last.consciousness !== undefined) said.push(word("consciousness", last.consciousness));
  if (last.spo2_percent !== undefined) said.push(`SpO₂ ${last.spo2_percent} %${one.oxygen_at !== null ? ` ${s.pad.onOxygen}` : ""}`);
  if (one.naloxone_doses) said.push(`${s.pad.doses(one.naloxone_doses)} naloxone`);
  if (one.ambulance) said.push(`${s.pad.ambulance.toLowerCase()} ${word("ambulance_step", one.ambulance)}`);
  const look = (one.last_look_at ?? one.raised_at) + ladder.look_again_seconds * 1000 - now;
  return { signs: said.filter(Boolean).join(" · "), look: look > 0 ? s.pad.lookIn(stopwatch(look)) : s.pad.lookNow, lookDue: look <= 0 };
}

/** @param {any} one @param {number} now @param {boolean} several */
function band(one, now, several) {
  const { signs, look } = lastSigns(one, now);
  const open = (/** @type {string} */ focus) => () => store.open("pad", { emergency: one.id, focus });
  return html`<div class="banner ${several ? "slim" : ""}" data-emergency=${one.id}>
    <b class="what">▲ ${placeAndName(one)} · <span role="timer" aria-live="off">${stopwatch(now - one.raised_at)}</span></b>
    <span class="now"><span aria-live="off">${[signs, look].filter(Boolean).join(" · ")}</span></span>
    ${several
      ? html`<button @click=${open("")}>${s.board.record}</button>`
      : html`<button @click=${open("oxygen")}>${s.pad.oxygen}</button><button @click=${open("naloxone")}>${s.pad.naloxoneShort}</button><button @click=${open("breathing")}>${s.pad.breathing}</button><button @click=${open("ambulance")}>${s.pad.ambulance}</button>`}
  </div>`;
}
