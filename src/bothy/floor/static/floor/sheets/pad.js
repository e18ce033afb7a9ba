// The emergency pad: every tap is one timed line. Nothing here asks who you are, and nothing waits for the server.
import { changeLine, placeEmergency, record } from "../acts.js";
import { placeAndName } from "../board/banner.js";
import { fullName, openEmergencies, rules, staffName } from "../board/view.js";
import { completeness } from "../house/completeness.js";
import { holders, openVisits } from "../house/board.js";
import { standing } from "../house/history.js";
import { html, nothing } from "../lit.js";
import { inWords } from "../lines.en.js";
import { needStaff } from "../needs.js";
import { silenceHere, soundsHere } from "../alarm.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { hhmmss, stopwatch } from "../times.js";
import { word } from "../words.js";
import { historyList, noCorrection } from "./history.js";
import { closing, moreSigns, numbers, signs, treatments } from "./pad_parts.js";
import { Sheet, chip } from "./sheet.js";

const MINUTE = 60_000;

class PadSheet extends Sheet {
  back = 0; // minutes before now that the next tap happened
  placing = false;
  ending = false;
  correcting = false;
  more = false;
  /** @type {string | null} which number is typed */ typing = null;
  typed = "";
  /** @type {string | null} */ outcome = null;
  /** @type {string | null} */ presentation = null;
  debrief = false;
  batch = "";
  open = noCorrection();

  firstUpdated() {
    super.firstUpdated();
    const focus = this.args.focus;
    if (focus) /** @type {HTMLElement | null} */ (this.querySelector(`[data-pad="${focus}"] button`))?.focus();
  }

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  get emergency() {
    const id = this.args.emergency;
    return openEmergencies().find((one) => one.id === id) ?? store.house.emergencies.get(id) ?? null;
  }

  /** One line, at the time that the chips say; then the chips say "now" again. @param {string} kind @param {any} body */
  record(kind, body) {
    void record(this.args.emergency, kind, body, this.back ? this.now - this.back * MINUTE : undefined);
    this.set({ back: 0 });
  }

  /** @param {any} body */
  saw(body) {
    this.record("observe", body);
  }

  /** @param {string} action @param {any} [more] */
  did(action, more = {}) {
    this.record("act", { action, ...more, ...(store.active ? { by: store.active } : {}) });
  }

  /** One dose, with the batch where one was said. @param {{route: string, dose_mg: number}} how */
  dose(how) {
    const batch = this.batch.trim();
    this.did("naloxone", { ...how, ...(batch ? { batch } : {}) });
  }

  /** The box is looked at when there is time: the dose itself stays as it was. @param {any} line */
  addBatch(line) {
    const batch = this.batch.trim();
    const back = { ...this.args };
    needStaff(async () => {
      if (store.sheet === null) store.open("pad", back);
      await changeLine(line, { reason: s.pad.batchReason, body: { ...line.body, batch } });
    });
  }

  /** @param {any} where */
  put(where) {
    void placeEmergency(this.args.emergency, where);
    this.set({ placing: false });
  }

  finish() {
    const body = { outcome: this.outcome, ...(this.presentation ? { presentation: this.presentation } : {}), debrief_done: this.debrief };
    void record(this.args.emergency, "close-emergency", body);
    this.close();
  }

  inError() {
    void record(this.args.emergency, "close-emergency", { outcome: "raised_in_error" });
    store.raisedHere.delete(this.args.emergency);
    this.close();
  }

  render() {
    const one = this.emergency;
    if (!one || one.closed_at !== null) {
      queueMicrotask(() => this.isConnected && store.sheet?.args === this.args && this.close());
      return this.frame(s.pad.title, nothing, { wide: true, kind: "pad" });
    }
    const { now } = this;
    const unplaced = one.where === "not_known" && one.place === null;
    return this.frame(
      html`<span class="alarmed">${placeAndName(one)} · <span role="timer" aria-live="off">${stopwatch(now - one.raised_at)}</span></span>`,
      html`${unplaced || this.placing ? this.where(one, unplaced) : nothing}
        ${this.ending ? closing(this) : html`<div class="pad-grid">
            <div class="pad-main">${this.backDate()}${treatments(this, one, rules(now).emergency)}${signs(this)}${this.more ? moreSigns(this) : nothing}${this.typing ? numbers(this) : nothing}</div>
            <div class="pad-side">${this.countdowns(one, now)}${this.enough(one)}${this.written(one)}</div>
          </div>`}`,
      {
        wide: true,
        kind: "pad",
        acts: html`${this.errorButton(one, now)}
          ${soundsHere(one) ? html`<button class="quiet" @click=${() => silenceHere(one.id)}>${s.pad.silence}</button>` : nothing}
          ${unplaced ? nothing : html`<button class="quiet" aria-expanded=${String(this.placing)} @click=${() => this.set({ placing: !this.placing })}>${s.pad.where}</button>`}
          <button class="quiet" aria-pressed=${String(this.more)} @click=${() => this.set({ more: !this.more })}>${s.pad.other}</button>
          ${this.ending ? html`<button class="quiet" @click=${() => this.set({ ending: false })}>${s.sheet.back}</button><button ?disabled=${!this.outcome} @click=${() => this.finish()}>${s.pad.doneClose}</button>` : html`<button class="quiet" @click=${() => this.set({ ending: true })}>${s.pad.close}…</button>`}`,
      },
    );
  }

  /** @param {any} one @param {number} now */
  errorButton(one, now) {
    const left = one.raised_at + rules(now).emergency.raised_in_error_seconds * 1000 - now;
    if (left <= 0 || one.lines.length > 2) return nothing;
    return html`<button class="quiet in-error" @click=${() => this.inError()}>${s.pad.inError(s.seconds(Math.ceil(left / 1000)))}</button>`;
  }

  /** @param {any} one @param {boolean} first */
  where(one, first) {
    const held = holders(store.house);
    const others = openVisits(store.house).filter((visit) => visit.place === null);
    return html`<section class="where" aria-label=${s.pad.where}><p class="question">${first ? s.pad.whereFirst : s.pad.where}</p>
      <div class="where-grid">${store.house.specs.map((spec) => {
        const [id] = held.get(spec.number) ?? [];
        const visit = (held.get(spec.number) ?? []).length === 1 ? store.house.visits.get(id) : null;
        return html`<button class="quiet" data-where=${spec.number} @click=${() => this.put({ where: "place", place: spec.number, visit: visit?.id ?? null })}><b>${spec.number}</b>${visit ? html`<small class="clip">${fullName(visit)}</small>` : nothing}</button>`;
      })}</div>
      <div class="chips">${["aftercare", "waiting", "toilet", "entrance", "outside", "other"].map((code) => html`<button class="chipper big" data-where=${code} @click=${() => this.put({ where: code })}>${word("emergency_where", code)}</button>`)}</div>
      ${others.length ? html`<div class="chips">${others.map((visit) => html`<button class="chipper big" @click=${() => this.put({ where: visit.stage === "aftercare" ? "aftercare" : one.where === "not_known" ? "waiting" : one.where, place: one.place, visit: visit.id })}>${fullName(visit)}</button>`)}</div>` : nothing}</section>`;
  }

  backDate() {
    return html`<div class="chips back-date" role="group" aria-label=${s.pad.happened}><span class="soft">${s.pad.happened}</span>
      ${[0, 1, 2, 5].map((m) => chip(m ? s.pad.ago(m) : s.pad.now, this.back === m, () => this.set({ back: m })))}</div>`;
  }

  /** @param {any} one @param {number} now */
  countdowns(one, now) {
    const ladder = rules(now).emergency;
    const look = (one.last_look_at ?? one.raised_at) + ladder.look_again_seconds * 1000 - now;
    const dose = one.naloxone_at === null ? null : one.naloxone_at + ladder.next_dose_seconds * 1000 - now;
    return html`<p class="countdown ${look <= 0 ? "now" : ""}"><b>${look > 0 ? s.pad.lookIn(stopwatch(look)) : s.pad.lookNow}</b></p>
      ${dose === null ? nothing : html`<p class="countdown ${dose <= 0 ? "now" : ""}"><b>${dose > 0 ? s.pad.doseIn(stopwatch(dose)) : s.pad.doseNow}</b> <span class="soft">${s.pad.doses(one.naloxone_doses)}</span></p>`}
      ${this.helpers(one)}`;
  }

  /** @param {any} one */
  helpers(one) {
    const may = [...store.house.on_floor.values()].filter((each) => each.here && !one.staff.includes(each.staff));
    const there = one.staff.map(staffName).filter(Boolean).join(", ");
    return html`<div class="chips">${there ? html`<span class="soft">${s.board.with(there)}</span>` : nothing}${may.slice(0, 6).map((each) => html`<button class="chipper" @click=${() => this.record("join-emergency", { staff: each.staff })} aria-label=${s.pad.join(staffName(each.staff))}>+ ${staffName(each.staff)}</button>`)}</div>`;
  }

  /** @param {any} one */
  enough(one) {
    const told = completeness(one);
    if (told.reversed !== "not_enough_information" && !told.missing.length) return html`<p class="enough">${word("reversed", told.reversed)}</p>`;
    return html`<section class="missing" aria-live="polite"><b>${told.reversed === "not_enough_information" ? s.pad.notEnough : word("reversed", told.reversed)}</b>
      <ul>${told.missing.map((code) => html`<li>${word("missing", code)}</li>`)}</ul></section>`;
  }

  /** @param {any} one */
  written(one) {
    const unsent = store.waiting.filter((row) => row.subject === one.id);
    if (this.correcting) return html`<button class="quiet" @click=${() => this.set({ correcting: false })}>${s.sheet.back}</button>${historyList(one.lines, this.open, (open) => this.set({ open }))}`;
    return html`<section class="written" aria-label=${s.pad.written}>
      ${one.lines.length > 1 || unsent.length ? nothing : html`<p class="soft">${s.pad.nothing}</p>`}
      <ol>${unsent.map((row) => html`<li class="soft"><time>${hhmmss(Date.parse(row.happened_at))}</time> ${word("command", row.kind)} (${s.pad.unsent})</li>`)}
        ${[...standing(one.lines)].reverse().map((line) => html`<li><time>${hhmmss(line.happened_at)}</time> ${inWords(line)}</li>`)}</ol>
      ${one.lines.length ? html`<button class="quiet" @click=${() => this.set({ correcting: true })}>${s.history.correct}</button>` : nothing}</section>`;
  }
}
customElements.define("pad-sheet", PadSheet);
