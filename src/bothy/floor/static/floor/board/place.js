// One place: who sits there, or what it waits for.
import { changePlace, givePlace } from "../acts.js";
import { knowsNobody } from "../keep/state.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { k } from "../strings.keeping.en.js";
import { p } from "../strings.pad.en.js";
import { span, stopwatch } from "../times.js";
import { flagLine, opener, recordButton, settleButton, stageActs, tornLine } from "./card.js";
import { unsentPlace } from "./cutoff.js";
import { overdueClass, overdueLine } from "./overdue.js";
import { contestsOf, describe, fullName, openEmergencies, staffName } from "./view.js";

/** @param {any} place @param {any} board */
export function placeCard(place, board) {
  const { spec, visits } = place;
  if (visits.length > 1) return tornPlace(place, board);
  if (visits.length === 1) return takenPlace(place, visits[0], board);
  return freePlace(spec, place, board);
}

/** @param {any} spec */
function numberOf(spec) {
  return html`<span class="no">${spec.number}${spec.accessible ? html`<span class="access" role="img" aria-label=${s.board.accessible}> ♿</span>` : nothing} ${unsentPlace(spec.number)}</span>`;
}

/** @param {any} place @param {any} visit @param {any} board */
function takenPlace({ spec }, visit, board) {
  const { now } = board;
  const d = describe(visit, now);
  const alarm = d.emergency;
  const torn = contestsOf(visit)[0];
  const helpers = alarm ? alarm.staff.map(staffName).filter(Boolean).join(", ") : "";
  return html`<li class="card place ${alarm ? "alarmcard" : `${d.due || torn ? "due" : ""} ${overdueClass(visit, now)}`}" data-place=${spec.number} data-visit=${visit.id}>
    <div class="top">${numberOf(spec)}<span class="time ${d.late ? "late" : ""}">${span(d.inStage)}</span></div>
    ${opener(visit, d)}
    ${torn ? tornLine(torn) : nothing}
    ${alarm
      ? html`<span class="seen alarmed">${stopwatch(now - alarm.raised_at)}</span>${helpers ? html`<span class="soft">${s.board.with(helpers)}</span>` : nothing}`
      : overdueLine(visit, now) ?? html`<span class="seen ${d.lookDue ? "late" : ""}">${d.seenText}</span>`}
    <span class="details"><span class="soft ${board.places.length > 8 ? "clip" : "clip2"}">${d.substances}</span>
      ${d.naloxone ? html`<span class="soft">${d.naloxone}</span>` : alarm ? nothing : flagLine(d, 1)}</span>
    <span class="acts">${alarm ? recordButton(alarm) : torn ? settleButton(torn) : stageActs(visit, d, now)}</span>
  </li>`;
}

/** Two people and one place: nobody drops off the board until somebody settles it. @param {any} place @param {any} board */
function tornPlace({ spec, visits }, board) {
  const contest = board.contests.find((/** @type {any} */ one) => one.about === `place ${spec.number}`);
  return html`<li class="card place due" data-place=${spec.number}>
    <div class="top">${numberOf(spec)}</div>
    ${visits.map((/** @type {any} */ visit) => opener(visit, describe(visit, board.now)))}
    ${contest ? tornLine(contest) : nothing}
    <span class="acts">${contest ? settleButton(contest) : nothing}</span>
  </li>`;
}

/** @param {any} spec @param {any} place @param {any} board */
function freePlace(spec, place, board) {
  const here = openEmergencies().find((one) => one.place === spec.number && !one.visit);
  if (here)
    return html`<li class="card place alarmcard ${here.drill ? "drill" : ""}" data-place=${spec.number}>
      <div class="top">${numberOf(spec)}${here.drill ? html`<span class="drill-word">${p.band.drill}</span>` : nothing}</div><span class="seen alarmed">${stopwatch(board.now - here.raised_at)}</span>
      <span class="acts">${recordButton(here)}</span></li>`;
  const { status } = place;
  if (status === "being_cleaned")
    return html`<li class="card place free" data-place=${spec.number}>
      <div class="top">${numberOf(spec)}</div>
      <span>${s.board.cleaning(span(board.now - Math.max(place.vacatedAt ?? 0, place.status === "being_cleaned" && place.since > (place.vacatedAt ?? 0) ? place.since : 0)))}</span>
      <span class="acts"><button class="quiet" @click=${() => needStaff(() => changePlace(spec.number, "ready"))}>${s.board.makeReady}</button></span></li>`;
  if (status === "out_of_use")
    return html`<li class="card place free" data-place=${spec.number}>
      <div class="top">${numberOf(spec)}</div><span>${s.board.outOfUse}${place.reason ? `: ${place.reason}` : ""}</span>
      <span class="acts"><button class="quiet" @click=${() => needStaff(() => changePlace(spec.number, "ready"))}>${s.board.backInUse}</button></span></li>`;
  const next = board.next[0];
  return html`<li class="card place free" data-place=${spec.number}>
    <button class="plain name-line" @click=${() => store.open("give", { place: spec.number })}><span class="top">${numberOf(spec)}</span><span>${knowsNobody() ? k.notKnown : s.board.free}</span></button>
    ${next
      ? html`<span class="acts"><button class="quiet" @click=${() => needStaff(() => givePlace(next, spec.number, "", fullName(next)))}>${s.board.giveTo(fullName(next))}</button></span>`
      : nothing}</li>`;
}
