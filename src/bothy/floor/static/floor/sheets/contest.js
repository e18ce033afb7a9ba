// Two truths: both versions in plain words, and a person says with one tap which holds. Both stay in the record.
import { settle } from "../acts.js";
import { fullName, staffName } from "../board/view.js";
import { contests } from "../house/board.js";
import { standing } from "../house/history.js";
import { html } from "../lit.js";
import { inWords } from "../lines.en.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { c } from "../strings.cutoff.en.js";
import { s } from "../strings.en.js";
import { hhmm } from "../times.js";
import { word } from "../words.js";
import { Sheet } from "./sheet.js";

class ContestSheet extends Sheet {
  render() {
    const { about, visits } = this.args;
    const stands = contests(store.house).some((one) => one.about === about && one.visits.some((id) => visits.includes(id)));
    if (!stands) queueMicrotask(() => this.isConnected && this.close());
    const here = visits.map((/** @type {string} */ id) => store.house.visits.get(id)).filter(Boolean);
    if (!here.length) return this.frame(s.contest.title, "");
    if (about === "left") return this.leftOrHere(here[0]);
    return about === "person" ? this.twice(here) : this.onePlace(here, about.slice("place ".length));
  }

  /** @param {any} visit @param {string | null} keeps */
  tap(visit, keeps) {
    needStaff(() => { this.close(); return settle(visit, this.args.about, keeps, s.contest.title); });
  }

  /** @param {any[]} here @param {string} place */
  onePlace(here, place) {
    const given = (/** @type {any} */ visit) => lastOf(visit, "place-given");
    return this.asked(c.contest.place(place), html`
      ${here.map((visit) => html`<button @click=${() => this.tap(visit, visit.id)}>${s.contest.sits(fullName(visit))}
        <small>${given(visit) ? c.contest.given(hhmm(given(visit).happened_at), staffName(given(visit).staff)) : ""}</small></button>`)}
      <button class="quiet" @click=${() => this.tap(here[0], null)}>${s.contest.nobody}</button>`);
  }

  /** @param {any[]} here */
  twice(here) {
    const where = (/** @type {any} */ visit) => [word("stage", visit.stage), visit.place ? s.visit.place(visit.place) : ""].filter(Boolean).join(" · ");
    return this.asked(c.contest.person(fullName(here[0])), html`
      ${here.map((visit) => html`<button data-keeps=${visit.id} @click=${() => this.tap(visit, visit.id)}>${c.contest.keep(hhmm(visit.started_at), where(visit))}
        <small>${byWhom(lastOf(visit, "visit-started"))}</small></button>`)}`);
  }

  /** @param {any} visit */
  leftOrHere(visit) {
    const name = fullName(visit);
    const lines = standing(visit.lines);
    const left = lines.findLast((line) => line.kind === "visit-ended");
    const since = lines.filter((line) => line.kind !== "visit-ended" && line.happened_at >= visit.said_left_at).at(-1);
    return this.asked(c.contest.left(name), html`
      <button @click=${() => this.tap(visit, visit.id)}>${s.contest.here(name)}
        <small>${since ? c.contest.saidSince(hhmm(since.happened_at), inWords(since), staffName(since.staff)) : ""}</small></button>
      <button class="quiet" @click=${() => this.tap(visit, null)}>${s.contest.gone(name)}
        <small>${c.contest.saidLeft(hhmm(visit.said_left_at), staffName(left?.staff ?? null))}</small></button>`);
  }

  /** @param {string} question @param {unknown} choices */
  asked(question, choices) {
    return this.frame(s.contest.title, html`<p class="question">${question}</p><div class="big-choices">${choices}</div><p class="soft">${c.contest.kept}</p>`);
  }
}
customElements.define("contest-sheet", ContestSheet);

/** @param {any} visit @param {string} kind */
const lastOf = (visit, kind) => standing(visit.lines).findLast((line) => line.kind === kind) ?? null;

/** @param {any} line */
function byWhom(line) {
  const by = line ? staffName(line.staff) : "";
  return by ? c.contest.byWhom(by) : "";
}
