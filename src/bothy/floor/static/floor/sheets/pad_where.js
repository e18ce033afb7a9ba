// Where it is and whose: the second tap of an emergency. Later the same taps say where the person was taken.
import { placeEmergency } from "../acts.js";
import { fullName } from "../board/view.js";
import { holders, openVisits } from "../house/board.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { p } from "../strings.pad.en.js";
import { codes, word } from "../words.js";

/** @param {any} pad @param {any} one @param {boolean} first */
export function where(pad, one, first) {
  const held = holders(store.house);
  const others = one.drill ? [] : openVisits(store.house).filter((visit) => visit.place === null);
  const put = (/** @type {any} */ there) => {
    if (first || there.visit !== undefined) void placeEmergency(pad.args.emergency, there);
    else pad.record("place-emergency", { ...there, moved: true });
    pad.set({ panel: "" });
  };
  return html`<section class="where" aria-label=${p.pad.where}><p class="question">${first ? s.pad.whereFirst : p.pad.movedTo}</p>
    <div class="where-grid">${store.house.specs.map((spec) => {
      const here = held.get(spec.number) ?? [];
      const visit = here.length === 1 && !one.drill ? store.house.visits.get(here[0]) : null;
      return html`<button class="quiet" data-where=${spec.number} @click=${() => put(first ? { where: "place", place: spec.number, visit: visit?.id ?? null } : { where: "place", place: spec.number })}><b>${spec.number}</b>${visit ? html`<small class="clip">${fullName(visit)}</small>` : nothing}</button>`;
    })}</div>
    <div class="chips">${codes("emergency_where").filter((code) => code !== "place" && code !== "not_known").map((code) => html`<button class="chipper big" data-where=${code} @click=${() => put({ where: code })}>${word("emergency_where", code)}</button>`)}</div>
    ${others.length && !one.visit ? html`<p class="soft">${s.pad.person}</p><div class="chips">${others.map((visit) => html`<button class="chipper big" @click=${() => put({ where: wherePerson(visit, one), place: one.place, visit: visit.id })}>${fullName(visit)}</button>`)}</div>` : nothing}</section>`;
}

/** @param {any} visit @param {any} one */
function wherePerson(visit, one) {
  if (one.where !== "not_known") return one.where;
  return visit.stage === "aftercare" ? "aftercare" : "waiting";
}
