// Who holds this tablet: several may be signed in, one is on shift now. A PIN says who; an emergency needs none.
import { comeOnShift as onFloor, goOffShift } from "../acts.js";
import { html, nothing } from "../lit.js";
import { keeping } from "../keep/state.js";
import { comeOnShift, leaveTablet, switchTo } from "../session.js";
import { forgetHeard, soundState } from "../sounds.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { k } from "../strings.keeping.en.js";
import { word } from "../words.js";
import { PinSheet } from "./pin.js";

/** Who works a floor; others may sign in too, one tap further. */
const FLOOR_ROLES = new Set(["reception", "worker", "nurse", "shift_lead", "manager"]);

class ShiftSheet extends PinSheet {
  all = false;
  warned = false;

  /** The act that asked for a name goes on once there is one. */
  done() {
    const then = this.args.then;
    this.close();
    if (then) return void then();
    if (soundState().state !== "armed") store.open("arm");
  }

  async enter() {
    const { who, pin } = this;
    if (!who || pin.length < 4 || this.busy) return;
    this.set({ busy: true });
    const first = !store.signedIn.length;
    const reply = await comeOnShift(who, pin);
    this.set({ busy: false, pin: "" });
    if (!reply.ok) return this.set({ sentence: reply.sentence });
    if (first) forgetHeard(); // a new shift tries the alarm anew
    if (!store.house.on_floor.get(who)?.here) void onFloor(who, reply.value.role);
    this.done();
  }

  /** @param {string} staff */
  async signOut(staff) {
    // With the last of them goes what is about people, also what still wants a decision: not without a word.
    if (store.signedIn.length === 1 && store.refused.length && !this.warned) {
      this.warned = true;
      return this.set({ sentence: k.notOff(store.refused.length) });
    }
    const reply = await leaveTablet(staff);
    if (!reply.ok) this.set({ sentence: reply.sentence });
  }

  render() {
    return this.who ? this.pinPad(this.who) : this.people();
  }

  people() {
    const h = s.shift;
    const others = this.everyone.filter((one) => !store.signedIn.includes(one.staff));
    const onFloor = others.filter((one) => store.house.on_floor.get(one.staff)?.here);
    const off = others.filter((one) => !onFloor.includes(one));
    const toCome = off.filter((one) => FLOOR_ROLES.has(one.role));
    const rest = off.filter((one) => !FLOOR_ROLES.has(one.role));
    const names = (/** @type {any[]} */ list) => html`<div class="chips">${list.map((one) => html`<button class="chipper big" data-staff=${one.staff} @click=${() => this.set({ who: one.staff, pin: "", sentence: "" })}>${one.name} <small>${word("role", one.role)}</small></button>`)}</div>`;
    return this.frame(
      h.title,
      html`<h3>${h.here}</h3>
        ${store.signedIn.length ? html`<ul class="crew-list">${store.signedIn.map((id) => this.signedIn(id))}</ul>` : html`<p class="soft">${h.nobody}</p>`}
        ${onFloor.length ? html`<h3>${h.floorNow}</h3>${names(onFloor)}` : nothing}
        ${toCome.length ? html`<h3>${h.others}</h3>${names(toCome)}` : nothing}
        ${rest.length ? (this.all ? html`<h3>${h.rest}</h3>${names(rest)}` : html`<button class="quiet wide-button" @click=${() => this.set({ all: true })}>${h.rest}…</button>`) : nothing}
        ${this.loaded && !this.everyone.length ? html`<p class="soft">${h.noStaff}</p>` : nothing}
        ${this.sentence ? html`<p class="notice" role="alert">${this.sentence}</p>` : nothing}`,
    );
  }

  /** @param {string} id */
  signedIn(id) {
    const who = store.staff[id];
    const here = store.house.on_floor.get(id)?.here;
    return html`<li class="row"><button class=${id === store.active ? "" : "quiet"} aria-pressed=${String(id === store.active)} @click=${() => { switchTo(id); this.done(); }}>${who?.name ?? "?"}${id === store.active ? html` <small>${s.shift.active}</small>` : nothing}</button>
      <span class="soft">${who ? word("role", who.role) : ""}${keeping.cutOffStaff.has(id) ? html` · <span title=${k.cutOffWhy}>${k.cutOffMark}</span>` : nothing}</span><span class="grow"></span>
      ${here ? html`<button class="quiet" aria-label=${s.shift.goOff(who?.name)} @click=${() => goOffShift(id).then((answer) => answer.answer !== "refused" && this.signOut(id))}>${s.shift.offFloor}</button>` : html`<button class="quiet" aria-label=${s.shift.onFloorOf(who?.name)} @click=${() => onFloor(id, who?.role ?? "worker")}>${s.shift.onFloor}</button>`}
      <button class="quiet" aria-label=${s.shift.signOut(who?.name)} @click=${() => this.signOut(id)}>${s.shift.out}</button></li>`;
  }

  /** @param {string} id */
  pinPad(id) {
    const name = this.everyone.find((one) => one.staff === id)?.name ?? "";
    return this.frame(s.shift.pinFor(name), this.keys(), { foot: html`<button class="quiet" @click=${() => this.set({ who: null, sentence: "" })}>${s.sheet.back}</button>` });
  }
}
customElements.define("shift-sheet", ShiftSheet);
