// What all sheets share: an element over the board, a title, a way out, chips to tap.
import * as clock from "../clock.js";
import { LitElement, html, nothing } from "../lit.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { codes, word } from "../words.js";

/** A sheet draws itself from the store and from what was half tapped in it. */
export class Sheet extends LitElement {
  /** @type {Record<string, any>} */ args = {};

  static get properties() {
    return { args: { attribute: false } };
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.redraw = () => this.requestUpdate();
    store.addEventListener("change", this.redraw);
    this.ticking = setInterval(this.redraw, 1000);
    this.cameFrom = document.activeElement;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    store.removeEventListener("change", this.redraw);
    clearInterval(this.ticking);
    if (this.cameFrom instanceof HTMLElement && this.cameFrom.isConnected) this.cameFrom.focus({ preventScroll: true });
  }

  firstUpdated() {
    const first = this.querySelector("[data-first]") ?? this.querySelector(".sheet-title");
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  }

  get now() {
    return clock.now();
  }

  /** The visit that the sheet is about, as it stands now. */
  get visit() {
    return store.house.visits.get(this.args.visit) ?? null;
  }

  /** Close this sheet; another that was opened while an answer was under way stays. */
  close() {
    if (store.sheet?.args === this.args) store.close();
  }

  /** @param {unknown} title @param {unknown} body @param {{wide?: boolean, foot?: unknown, kind?: string, acts?: unknown}} more */
  frame(title, body, { wide = false, foot = nothing, kind = "", acts = nothing } = {}) {
    return html`<section class="sheet ${wide ? "wide" : ""} ${kind}" role="dialog" aria-labelledby="sheet-title">
      <div class="sheet-head"><h2 class="sheet-title" id="sheet-title" tabindex="-1">${title}</h2><span class="grow"></span>${acts}
        <button class="quiet" @click=${() => this.close()}>${kind.startsWith("pad") ? s.pad.minimise : s.sheet.close}</button></div>
      <div class="sheet-body">${body}</div>
      ${foot === nothing ? nothing : html`<div class="sheet-foot">${foot}</div>`}
    </section>`;
  }
}

/**
 * Chips of which one may be on; a second tap takes it off again.
 * @param {string} legend @param {string[] | [string, string][]} list @param {any} value @param {(value: any) => void} set
 * @param {{quiet?: boolean, list?: string}} [more]
 */
export function oneOf(legend, list, value, set, { quiet = false } = {}) {
  return group(legend, quiet, pairs(list).map(([code, text]) => chip(text, value === code, () => set(value === code ? null : code))));
}

/** Chips of which any number may be on. @param {string} legend @param {string[] | [string, string][]} list @param {string[]} value @param {(value: string[]) => void} set */
export function anyOf(legend, list, value, set, { quiet = false } = {}) {
  const flip = (/** @type {string} */ code) => set(value.includes(code) ? value.filter((one) => one !== code) : [...value, code]);
  return group(legend, quiet, pairs(list).map(([code, text]) => chip(text, value.includes(code), () => flip(code))));
}

/** @param {string} legend @param {boolean} quiet @param {unknown} chips */
export function group(legend, quiet, chips) {
  return html`<fieldset class="group"><legend class=${quiet ? "out-of-sight" : ""}>${legend}</legend><div class="chips">${chips}</div></fieldset>`;
}

/** @param {string} text @param {boolean} on @param {() => void} tap @param {string} [note] */
export function chip(text, on, tap, note = "") {
  return html`<button type="button" class="chipper ${on ? "on" : ""}" aria-pressed=${String(on)} @click=${tap}>${text}${note ? html` <small>${note}</small>` : nothing}</button>`;
}

/** A row of acts: each chip does something at once. @param {string} legend @param {string[] | [string, string][]} list @param {(code: string) => void} act */
export function tapOne(legend, list, act, { quiet = false } = {}) {
  return group(legend, quiet, pairs(list).map(([code, text]) => html`<button type="button" class="chipper" data-code=${code} @click=${() => act(code)}>${text}</button>`));
}

/** Codes of a list with their labels. @param {string} list @param {(code: string) => boolean} [only] @returns {[string, string][]} */
export function labelled(list, only = () => true) {
  return codes(list).filter(only).map((code) => [code, word(list, code)]);
}

/** @param {any[]} list @returns {[string, string][]} */
function pairs(list) {
  return list.map((one) => (Array.isArray(one) ? /** @type {[string, string]} */ (one) : [one, one]));
}

/** Why a house rule is not kept: one tap. @param {string} question @param {string[]} reasons @param {(reason: string) => void} tap */
export function askWhy(question, reasons, tap) {
  return html`<div class="ask" role="group" aria-label=${question}><p class="question">${question}</p>${tapOne(question, reasons, tap, { quiet: true })}</div>`;
}
