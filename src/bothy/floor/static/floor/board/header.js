// The top line: which house, is it open, how many are in, who is on the floor, who holds this tablet.
import { raiseEmergency } from "../acts.js";
import { soundAtOnce } from "../alarm.js";
import { inHouse, opening } from "../house/board.js";
import { knowsNobody } from "../keep/state.js";
import { html, nothing, svg } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { k } from "../strings.keeping.en.js";
import { hhmm } from "../times.js";
import { word } from "../words.js";
import { cutOffLine, saysCutOff } from "./cutoff.js";
import { flagChip } from "./flags.js";
import { rules, staffName } from "./view.js";

/** One tap: raised and heard at once; where it is comes with the next tap. */
export function raise(/** @type {{place?: number, visit?: string, drill?: boolean}} */ at_ = {}) {
  soundAtOnce(at_.drill);
  const id = raiseEmergency(at_);
  store.open("pad", { emergency: id });
}

/** @param {number} now */
export function header(now) {
  const { house } = store;
  const doors = opening(house, now);
  const closes = doors ? hhmm(doors[1]) : "";
  const flag = flagChip();
  return html`<header class="head">
    <button class="plain house" @click=${() => store.open("menu")} aria-haspopup="dialog">${house.name || "Bothy"}</button>
    <span class="chip ${house.floor_open ? "" : "shut"}">${house.floor_open ? (closes ? s.board.openTo(closes) : s.board.open) : s.board.closed}</span>
    <span class="count"><b>${knowsNobody() ? k.howMany : inHouse(house)}</b><span class="soft">${s.board.ofIn(rules(now).capacity_people)}</span></span>
    ${cutOffLine()}
    ${flag}
    <span class="soft crew">${saysCutOff() || flag !== nothing ? nothing : crew()}</span>
    <span class="grow"></span>
    <b class="wall-clock"><time>${hhmm(now)}</time></b>
    <button class="quiet icon" aria-pressed=${String(store.discreet)} @click=${() => store.setDiscreet(!store.discreet)}
      aria-label=${store.discreet ? s.board.discreetOn : s.board.discreetOff} title=${store.discreet ? s.board.discreetOn : s.board.discreetOff}>${eye(store.discreet)}</button>
    <button class="quiet who" @click=${() => store.open("shift")} aria-haspopup="dialog">${store.active ? html`<span class="clip">${staffName(store.active)}</span> ▾` : s.board.signIn}</button>
    <button @click=${() => needStaff(() => store.open("door"))} class="door">${s.board.door}</button>
    <button class="alarm" aria-keyshortcuts="F9" title="F9" @click=${() => raise()}>${s.board.emergency}</button>
  </header>`;
}

/** "2 nurses · 1 worker" */
function crew() {
  /** @type {Map<string, number>} */
  const roles = new Map();
  for (const one of store.house.on_floor.values()) if (one.here) roles.set(one.role, (roles.get(one.role) ?? 0) + 1);
  if (!roles.size) return s.board.nobodyOnFloor;
  return s.board.staff([...roles].map(([role, n]) => [n, word("role", role)]));
}

/** @param {boolean} shut */
function eye(shut) {
  return html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round">
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="3"/>${shut ? svgSlash : nothing}</svg>`;
}

const svgSlash = svg`<path d="M4 20 20 4"/>`;
