// Services and supplies of a visit: chips with counters. What the house rules bar is marked, and asks why.
import { giveService, giveSupplies } from "../acts.js";
import { rules } from "../board/view.js";
import * as clock from "../clock.js";
import { LitElement, html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { word } from "../words.js";
import { askWhy, chip, labelled, oneOf } from "./sheet.js";

class VisitCare extends LitElement {
  /** @type {Map<string, number>} */ items = new Map();
  /** @type {string | null} */ others = null;
  /** @type {number | null} */ returned = null;
  asking = false;

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

  /** @param {string} item @param {number} by */
  count(item, by) {
    const now = Math.max(0, Math.min(99, (this.items.get(item) ?? 0) + by));
    if (now) this.items.set(item, now);
    else this.items.delete(item);
    this.requestUpdate();
  }

  /** @param {string} [reason] */
  give(reason = "") {
    const barred = rules(clock.now()).barred_supplies;
    if (!reason && [...this.items.keys()].some((item) => barred.includes(item))) {
      this.asking = true;
      return this.requestUpdate();
    }
    const items = [...this.items].map(([item, count]) => ({ item, count }));
    const for_others = this.others === null ? undefined : this.others === "yes" ? true : this.others === "no" ? false : this.others;
    needStaff(async () => {
      const answer = await giveSupplies(this.visit, items, { for_others, returned: this.returned, reason });
      if (answer.answer === "refused") return;
      store.say(s.said.saved);
      this.items = new Map();
      [this.others, this.returned, this.asking] = [null, null, false];
      this.requestUpdate();
    });
  }

  render() {
    const { visit } = this;
    const v = s.visit;
    const barred = rules(clock.now()).barred_supplies;
    const total = [...this.items.values()].reduce((sum, n) => sum + n, 0);
    const given = new Map();
    for (const one of visit.services) given.set(one, (given.get(one) ?? 0) + 1);
    return html`<fieldset class="group"><legend>${v.services}</legend><div class="chips">${labelled("service").map(([code, text]) =>
        html`<button class="chipper ${given.has(code) ? "on" : ""}" data-code=${code} @click=${() => needStaff(() => giveService(visit, code).then((answer) => answer.answer !== "refused" && store.say(`${text}: ${s.said.saved}`)))}>${text}${given.has(code) ? html` <small>${given.get(code)} ×</small>` : nothing}</button>`)}</div></fieldset>
      <fieldset class="group"><legend>${v.supplies}</legend><div class="chips">${labelled("supply_item").map(([code, text]) => this.counter(code, text, barred.includes(code)))}</div></fieldset>
      ${total || this.returned !== null ? html`${oneOf(v.forOthers, [["yes", v.yes], ["no", v.no], ["declined", word("unasked", "declined")]], this.others, (others) => { this.others = others; this.requestUpdate(); })}` : nothing}
      <fieldset class="group"><legend>${v.returned}</legend><div class="chips">
        ${chip(v.notCounted, this.returned === null, () => { this.returned = null; this.requestUpdate(); })}
        ${[0, 1, 2, 5, 10, 20, 50].map((n) => chip(String(n), this.returned === n, () => { this.returned = n; this.requestUpdate(); }))}</div></fieldset>
      ${this.asking ? askWhy(v.barredWhy, v.barredReasons, (reason) => this.give(reason)) : nothing}
      <p class="row last-row"><span class="soft clip">${visit.supplies.map((/** @type {any} */ one) => `${one[1]} × ${word("supply_item", one[0])}`).join(", ")}</span><span class="grow"></span>
        <button ?disabled=${!total && this.returned === null} @click=${() => this.give()}>${v.give(total)}</button></p>`;
  }

  /** @param {string} code @param {string} text @param {boolean} barred */
  counter(code, text, barred) {
    const n = this.items.get(code) ?? 0;
    return html`<span class="counter ${n ? "on" : ""}"><button class="chipper" data-code=${code} @click=${() => this.count(code, 1)}>${text}${barred ? html` <small>${s.visit.barred}</small>` : nothing}${n ? html` <b>${n}</b>` : nothing}</button>
      ${n ? html`<button class="chipper less" aria-label=${`− ${text}`} @click=${() => this.count(code, -1)}>−</button>` : nothing}</span>`;
  }
}
customElements.define("visit-care", VisitCare);
