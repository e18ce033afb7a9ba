// Giving a place: from a free place to a person, or from a person to a place.
import { changePlace, givePlace } from "../acts.js";
import { board, describe, fullName, rules } from "../board/view.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { s } from "../strings.en.js";
import { span } from "../times.js";
import { Sheet, askWhy, tapOne } from "./sheet.js";

const INHALED = new Set(["smoked", "foil", "pipe"]);
const INJECTED = new Set(["vein", "muscle", "under_skin"]);
const UNASKED = new Set(["declined", "not_asked", "not_known"]);
const MINUTE = 60_000;

/** Why this place for this person would not keep a house rule; null where it does. @param {any} visit @param {any} place @param {number} now */
export function giveDeparture(visit, place, now) {
  const held = rules(now);
  if (place.status === "being_cleaned") return s.give.notCleaned;
  const limit = held.limits.place_limit_minutes;
  if (visit.place_since !== null && limit !== null && now - visit.place_since > limit * MINUTE) return s.give.overLimit;
  const preparations = visit.assessment?.preparations;
  const routes = Array.isArray(preparations) ? preparations.map((one) => one.route ?? "not_asked").filter((code) => !UNASKED.has(code)) : [];
  const wrongHere = routes.some((code) => (place.spec.kind === "inject" && INHALED.has(code)) || (place.spec.kind === "smoke" && INJECTED.has(code)));
  return wrongHere || routes.some((code) => !held.routes.includes(code)) ? s.give.routeNot : null;
}

class GiveSheet extends Sheet {
  /** @type {{visit: any, place: any, why: string} | null} */ asking = null;

  /** @param {any} visit @param {any} place @param {string} [reason] */
  give(visit, place, reason = "") {
    const why = giveDeparture(visit, place, this.now);
    if (why && !reason) {
      this.asking = { visit, place, why };
      return this.requestUpdate();
    }
    this.close();
    needStaff(() => givePlace(visit, place.spec.number, reason, fullName(visit)));
  }

  render() {
    const now = this.now;
    const all = board(now);
    const place = all.places.find((/** @type {any} */ one) => one.spec.number === this.args.place);
    const body = place ? this.forPlace(place, all, now) : this.forVisit(all, now);
    const title = place ? s.give.title(place.spec.number) : s.give.titleFor(fullName(this.visit));
    return this.frame(title, html`${this.asking ? askWhy(this.asking.why, s.give.reasons, (reason) => this.give(this.asking?.visit, this.asking?.place, reason)) : nothing}${body}`);
  }

  /** @param {any} place @param {any} all @param {number} now */
  forPlace(place, all, now) {
    const may = all.open.filter((/** @type {any} */ visit) => visit.place === null && visit.purposes.includes("use") && visit.stage !== "aftercare");
    may.sort((/** @type {any} */ one, /** @type {any} */ other) => Number(other.assessment !== null) - Number(one.assessment !== null) || one.stage_since - other.stage_since);
    return html`<h3>${s.give.who}</h3>
      ${may.length ? html`<ul class="found">${may.map((/** @type {any} */ visit) => html`<li><button class="plain result" @click=${() => this.give(visit, place)}>
        <span class="name">${fullName(visit)}</span><span class="grow"></span><span class="soft">${describe(visit, now).assessed ? s.board.ready : s.give.notAssessed} · ${span(now - visit.stage_since)}</span></button></li>`)}</ul>` : html`<p class="soft">${s.give.nobody}</p>`}
      ${tapOne(s.give.outOfUse, s.give.outReasons, (reason) => { this.close(); needStaff(() => changePlace(place.spec.number, "out_of_use", reason)); })}`;
  }

  /** @param {any} all @param {number} now */
  forVisit(all, now) {
    const { visit } = this;
    const free = all.places.filter((/** @type {any} */ one) => one.status === "ready" || one.status === "being_cleaned");
    if (!visit) return nothing;
    return html`<h3>${s.give.which}</h3>
      ${free.length ? html`<div class="place-grid">${free.map((/** @type {any} */ one) => html`<button class=${one.status === "ready" ? "" : "quiet"} @click=${() => this.give(visit, one)}>
        <b>${one.spec.number}</b>${one.spec.accessible ? html`<span role="img" aria-label=${s.board.accessible}>♿</span>` : nothing}<small>${one.status === "ready" ? s.board.free : s.board.cleaning(span(now - (one.vacatedAt ?? now)))}</small></button>`)}</div>` : html`<p class="soft">${s.give.noPlace}</p>`}`;
  }
}
customElements.define("give-sheet", GiveSheet);
