// Referrals from offer to outcome, each step as it was heard of and from whom; and notes.
import { moveReferral, note, offerReferral } from "../acts.js";
import * as clock from "../clock.js";
import { LitElement, html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { get } from "../session.js";
import { store } from "../store.js";
import { c } from "../strings.cutoff.en.js";
import { s } from "../strings.en.js";
import { day, hhmm, isoDay } from "../times.js";
import { word } from "../words.js";
import { Sheet, labelled, oneOf, tapOne } from "./sheet.js";

const DAY = 86_400_000;

/** One referral with its next step; used in the visit and in the list of all. */
class ReferralRow extends LitElement {
  open = false;
  /** @type {string | null} */ step = null;
  /** @type {string | null} */ on = null;
  /** @type {string | null} */ said = "staff";
  /** @type {string | null} */ engagement = null;

  constructor() {
    super();
    // Not a class field: that would lie over Lit's own property, and a referral that changed would not be drawn anew.
    /** @type {any} */ this.referral = null;
  }

  static get properties() {
    return { referral: { attribute: false } };
  }

  createRenderRoot() {
    return this;
  }

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  save() {
    const { step, on, said, engagement } = this;
    const body = { step, on: on ?? isoDay(clock.now()), said_by: said ?? "not_known", ...(step === "engaged" && engagement ? { engagement } : {}) };
    needStaff(async () => {
      const answer = await moveReferral(this.referral, body);
      if (answer.answer !== "refused") this.set({ open: false, step: null, engagement: null });
    });
  }

  render() {
    const one = this.referral;
    const r = s.refer;
    const days = [0, 1, 2, 3, 7].map((n) => /** @type {[string, string]} */ ([isoDay(clock.now() - n * DAY), n === 0 ? r.today : n === 1 ? r.yesterday : day(clock.now() - n * DAY)]));
    return html`<div class="referral"><div class="row"><b>${word("referral_to", one.to)}</b>
        <span class="soft">${word("referral_step", one.step)} · ${day(one.step_at)}</span><span class="grow"></span>
        <button class="quiet" aria-expanded=${String(this.open)} @click=${() => this.set({ open: !this.open })}>${r.step}</button></div>
      ${this.open ? html`${oneOf(r.step, labelled("referral_step", (code) => code !== "offered"), this.step, (step) => this.set({ step }), { quiet: true })}
        ${this.step ? html`${oneOf(r.on, days, this.on ?? days[0][0], (on) => this.set({ on }))}
          ${oneOf(r.said, labelled("said_by"), this.said, (said) => this.set({ said }))}
          ${this.step === "engaged" ? oneOf(r.engagement, labelled("engagement"), this.engagement, (engagement) => this.set({ engagement })) : nothing}
          <button @click=${() => this.save()}>${r.save}</button>` : nothing}` : nothing}</div>`;
  }
}
customElements.define("referral-row", ReferralRow);

class VisitRefer extends LitElement {
  text = "";
  /** @type {Record<string, string>} */ words = {};
  asked = "";

  constructor() {
    super();
    // Not a class field: that would lie over Lit's own property, and a visit that changed would not be drawn anew.
    /** @type {any} */ this.visit = null;
  }

  static get properties() {
    return { visit: { attribute: false } };
  }

  createRenderRoot() {
    return this;
  }

  // A referral that was offered or moved changes nothing in the visit itself.
  #redraw = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    store.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    store.removeEventListener("change", this.#redraw);
  }

  /** The words of notes live beside the journal, and may have been erased. @param {string[]} digests */
  async fetchWords(digests) {
    const key = `${store.link} ${digests.join()}`;
    if (key === this.asked || !digests.length) return;
    this.asked = key;
    this.words = (await wordsOfNotes(digests)) ?? {};
    this.requestUpdate();
  }

  keep() {
    const text = this.text.trim();
    if (!text) return;
    needStaff(async () => {
      const answer = await note(this.visit.id, "visit", text);
      if (answer.answer === "refused") return;
      this.text = "";
      store.say(s.visit.noteKept);
      this.requestUpdate();
    });
  }

  render() {
    const { visit } = this;
    const v = s.visit;
    const mine = [...store.house.referrals.values()].filter((one) => one.person === visit.person);
    const notes = visit.lines.filter((/** @type {any} */ line) => line.kind === "noted");
    void this.fetchWords(notes.map((/** @type {any} */ line) => line.body.digest));
    return html`${tapOne(v.offer, labelled("referral_to"), (to) => needStaff(async () => { const answer = await offerReferral(visit, to); if (answer.answer !== "refused") store.say(s.said.saved); }))}
      ${mine.map((one) => html`<referral-row .referral=${one}></referral-row>`)}
      <label class="field"><span>${v.note}</span><textarea rows="3" maxlength="2000" placeholder=${v.notePlaceholder} .value=${this.text} @input=${(/** @type {any} */ event) => { this.text = event.target.value; this.requestUpdate(); }}></textarea></label>
      <p class="row"><span class="grow"></span><button ?disabled=${!this.text.trim()} @click=${() => this.keep()}>${v.noteSave}</button></p>
      <ul class="notes">${notes.map((/** @type {any} */ line) => html`<li><time class="soft">${hhmm(line.happened_at)}</time> ${this.words[line.body.digest] ?? html`<i class="soft">${s.handover.erased}</i>`}</li>`)}</ul>`;
  }
}
customElements.define("visit-refer", VisitRefer);

/** @param {string[]} digests @returns {Promise<Record<string, string> | null>} */
export async function wordsOfNotes(digests) {
  if (!digests.length) return {};
  // Before the question, too: what is sent and written while the server answers was not there for it to answer with.
  const before = waitingWords();
  const told = await get(`/floor/notes?${digests.slice(0, 200).map((digest) => `digest=${digest}`).join("&")}`);
  // Not read is not erased; what was written at this tablet and not yet sent is here.
  const unread = told ? {} : Object.fromEntries(digests.map((digest) => [digest, c.note.elsewhere]));
  return { ...unread, ...told?.notes, ...before, ...waitingWords() };
}

/** @returns {Record<string, string>} */
function waitingWords() {
  return Object.fromEntries(store.waiting.filter((row) => row.kind === "note" && row.private).map((row) => [row.body.digest, row.private.text]));
}

class ReferralsSheet extends Sheet {
  render() {
    const open = openReferrals();
    return this.frame(s.refer.title, open.length ? html`${open.map((one) => html`<p class="soft">${store.discreet ? "" : (store.names[one.person]?.name ?? "")}</p><referral-row .referral=${one}></referral-row>`)}` : html`<p class="soft">${s.refer.none}</p>`, { wide: true });
  }
}
customElements.define("referrals-sheet", ReferralsSheet);

const OVER = new Set(["declined", "engaged", "lost", "not_known"]);

/** Referrals that somebody still has to follow up, the oldest first. */
export function openReferrals() {
  return [...store.house.referrals.values()].filter((one) => !OVER.has(one.step)).sort((one, other) => one.offered_at - other.offered_at);
}
