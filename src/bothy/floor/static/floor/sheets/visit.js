// One visit: what is now, services and supplies, referrals and notes, leaving, and its whole history.
import { endEpisode, endVisit, enterStage, see, startEpisode } from "../acts.js";
import { raise } from "../board/header.js";
import { contestsOf, describe, fullName, rules, staffName, substances } from "../board/view.js";
import { joined } from "../house/links.js";
import { html, nothing } from "../lit.js";
import { inWords } from "../lines.en.js";
import { needStaff } from "../needs.js";
import { notLookedUp } from "../people.js";
import { store } from "../store.js";
import { l } from "../strings.link.en.js";
import { s } from "../strings.en.js";
import { hhmm, span } from "../times.js";
import { word } from "../words.js";
import { historyList, noCorrection } from "./history.js";
import { Sheet, askWhy, labelled, tapOne } from "./sheet.js";
import { settleButton } from "../board/card.js";
import "./care.js";
import "./refer.js";

const MINUTE = 60_000;

class VisitSheet extends Sheet {
  tab = "";
  how = "left";
  open = noCorrection();

  render() {
    const { visit } = this;
    if (!visit) return this.frame(s.sheet.close, html`<p>${s.board.nobodyWaiting}</p>`);
    this.tab ||= this.args.tab ?? "now";
    const d = describe(visit, this.now);
    const tabs = Object.entries(s.visit.tabs);
    return this.frame(
      html`${d.name}${d.tag ? html` <span class="tag">${d.tag}</span>` : nothing}`,
      html`<div class="tabs" role="tablist">${tabs.map(([tab, text]) => html`<button role="tab" id="tab-${tab}" aria-selected=${String(this.tab === tab)} aria-controls="tab-panel" class=${this.tab === tab ? "on" : ""} @click=${() => { this.tab = tab; this.requestUpdate(); }}>${text}</button>`)}</div>
        <div role="tabpanel" id="tab-panel" aria-labelledby="tab-${this.tab}" class="panel">${this.panel(visit, d)}</div>`,
      { wide: true },
    );
  }

  /** @param {any} visit @param {any} d */
  panel(visit, d) {
    switch (this.tab) {
      case "care":
        return html`<visit-care .visit=${visit}></visit-care>`;
      case "refer":
        return html`<visit-refer .visit=${visit}></visit-refer>`;
      case "leave":
        return this.leaving(visit, d);
      case "history":
        return historyList(visit.lines, this.open, (open) => { this.open = open; this.requestUpdate(); });
      default:
        return this.nowPanel(visit, d);
    }
  }

  /** @param {any} visit @param {any} d */
  nowPanel(visit, d) {
    const name = fullName(visit);
    const v = s.visit;
    const act = (/** @type {() => any} */ doIt) => () => needStaff(() => { this.close(); return doIt(); });
    const person = joined(store.house, visit.person);
    return html`
      ${contestsOf(visit).map((one) => html`<p class="notice">${this.contestText(one, name)} ${settleButton(one)}</p>`)}
      ${notLookedUp(visit.person) ? html`<button class="quiet wide-button" @click=${() => store.open("link", { person: visit.person })}>${l.say}</button>` : nothing}
      <dl class="facts">
        <div><dt>${word("stage", visit.stage)}</dt><dd>${[visit.place ? v.place(visit.place) : "", span(d.inStage), d.staff ? s.board.with(d.staff) : ""].filter(Boolean).join(" · ")}</dd></div>
        <div><dt>${v.since(hhmm(visit.started_at))}</dt><dd>${[d.purposes, person ? s.door.counts(person.visits, person.episodes) : ""].filter(Boolean).join(" · ")}</dd></div>
        ${visit.assessment ? html`<div><dt>${v.assessed}</dt><dd>${inWords({ kind: "assessed", body: visit.assessment })}</dd></div>` : nothing}
        <div><dt>${s.board.seen}</dt><dd>${d.seenText}${visit.seen_state ? ` · ${word("seen_state", visit.seen_state)}` : ""}</dd></div>
        ${d.naloxone ? html`<div><dt>${word("action", "naloxone")}</dt><dd>${d.naloxone}</dd></div>` : nothing}
      </dl>
      ${visit.reviews.length ? html`<p class="notice">${v.reviews} ${visit.reviews.map((/** @type {any} */ one) => word("review", one.why)).join("; ")}</p>` : nothing}
      ${tapOne(v.seenAs, labelled("seen_state"), (state) => needStaff(() => { this.close(); return see([visit], s.said.seen(name), { state }); }))}
      <fieldset class="group"><legend>${v.move}</legend><div class="chips">
        ${visit.stage === "waiting" || visit.stage === "assessment" ? html`<button class="chipper" @click=${() => store.open("assess", { visit: visit.id })}>${s.board.assessment}</button>` : nothing}
        <button class="chipper" @click=${() => store.open("give", { visit: visit.id })}>${visit.place ? v.otherPlace : s.board.give}</button>
        ${visit.place && !d.openEpisode ? html`<button class="chipper" @click=${act(() => startEpisode(visit))}>${visit.episodes.length ? v.again : s.board.startUse}</button>` : nothing}
        ${d.openEpisode ? html`<button class="chipper" @click=${act(() => endEpisode(visit, "yes", name))}>${v.used}</button>
          <button class="chipper" @click=${act(() => endEpisode(visit, "no", name))}>${v.notUsed}</button>
          <button class="chipper" @click=${act(() => endEpisode(visit, "not_known", name))}>${v.usedUnknown}</button>` : nothing}
        ${visit.stage !== "aftercare" && !d.openEpisode ? html`<button class="chipper" @click=${act(() => enterStage(visit, "aftercare", { staff: store.active }))}>${v.toAftercare}</button>` : nothing}
        ${visit.stage !== "waiting" ? html`<button class="chipper" @click=${act(() => enterStage(visit, "waiting"))}>${v.toWaiting}</button>` : nothing}
      </div></fieldset>
      <button class="alarm wide-button" @click=${() => raise({ where: visit.place ? "place" : visit.stage === "aftercare" ? "aftercare" : "waiting", place: visit.place, visit: visit.id })}>${v.emergencyHere}</button>`;
  }

  /** @param {any} contest @param {string} name */
  contestText(contest, name) {
    if (contest.about.startsWith("place ")) return s.contest.place(contest.about.slice(6));
    return contest.about === "left" ? s.contest.left(name) : s.contest.person;
  }

  /** @param {any} visit @param {any} d */
  leaving(visit, d) {
    const name = fullName(visit);
    const how = labelled("ended_how", (code) => code !== "closed_by_staff" || visit.stage === "waiting");
    const leave = (/** @type {string} */ code, reason = "") => needStaff(() => { this.close(); return endVisit(visit, code, reason, name); });
    const why = this.whyNot(visit, d);
    const exempt = this.how === "to_hospital" || this.how === "died";
    return html`<fieldset class="group"><legend>${s.visit.leaveHow}</legend><div class="chips">${how.map(([code, text]) => html`<button class="chipper ${this.how === code && why ? "on" : ""}" aria-pressed=${why ? String(this.how === code) : nothing} data-code=${code}
        @click=${() => (why && code !== "to_hospital" && code !== "died" ? ((this.how = code), this.requestUpdate()) : leave(code))}>${text}</button>`)}</div></fieldset>
      ${why && !exempt ? askWhy(why, s.visit.leaveReasons, (reason) => leave(this.how, reason)) : nothing}
      ${visit.with_staff ? html`<p class="soft">${s.board.with(staffName(visit.with_staff))} · ${substances(visit.assessment?.preparations)}</p>` : nothing}`;
  }

  /** Which house rule going now would not keep, as a question; empty where all are kept. @param {any} visit @param {any} d */
  whyNot(visit, d) {
    const { limits } = rules(this.now);
    if (d.naloxoneUntil !== null) return s.visit.leaveNaloxone(hhmm(d.naloxoneUntil));
    if (!visit.episodes.length) return "";
    const until = d.stayUntil ?? this.now + limits.aftercare_minimum_minutes * MINUTE;
    return this.now < until ? s.visit.leaveEarly(hhmm(until)) : "";
  }
}
customElements.define("visit-sheet", VisitSheet);
