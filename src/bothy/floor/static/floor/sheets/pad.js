// The emergency pad: every tap is one timed line. Nothing here asks who you are, and nothing waits for the server.
import { changeLine } from "../acts.js";
import { silenceHere, soundsHere } from "../alarm.js";
import { placeAndName, substanceOf } from "../board/banner.js";
import { openEmergencies, rules } from "../board/view.js";
import { completeness } from "../house/completeness.js";
import { html, nothing } from "../lit.js";
import { did, write } from "../rescue.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { p } from "../strings.pad.en.js";
import { stopwatch } from "../times.js";
import { firstActs, moreActs } from "./pad_acts.js";
import { closing, finish, inError } from "./pad_close.js";
import { fixing, right } from "./pad_fix.js";
import { listenForKeys } from "./pad_keys.js";
import { missingLine } from "./pad_missing.js";
import { numberPanel } from "./pad_numbers.js";
import { keyMark } from "./pad_parts.js";
import { moreSigns, signs } from "./pad_signs.js";
import { side } from "./pad_side.js";
import { timeRow } from "./pad_time.js";
import { where } from "./pad_where.js";
import { Sheet } from "./sheet.js";

/** What lies over the signs for a moment. @typedef {"" | "where" | "number" | "more" | "fix" | "close" | "ambulance"} Panel */

/** Panels that need the whole height, or have times of their own. */
const WITHOUT_TIMES = new Set(["number", "more", "fix", "close"]);

class PadSheet extends Sheet {
  /** Facility time, ms, at which the next tap happened; null: now. @type {number | null} */ moment = null;
  /** @type {Panel} */ panel = "";
  /** Which number is typed, and what happens with it. @type {{what: string, typed: string, keep: ((body: any) => void) | null} | null} */ number = null;
  /** @type {Record<string, number>} */ gcs = {};
  /** `other`: something else was done than the line says. @type {{line: any, at: number, other?: boolean} | null} */ fix = null;
  /** The last line that was written here. @type {{kind: string, body: any, text: string, at: number, takeBack: (pad?: any) => void} | null} */ just = null;
  batch = "";
  /** @type {string | null} */ outcome = null;
  /** @type {string | null} */ presentation = null;

  connectedCallback() {
    super.connectedCallback();
    this.stopKeys = listenForKeys(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopKeys?.();
  }

  firstUpdated() {
    super.firstUpdated();
    if (this.args.focus) this.jump(this.args.focus);
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

  /** One line, at the time that is set; then the time is now again. @param {string} kind @param {any} body */
  record(kind, body) {
    this.wrote(kind, body, write(this.args.emergency, kind, body, { at: this.moment ?? undefined }));
  }

  /** @param {any} body */
  saw(body) {
    this.record("observe", body);
  }

  /** @param {string} action @param {any} [more] */
  did(action, more = {}) {
    this.wrote("act", { action, ...more }, did(this.args.emergency, action, more, { at: this.moment ?? undefined }));
  }

  /** @param {string} kind @param {any} body @param {{text: string, at: number, takeBack: (pad?: any) => void}} told */
  wrote(kind, body, told) {
    this.set({ just: { kind, body, ...told }, moment: null });
  }

  /** The box that is in hand: for the doses to come, and for the last one given without. @param {string} batch @param {any} dose */
  sayBatch(batch, dose) {
    this.set({ batch, just: null });
    if (dose) right(this, () => changeLine(dose, { reason: s.pad.batchReason, body: { ...dose.body, batch } }));
  }

  /** @param {Panel} panel */
  show(panel) {
    this.set({ panel: this.panel === panel ? "" : panel, number: null });
  }

  /** @param {string} what @param {((body: any) => void) | null} [keep] instead of writing an observation */
  type(what, keep = null) {
    this.set({ panel: "number", number: { what, typed: "", keep }, gcs: {} });
  }

  /** To the control by which something is said. @param {string} name of a row */
  jump(name) {
    this.set({ panel: "", number: null });
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(`[data-pad="${name}"] button, button[data-pad="${name}"]`))?.focus());
  }

  render() {
    const one = this.emergency;
    if (!one || one.closed_at !== null) {
      queueMicrotask(() => this.isConnected && store.sheet?.args === this.args && this.close());
      return this.frame(s.pad.title, nothing, { wide: true, kind: "pad" });
    }
    const { now } = this;
    const unplaced = one.where === "not_known" && one.place === null && one.visit === null;
    const panel = unplaced && this.panel === "" ? "where" : this.panel;
    const { emergency: ladder } = rules(now);
    return this.frame(
      html`${one.drill ? html`<span class="drill-word">${p.band.drill}</span> ` : nothing}<span class="alarmed">${placeAndName(one)} · <span role="timer" aria-live="off">${stopwatch(now - one.raised_at)}</span></span> <small class="soft">${substanceOf(one)}</small>`,
      html`<div class="pad-grid">
        <div class="pad-main">${WITHOUT_TIMES.has(panel) ? nothing : timeRow(this)}${firstActs(this, one, ladder)}
          ${panel === "where" ? where(this, one, unplaced) : panel === "number" ? numberPanel(this, one) : panel === "more" ? html`${moreActs(this, one)}${moreSigns(this)}` : panel === "fix" ? fixing(this) : panel === "close" ? closing(this, one) : panel === "ambulance" ? closing(this, one, true) : signs(this, one)}</div>
        <div class="pad-side">${side(this, one)}</div>
      </div>`,
      { wide: true, kind: one.drill ? "pad drill" : "pad", acts: this.acts(one, now, unplaced), foot: missingLine(this, completeness(one)) },
    );
  }

  /** @param {any} one @param {number} now @param {boolean} unplaced */
  acts(one, now, unplaced) {
    const left = one.raised_at + rules(now).emergency.raised_in_error_seconds * 1000 - now;
    return html`${left > 0 && one.lines.length <= 2 ? html`<button class="quiet in-error" @click=${() => inError(this)}>${s.pad.inError(s.seconds(Math.ceil(left / 1000)))}</button>` : nothing}
      ${soundsHere(one) ? html`<button class="quiet" data-key="q" aria-keyshortcuts="q" @click=${() => silenceHere(one.id)}>${s.pad.silence}${keyMark("q")}</button>` : nothing}
      ${unplaced ? nothing : html`<button class="quiet" data-key="." aria-expanded=${String(this.panel === "where")} aria-keyshortcuts="." @click=${() => this.show("where")}>${p.pad.where}${keyMark(".")}</button>`}
      ${this.panel === "close" && this.outcome
        ? html`<button @click=${() => finish(this)}>${one.drill ? p.drill.end : s.pad.doneClose}</button>`
        : html`<button class="quiet" aria-expanded=${String(this.panel === "close")} @click=${() => this.show("close")}>${p.pad.close}</button>`}`;
  }
}
customElements.define("pad-sheet", PadSheet);
