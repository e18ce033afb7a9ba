// Afterwards: why a house rule was not kept, whether it was talked over, what has to be sent, the record. Nothing blocks.
import { send } from "../acts.js";
import { placeAndName } from "../board/banner.js";
import { rules } from "../board/view.js";
import { departed, isOpenDeparture } from "../house/departures.js";
import { duties, isOverdue } from "../house/duties.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { p } from "../strings.pad.en.js";
import { hhmm, when } from "../times.js";
import { capital, word } from "../words.js";
import { describeButton } from "./flags.js";
import { Sheet, group, labelled } from "./sheet.js";

class AfterSheet extends Sheet {
  /** Which duty is being written down. */ duty = "";

  get emergency() {
    return store.house.emergencies.get(this.args.emergency) ?? null;
  }

  /** Written under a name: if nobody is signed in, that is asked and this comes back. @param {string} kind @param {any} body */
  say(kind, body) {
    const back = { ...this.args };
    const emergency = this.args.emergency;
    needStaff(() => {
      if (store.sheet === null) store.open("after", back);
      void send(kind, emergency, body);
    });
    this.duty = "";
    this.requestUpdate();
  }

  render() {
    const one = this.emergency;
    if (!one) return this.frame(p.after.title, nothing);
    return this.frame(
      html`${one.drill ? html`<span class="drill-word">${p.band.drill}</span> ` : nothing}${p.after.title}: ${placeAndName(one)}`,
      html`${this.watch(one)}${this.departures(one)}${this.debrief(one)}${this.duties(one)}
        <div class="row row-wrap">${describeButton(one.id, "after")}<a class="button quiet" href=${recordUrl(one.id, one.drill)} target="_blank" rel="noopener">${one.drill ? p.after.replay : p.after.record}</a></div>`,
      { wide: true },
    );
  }

  /** @param {any} one */
  watch(one) {
    if (one.naloxone_at === null) return nothing;
    const until = one.naloxone_at + rules(this.now).limits.after_naloxone_watch_minutes * 60_000;
    return until > this.now ? html`<p class="notice" role="status">${p.after.watch(hhmm(until))}</p>` : nothing;
  }

  /** @param {any} one */
  departures(one) {
    const open = departed(store.house, one, this.now).filter(isOpenDeparture);
    return open.map((/** @type {any} */ each) => html`<div class="ask">${group(`${capital(word("departure", each.rule))}. ${p.departures.title}`, false, labelled("departure_why").map(([why, text]) => html`<button class="chipper" data-code=${why} @click=${() => this.say("explain-departure", { rule: each.rule, why })}>${text}</button>`))}</div>`);
  }

  /** @param {any} one */
  debrief(one) {
    const said = (/** @type {string} */ of) => one.debriefs.findLast((/** @type {any} */ each) => each.of === of)?.outcome ?? null;
    return html`<h3>${p.after.debrief}</h3>${labelled("debrief_of").map(([of, text]) => group(text, false, labelled("debrief_outcome").map(([outcome, label]) => html`<button class="chipper ${said(of) === outcome ? "on" : ""}" aria-pressed=${String(said(of) === outcome)} @click=${() => said(of) === outcome || this.say("debrief", { of, outcome })}>${label}</button>`)))}`;
  }

  /** @param {any} one */
  duties(one) {
    const found = duties(store.house, one);
    if (!found.length) return nothing;
    return html`<h3>${p.after.duties}</h3><ul class="duties">${found.map((each) => html`<li class=${isOverdue(each, this.now) ? "late" : ""}><span><b>${each.duty}</b> ${each.kept_at !== null ? `${p.after.doneAt(when(each.kept_at, this.now))}${each.how ? `, ${word("duty_how", each.how)}` : ""}` : each.due_at === null ? "" : isOverdue(each, this.now) ? p.after.late(when(each.due_at, this.now)) : p.after.by(`${when(each.due_at, this.now)} ${hhmm(each.due_at)}`)}</span>
      ${each.kept_at !== null ? nothing : html`<button class="quiet" aria-expanded=${String(this.duty === each.duty)} @click=${() => { this.duty = this.duty === each.duty ? "" : each.duty; this.requestUpdate(); }}>${p.after.done}</button>`}
      ${this.duty === each.duty ? html`<div class="chips">${labelled("duty_how").map(([how, text]) => html`<button class="chipper" @click=${() => this.say("do-duty", { duty: each.duty, how })}>${text}</button>`)}</div>` : nothing}</li>`)}</ul>`;
  }
}
customElements.define("after-sheet", AfterSheet);

/** The page that prints; a drill's is its replay. @param {string} id @param {boolean} [drill] */
export function recordUrl(id, drill = false) {
  return `/office/emergencies/${id}${drill ? "/replay" : ""}`;
}
