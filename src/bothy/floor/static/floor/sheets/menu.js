// The house and this tablet: open and close, handover, places, light, discreet view.
import { changePlace, closeFloor, openFloor } from "../acts.js";
import { board } from "../board/view.js";
import { inHouse } from "../house/board.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { a } from "../strings.after.en.js";
import { s } from "../strings.en.js";
import { l } from "../strings.link.en.js";
import { z } from "../strings.screens.en.js";
import { word } from "../words.js";
import { historyList, noCorrection } from "./history.js";
import { openFlags } from "../board/flags.js";
import { f } from "../strings.flags.en.js";
import { openLinks } from "./link.js";
import { p } from "../strings.pad.en.js";
import { r } from "../strings.registers.en.js";
import { howManyWait } from "./afterwards.js";
import { drillButton } from "./drill.js";
import { Sheet, chip, group, oneOf } from "./sheet.js";

class MenuSheet extends Sheet {
  closing = false;
  /** @type {any} */ place = null;

  render() {
    const m = s.menu;
    const here = inHouse(store.house);
    return this.frame(
      m.title,
      html`<div class="big-choices row-wrap">
          ${store.house.floor_open
            ? html`<button class="quiet" aria-expanded=${String(this.closing)} @click=${() => { this.closing = !this.closing; this.requestUpdate(); }}>${m.close}</button>`
            : html`<button @click=${() => needStaff(() => { this.close(); return openFloor(); })}>${m.open}</button>`}
          <button class="quiet" @click=${() => store.open("handover")}>${m.handover}</button>
          <button class="quiet" @click=${() => store.open("referrals")}>${m.referrals}</button>
          <button class="quiet" @click=${() => store.open("link")}>${l.menu(openLinks())}</button>
          <button class="quiet" @click=${() => store.open("flags")}>${f.menu(openFlags().length)}</button>
          <button class="quiet" @click=${() => store.open("turned")}>${m.turnAway}</button>
          <button class="quiet" @click=${() => store.open("entries")}>${m.history}</button>
          <button class="quiet" @click=${() => store.open("afterwards")}>${a.menu(howManyWait(this.now))}</button>
          <button class="quiet" @click=${() => store.open("registers")}>${r.menu}</button>
          <button class="quiet" @click=${() => store.open("stock")}>${p.stock.menu}</button>
          ${drillButton(this)}
        </div>
        ${this.closing ? group(here ? m.closeWith(here) : m.close, false, m.closeReasons.map(([code, text]) => html`<button class="chipper" data-code=${code} @click=${() => needStaff(() => { this.close(); return closeFloor(code); })}>${text}</button>`)) : nothing}
        ${group(m.places, false, board(this.now).places.map((/** @type {any} */ one) => chip(`${one.spec.number}: ${one.status === "taken" ? word("stage", "using") : word("place_status", one.status)}`, this.place === one.spec.number, () => { this.place = this.place === one.spec.number ? null : one.spec.number; this.requestUpdate(); })))}
        ${this.place ? this.placeActs(this.place) : nothing}
        ${oneOf(m.theme, [["auto", m.auto], ["day", m.day], ["night", m.night]], store.theme, (theme) => store.setTheme(theme ?? "auto"))}
        ${oneOf(m.discreet, [["on", m.on], ["off", m.off]], store.discreet ? "on" : "off", (code) => store.setDiscreet(code === "on"))}
        <div class="row row-wrap"><button class="quiet" @click=${() => store.open("arm")}>${m.sound}</button><button class="quiet" @click=${() => store.open("screens")}>${z.title}</button><a class="button quiet" href="/office/">${m.office}</a><span class="grow"></span><span class="soft">${m.device(store.device.name)}</span></div>`,
    );
  }

  /** @param {number} place */
  placeActs(place) {
    const set = (/** @type {string} */ status, reason = "") => needStaff(() => { this.place = null; this.requestUpdate(); return changePlace(place, status, reason); });
    return html`<div class="ask">${group(s.give.title(place), false, html`<button class="chipper" @click=${() => set("ready")}>${word("place_status", "ready")}</button>
      <button class="chipper" @click=${() => set("being_cleaned")}>${word("place_status", "being_cleaned")}</button>
      ${s.give.outReasons.map((reason) => html`<button class="chipper" @click=${() => set("out_of_use", reason)}>${word("place_status", "out_of_use")}: ${reason}</button>`)}`)}</div>`;
  }
}
customElements.define("menu-sheet", MenuSheet);

/** The facility's own entries of late: floor, places, staff, turned away. */
class EntriesSheet extends Sheet {
  open = noCorrection();

  render() {
    const told = new Set(["floor-opened", "floor-closed", "place-changed", "staff-came", "staff-went", "turned-away", "batch-flagged", "batch-flag-ended", "corrected"]);
    const lines = store.house.facility_lines.filter((line) => told.has(line.kind)).slice(-60);
    return this.frame(s.menu.history, historyList(lines, this.open, (open) => { this.open = open; this.requestUpdate(); }), { wide: true });
  }
}
customElements.define("entries-sheet", EntriesSheet);
