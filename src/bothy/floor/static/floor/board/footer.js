// The bottom line: is this picture true, has everything been sent, how is the day.
import { today } from "../house/board.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { hhmm, hhmmss } from "../times.js";
import { screensNote, skewNote } from "./screens.js";
import { silentNote } from "./silent.js";
import { houseTroubles } from "./troubles.js";

/** @param {number} now */
export function footer(now) {
  const waiting = store.waiting.length;
  return html`<footer class="foot ${store.link === "cut-off" ? "cut" : ""}">
    <span class="link" role="status" aria-live="polite"><span aria-live="off">${link(now)}</span></span>
    <span class=${waiting ? "unsent" : ""}>${waiting ? s.foot.waiting(waiting) : s.foot.nothing}</span>
    ${store.house.demo ? html`<a class="demo-note" href="/">${s.foot.demo}</a>` : nothing}
    ${houseTroubles()}${silentNote()}${skewNote()}${screensNote()}
    <span class="grow"></span>
    <span class="tallies">${s.foot.today(today(store.house, now)).map((/** @type {string} */ tally) => html`<span>${tally} </span>`)}</span>
  </footer>`;
}

/** @param {number} now */
function link(now) {
  if (store.link === "in-step") return html`<span aria-hidden="true">●</span> ${s.foot.inStep(hhmmss(now))}`;
  if (store.link === "joining" && !store.heardAt) return html`<span aria-hidden="true">◌</span> ${s.foot.joining}`;
  return html`<span aria-hidden="true">◌</span> <b>${s.foot.asOf(hhmm(store.heardAt))}</b>`;
}
