// Two truths: a person says which holds, with one tap. Both stay in the record.
import { settle } from "../acts.js";
import { fullName } from "../board/view.js";
import { contests } from "../house/board.js";
import { html } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { hhmm } from "../times.js";
import { Sheet } from "./sheet.js";

class ContestSheet extends Sheet {
  render() {
    const { about, visits } = this.args;
    const stands = contests(store.house).some((one) => one.about === about && one.visits.some((id) => visits.includes(id)));
    if (!stands) queueMicrotask(() => this.isConnected && this.close());
    const here = visits.map((/** @type {string} */ id) => store.house.visits.get(id)).filter(Boolean);
    const tap = (/** @type {any} */ visit, /** @type {string | null} */ keeps) => needStaff(() => { this.close(); return settle(visit, about, keeps, s.contest.title); });
    const [first] = here;
    if (!first) return this.frame(s.contest.title, "");
    if (about === "left")
      return this.frame(s.contest.title, html`<p class="question">${s.contest.left(fullName(first))}</p><div class="big-choices">
        <button @click=${() => tap(first, first.id)}>${s.contest.here(fullName(first))}</button>
        <button class="quiet" @click=${() => tap(first, null)}>${s.contest.gone(fullName(first))}</button></div>`);
    const place = about.startsWith("place ") ? about.slice(6) : "";
    return this.frame(s.contest.title, html`<p class="question">${place ? s.contest.place(place) : s.contest.person}</p><div class="big-choices">
      ${here.map((/** @type {any} */ visit) => html`<button @click=${() => tap(visit, visit.id)}>${place ? s.contest.sits(fullName(visit)) : s.contest.keep(hhmm(visit.started_at))}</button>`)}
      ${place ? html`<button class="quiet" @click=${() => tap(first, null)}>${s.contest.nobody}</button>` : ""}</div>`);
  }
}
customElements.define("contest-sheet", ContestSheet);
