// The board: one screen, everybody on it, the next act one tap away.
import { see } from "../acts.js";
import { knowsNobody } from "../keep/state.js";
import { html, nothing, repeat } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { k } from "../strings.keeping.en.js";
import { personCard } from "./card.js";
import { openFlags } from "./flags.js";
import { overdueBand } from "./overdue.js";
import { placeCard } from "./place.js";

const CARD_PX = { roomy: 156, dense: 134 };
const AROUND_PX = { always: 65 + 37 + 20 + 30, band: 82, demo: 58, flags: 58, overdue: 48, round: 58 };

/** How much a card may say in a column of so many, so that all of them are on the screen. @param {number} n @param {any} board @param {boolean} above a button below */
function roomFor(n, board, above) {
  const around = AROUND_PX.always + AROUND_PX.band * board.emergencies.length + (store.house.demo ? AROUND_PX.demo : 0) + (overdueBand(board.now) === nothing ? 0 : AROUND_PX.overdue) + (openFlags().length ? AROUND_PX.flags : 0) + (above ? AROUND_PX.round : 0);
  const each = (innerHeight - around) / Math.max(1, n);
  return each >= CARD_PX.roomy ? "roomy" : each >= CARD_PX.dense ? "dense" : "packed";
}

/** @param {string} name @param {string} title @param {any[]} visits @param {string} empty @param {any} board @param {unknown} below */
function column(name, title, visits, empty, board, below = nothing) {
  const room = roomFor(visits.length, board, below !== nothing);
  return html`<section class="column ${name}" aria-labelledby="h-${name}">
    <h2 id="h-${name}"><span>${title}</span><span>${visits.length || ""}</span></h2>
    <ul class="stack ${room}">${repeat(visits, (visit) => visit.id, (visit) => personCard(visit, board.now, /** @type {any} */ (room)))}</ul>
    ${visits.length ? nothing : html`<p class="empty soft">${knowsNobody() ? k.notKnown : empty}</p>`}
    ${below}
  </section>`;
}

/** A round looks at everybody in a place and in aftercare. @param {any[]} toSee */
function roundDone(toSee) {
  return html`<button class="quiet round" ?disabled=${!toSee.length} @click=${() => needStaff(() => see(toSee, s.said.round(toSee.length), { round: true }))}>${s.board.roundDone}</button>`;
}

/** @param {any} board */
export function boardMain(board) {
  const { places, taken, toSee } = board;
  return html`<main class="board ${places.length > 8 ? "many" : ""}" id="board" tabindex="-1">
    <h1 class="out-of-sight">${s.board.places}</h1>
    ${column("waiting", s.board.waiting, board.waiting, s.board.nobodyWaiting, board)}
    ${column("assessment", s.board.assessment, board.assessment, s.board.nobodyAssessed, board)}
    <section class="column places-column" aria-labelledby="h-places">
      <h2 id="h-places"><span>${s.board.places}</span><span>${knowsNobody() ? k.notKnown : s.board.taken(taken, places.length)}</span></h2>
      <ul class="places n${Math.min(places.length, 16)}">${repeat(places, (/** @type {any} */ place) => place.spec.number, (/** @type {any} */ place) => placeCard(place, board))}</ul>
    </section>
    ${column("aftercare", s.board.aftercare, board.aftercare, s.board.nobodyAfter, board, roundDone(toSee))}
  </main>`;
}
