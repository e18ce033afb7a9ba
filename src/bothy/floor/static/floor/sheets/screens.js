// Every screen of the house: in contact or not, can it sound, what waits there, is its clock right.
import { SKEW_MS, offBy, ownSkew, screens } from "../board/screens.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { z } from "../strings.screens.en.js";
import { hhmm } from "../times.js";
import { Sheet } from "./sheet.js";

class ScreensSheet extends Sheet {
  render() {
    const all = screens();
    const off = ownSkew();
    return this.frame(
      z.title,
      html`${off ? html`<p class="notice"><b>${z.skew(off)}</b> ${z.skewMend}</p>` : nothing}
        <p class="soft">${store.link === "in-step" ? z.how : z.unknown}</p>
        <ul class="screens">${all.map((one) => this.screen(one))}</ul>
        ${all.length || store.link !== "in-step" ? nothing : html`<p class="soft">${z.none}</p>`}`,
    );
  }

  /** @param {import("../board/screens.js").ScreenState} one */
  screen(one) {
    const parts = [
      one.in_contact ? z.inContact : z.outSince(one.last_heard ? hhmm(Date.parse(one.last_heard)) : ""),
      one.sound ? z.sound[one.sound] : "",
      one.waiting ? z.waiting(one.waiting) : "",
      one.skew_ms !== null && Math.abs(one.skew_ms) >= SKEW_MS ? z.clock(offBy(one.skew_ms)) : "",
    ].filter(Boolean);
    const well = one.in_contact && one.sound !== "silent";
    return html`<li class=${well ? "" : "trouble"} data-device=${one.device}><b>${one.name}</b>${one.device === store.device.id ? html` <span class="soft">${z.here}</span>` : nothing}
      <span>${parts.join(" · ")}</span></li>`;
  }
}
customElements.define("screens-sheet", ScreensSheet);
