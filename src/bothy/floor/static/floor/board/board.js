// The board: one screen, everybody on it, the next act one tap away.
import { see } from "../acts.js";
import { html, nothing, repeat } from "../lit.js";
import { needStaff } from "../needs.js";
import { s } from "../strings.en.js";
import { personCard } from "./card.js";
import { placeCard } from "./place.js";

/** How much room a card may take in a column of so many. @param {number} n @param {number} emergencies */
function roomFor(n, emergencies) {
  const most = emergencies ? 3 : 4;
  return n <= most ? "roomy" : n <= most + 3 ? "dense" : "packed";
}

/** @param {string} name @param {string} title @param {any[]} visits @param {string} empty @param {any} board */
function column(name, title, visits, empty, board) {
  const room = roomFor(visits.length, board.emergencies.length);
  return html`<section class="column ${name}" aria-labelledby="h-${name}">
    <h2 id="h-${name}"><span>${title}</span><span>${visits.length || ""}</span></h2>
    <ul class="stack ${room}">${repeat(visits, (visit) => visit.id, (visit) => personCard(visit, board.now, /** @type {any} */ (room)))}</ul>
    ${visits.length ? nothing : html`<p class="empty soft">${empty}</p>`}
  </section>`;
}

/** @param {any} board */
export function boardMain(board) {
  const { places, taken, toSee } = board;
  return html`<main class="board" id="board" tabindex="-1">
    <h1 class="out-of-sight">${s.board.places}</h1>
    ${column("waiting", s.board.waiting, board.waiting, s.board.nobodyWaiting, board)}
    ${column("assessment", s.board.assessment, board.assessment, s.board.nobodyAssessed, board)}
    <section class="column places-column" aria-labelledby="h-places">
      <h2 id="h-places"><span>${s.board.places}</span><span>${s.board.taken(taken, places.length)}</span></h2>
      <ul class="places n${Math.min(places.length, 16)}">${repeat(places, (/** @type {any} */ place) => place.spec.number, (/** @type {any} */ place) => placeCard(place, board))}</ul>
      <button class="quiet round" ?disabled=${!toSee.length} @click=${() => needStaff(() => see(toSee, s.said.round(toSee.length), { round: true }))}>${s.board.roundDone}</button>
    </section>
    ${column("aftercare", s.board.aftercare, board.aftercare, s.board.nobodyAfter, board)}
  </main>`;
}
