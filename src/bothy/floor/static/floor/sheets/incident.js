// An incident, a complaint, or dealing suspected inside: what it was, and what was done at once.
import { html } from "../lit.js";
import { needStaff } from "../needs.js";
import { openIncident } from "../register_acts.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { r } from "../strings.registers.en.js";
import { Sheet, anyOf, labelled, oneOf } from "./sheet.js";

/** What is said at once on the floor; the rest is the office's. */
const AT_ONCE = new Set(["talked_to", "asked_to_leave", "police_called", "police_came", "reported", "apologised", "put_right"]);

class IncidentSheet extends Sheet {
  /** @type {string | null} */ what = null;
  where = "not_known";
  /** @type {boolean | null} */ inside = null;
  /** @type {string[]} */ acts = [];
  words = "";

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  save() {
    const { what, where, inside, acts, words } = this;
    if (!what) return;
    needStaff(async () => {
      this.close();
      const answer = await openIncident({ what, where, inside }, acts, words);
      if (answer.answer !== "refused") store.say(r.incident.said);
    });
  }

  render() {
    const i = r.incident;
    return this.frame(
      i.title,
      html`${oneOf(i.what, labelled("incident_kind"), this.what, (what) => this.set({ what }))}
        ${oneOf(i.where, labelled("emergency_where"), this.where, (where) => this.set({ where: where ?? "not_known" }))}
        ${oneOf(i.inside, [["yes", i.yes], ["no", i.no]], this.inside === null ? null : this.inside ? "yes" : "no", (code) => this.set({ inside: code === null ? null : code === "yes" }))}
        ${anyOf(i.acts, labelled("incident_act", (code) => AT_ONCE.has(code)), this.acts, (acts) => this.set({ acts }))}
        <label class="field">${i.words}<textarea rows="2" maxlength="2000" .value=${this.words} @input=${(/** @type {any} */ event) => { this.words = event.target.value; }}></textarea></label>`,
      { wide: true, foot: html`<button class="quiet" @click=${() => store.open("registers")}>${s.sheet.back}</button><span class="grow"></span><button data-go ?disabled=${!this.what} @click=${() => this.save()}>${i.save}</button>` },
    );
  }
}
customElements.define("incident-sheet", IncidentSheet);
