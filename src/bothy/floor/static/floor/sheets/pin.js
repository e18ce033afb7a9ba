// Sheets on which somebody says who they are by PIN: the keys, a keyboard, and who may enter one.
import { html, nothing } from "../lit.js";
import { whoMayCome } from "../keep/staff.js";
import { confirmBeside } from "../session.js";
import { store } from "../store.js";
import { r } from "../strings.registers.en.js";
import { s } from "../strings.en.js";
import { word } from "../words.js";
import { Sheet } from "./sheet.js";

export class PinSheet extends Sheet {
  /** @type {string | null} */ who = null;
  pin = "";
  sentence = "";
  busy = false;
  loaded = false;
  /** @type {any[]} */ everyone = [];

  connectedCallback() {
    super.connectedCallback();
    whoMayCome().then((told) => { this.everyone = told?.staff ?? []; this.loaded = told !== null; this.requestUpdate(); });
    this.typing = (/** @type {KeyboardEvent} */ event) => this.key(event);
    addEventListener("keydown", this.typing);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.typing) removeEventListener("keydown", this.typing);
  }

  /** A keyboard or a card reader types as fingers do. @param {KeyboardEvent} event */
  key(event) {
    if (!this.who || event.ctrlKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key)) this.digit(event.key);
    else if (event.key === "Backspace") this.set({ pin: this.pin.slice(0, -1) });
    else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) void this.enter();
  }

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  /** @param {string} digit */
  digit(digit) {
    if (this.pin.length < 6) this.set({ pin: this.pin + digit, sentence: "" });
  }

  /** What a whole PIN does. */
  async enter() {}

  keys() {
    return html`<div class="pin"><output class="dots" aria-label=${s.shift.digits(this.pin.length)}>${"●".repeat(this.pin.length) || "–"}</output>
      <p class="wrong" role="alert">${this.sentence || nothing}</p>
      <div class="keys">${["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => html`<button class="quiet" @click=${() => this.digit(digit)}>${digit}</button>`)}
        <button class="quiet small" @click=${() => this.set({ pin: "", sentence: "" })}>${s.shift.clear}</button><button class="quiet" @click=${() => this.digit("0")}>0</button>
        <button class="small" ?disabled=${this.pin.length < 4 || this.busy} @click=${() => this.enter()}>${s.shift.enter}</button></div></div>`;
  }
}

/** A sheet with acts that take two: the second enters a PIN of their own, or it is said that nobody else was there. */
export class TwoPersonSheet extends PinSheet {
  /** What is done once there is a second, or none. @type {((second: string | null) => any) | null} */ waiting = null;

  /** @param {(second: string | null) => any} act */
  withSecond(act) {
    this.set({ waiting: act, who: null, pin: "", sentence: "" });
  }

  async enter() {
    const { who, pin } = this;
    if (!who || pin.length < 4 || this.busy) return;
    this.set({ busy: true });
    const reply = await confirmBeside(who, pin);
    this.set({ busy: false, pin: "" });
    if (!reply.ok) return this.set({ sentence: reply.sentence });
    this.go(who);
  }

  /** @param {string | null} second */
  go(second) {
    const act = this.waiting;
    this.set({ waiting: null, who: null, pin: "" });
    void act?.(second);
  }

  /** The sheet while a second is asked for. @param {string} title */
  second(title) {
    const back = (/** @type {() => void} */ tap) => html`<button class="quiet" @click=${tap}>${s.sheet.back}</button>`;
    const person = this.everyone.find((one) => one.staff === this.who);
    if (person) return this.frame(s.shift.pinFor(person.name), this.keys(), { foot: back(() => this.set({ who: null, sentence: "" })) });
    const others = this.everyone.filter((one) => one.staff !== store.active);
    const here = others.filter((one) => store.house.on_floor.get(one.staff)?.here);
    const names = (/** @type {any[]} */ list) => html`<div class="chips">${list.map((one) => html`<button class="chipper big" data-second=${one.staff} @click=${() => this.set({ who: one.staff, pin: "", sentence: "" })}>${one.name} <small>${word("role", one.role)}</small></button>`)}</div>`;
    return this.frame(
      title,
      html`<p class="question">${r.second.who}</p>${names(here)}
        ${others.length > here.length ? html`<h3>${r.second.others}</h3>${names(others.filter((one) => !here.includes(one)))}` : nothing}
        <p class="soft">${r.second.why}</p>`,
      { foot: html`${back(() => this.set({ waiting: null }))}<span class="grow"></span><button class="quiet" data-alone @click=${() => this.go(null)}>${r.second.nobody}</button>` },
    );
  }
}
