// One person on the board. The whole card opens the visit; its button is the next act, one tap away.
import { enterStage, endEpisode, endVisit, see, startEpisode } from "../acts.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { sameAgain } from "../sheets/assess_body.js";
import { store } from "../store.js";
import { c } from "../strings.cutoff.en.js";
import { s } from "../strings.en.js";
import { l } from "../strings.link.en.js";
import { hhmm, span, stopwatch } from "../times.js";
import { unsentMark, unsentWords } from "./cutoff.js";
import { overdueClass, overdueLine } from "./overdue.js";
import { contestsOf, describe, fullName } from "./view.js";

/** @param {any} visit @param {number} now @param {"roomy" | "dense" | "packed"} room */
export function personCard(visit, now, room = "roomy") {
  const d = describe(visit, now);
  const alarm = d.emergency !== null;
  const torn = contestsOf(visit)[0];
  return html`<li class="card person ${room} ${d.due || torn ? "due" : ""} ${alarm ? "alarmcard" : overdueClass(visit, now)}" data-visit=${visit.id}>
    ${opener(visit, d)}
    ${torn ? tornLine(torn) : nothing}
    ${alarm ? html`<span class="seen alarmed">${stopwatch(now - d.emergency.raised_at)}</span>` : overdueLine(visit, now) ?? stageLine(visit, d, room)}
    ${room === "packed" ? nothing : details(visit, d)}
    <span class="acts">${alarm ? recordButton(d.emergency) : torn ? settleButton(torn) : stageActs(visit, d, now, room !== "roomy")}</span>
  </li>`;
}

/** @param {any} visit @param {any} d */
export function opener(visit, d) {
  return html`<button class="plain name-line" @click=${() => store.open("visit", { visit: visit.id })} aria-label=${s.board.open_card(fullName(visit))}>
    <span class="name">${d.name}</span>${d.tag ? html`<span class="tag">${d.tag}</span>` : nothing}${unsentMark(visit.id)}
  </button>${unsentWords(visit.id)}`;
}

/** Two truths about one person, in few words. @param {any} contest */
export function tornLine(contest) {
  return html`<span class="torn">${c.contest.torn[contest.about === "left" || contest.about === "person" ? contest.about : "place"]}</span>`;
}

/** The column says what is waited for; where there is little room the card need not. @param {any} visit @param {any} d @param {string} room */
function stageLine(visit, d, room) {
  if (visit.stage === "aftercare") return html`<span class="seen ${d.lookDue ? "late" : ""}">${d.lookDue && d.naloxoneUntil ? s.board.lookNow : d.seenText}</span>`;
  return html`<span class="clock ${d.late ? "late" : ""}">${visit.stage === "waiting" && room === "roomy" ? s.board.waitingFor(span(d.inStage)) : span(d.inStage)}${d.staff ? ` · ${s.board.with(d.staff)}` : ""}</span>`;
}

/** @param {any} visit @param {any} d */
function details(visit, d) {
  if (visit.stage === "aftercare") {
    const stay = d.naloxone || (d.mayGo ? s.board.mayGo : d.stayUntil ? s.board.stayUntil(hhmm(d.stayUntil)) : "");
    return html`<span class="soft">${span(d.inStage)}${stay ? ` · ${stay}` : ""}</span>`;
  }
  if (d.readyForPlace) return html`<span class="flags"><span class="flag good">${s.board.ready}</span>${d.spoken ? html`<span class="flag">${l.mark}</span>` : nothing}</span>`;
  return html`<span class="soft clip">${[d.purposes, d.isNew ? s.board.newToUs : ""].filter(Boolean).join(" · ")}</span>${flagLine(d, 1)}`;
}

/** @param {any} d @param {number} most */
export function flagLine(d, most) {
  if (!d.flags.length) return nothing;
  return html`<span class="flags">${d.flags.slice(0, most).map((/** @type {string} */ one) => html`<span class="flag">${one}</span>`)}${d.flags.length > most ? html`<span class="flag">+${d.flags.length - most}</span>` : nothing}</span>`;
}

/** @param {any} contest */
export function settleButton(contest) {
  return html`<button class="due-act" @click=${() => store.open("contest", { about: contest.about, visits: contest.visits })}>${s.board.settle}</button>`;
}

/** @param {any} emergency */
export function recordButton(emergency) {
  return html`<button class="quiet" @click=${() => store.open("pad", { emergency: emergency.id })}>${s.board.record}</button>`;
}

/** The next act of each stage, and the one after it where there is room. @param {any} visit @param {any} d @param {number} now */
export function stageActs(visit, d, now, onlyNext = false) {
  const name = fullName(visit);
  const b = s.board;
  switch (visit.stage) {
    case "waiting":
      if (d.readyForPlace) return html`<button class="quiet" @click=${() => store.open("give", { visit: visit.id })}>${b.give}</button>`;
      if (d.toUse)
        return html`<button class=${d.due ? "" : "quiet"} @click=${() => needStaff(() => { void enterStage(visit, "assessment", { staff: store.active }); store.open("assess", { visit: visit.id }); })}>${b.assess}</button>`;
      return html`<button class="quiet" @click=${() => store.open("visit", { visit: visit.id, tab: "care" })}>${b.services}</button>`;
    case "assessment":
      if (d.readyForPlace) return html`<button class="quiet" @click=${() => store.open("give", { visit: visit.id })}>${b.give}</button>`;
      if (!d.toUse) return html`<button class="quiet" @click=${() => store.open("visit", { visit: visit.id, tab: "care" })}>${b.services}</button>`;
      return html`<button class="quiet" @click=${() => store.open("assess", { visit: visit.id })}>${b.assess}</button>${onlyNext ? nothing : sameAgain(visit, now, "quiet")}`;
    case "aftercare":
      return html`${onlyNext && d.mayGo && !d.lookDue ? nothing : html`<button class=${d.lookDue ? "" : "quiet"} @click=${() => needStaff(() => see([visit], s.said.seen(name)))}>${b.seen}</button>`}
        ${onlyNext && !(d.mayGo && !d.lookDue) ? nothing : html`<button class="quiet" @click=${() => needStaff(() => leave(visit, d, name))}>${b.leave}</button>`}`;
    default:
      return html`<button class=${d.lookDue ? "" : "quiet"} @click=${() => needStaff(() => see([visit], s.said.seen(name)))}>${b.seen}</button>
        ${d.openEpisode || visit.episodes.length
          ? html`<button class="quiet" @click=${() => needStaff(() => endEpisode(visit, "yes", name))}>${b.finished}</button>`
          : html`<button class="quiet" @click=${() => needStaff(() => startEpisode(visit))}>${b.startUse}</button>`}`;
  }
}

/** Before aftercare is over, going has a reason; afterwards it is one tap. @param {any} visit @param {any} d @param {string} name */
function leave(visit, d, name) {
  if (d.mayGo) void endVisit(visit, "left", "", name);
  else store.open("visit", { visit: visit.id, tab: "leave" });
}
