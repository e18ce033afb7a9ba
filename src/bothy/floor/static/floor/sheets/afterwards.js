// Closed emergencies of the last days, and what of each is still to be said or sent.
import { placeAndName } from "../board/banner.js";
import { completeness } from "../house/completeness.js";
import { departed, isOpenDeparture } from "../house/departures.js";
import { duties, isOverdue } from "../house/duties.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { a } from "../strings.after.en.js";
import { p } from "../strings.pad.en.js";
import { dayAndTime } from "../times.js";
import { word } from "../words.js";
import { recordUrl } from "./after.js";
import { Sheet } from "./sheet.js";

/** What waits of one closed emergency. A drill asks for nothing. @param {any} one @param {number} now */
export function waits(one, now) {
  if (one.drill || one.outcome === "raised_in_error") return { departures: 0, due: 0, overdue: 0, debrief: false, gap: false };
  const gaps = departed(store.house, one, now).filter((each) => isOpenDeparture(each) && each.rule !== "too_little_recorded");
  const open = duties(store.house, one).filter((each) => each.kept_at === null);
  const overdue = open.filter((each) => isOverdue(each, now)).length;
  return {
    departures: gaps.length,
    due: open.length - overdue,
    overdue,
    debrief: !one.debriefs.some((/** @type {any} */ each) => each.of === "staff"),
    gap: completeness(one).reversed === "not_enough_information",
  };
}

/** Closed emergencies that the board still holds, the last first. */
const closed = () =>
  [...store.house.emergencies.values()].filter((one) => one.closed_at !== null).sort((one, other) => other.closed_at - one.closed_at);

/** How much is waiting, for the menu: reasons and reports. @param {number} now */
export function howManyWait(now) {
  return closed().reduce((sum, one) => {
    const { departures, due, overdue } = waits(one, now);
    return sum + departures + due + overdue;
  }, 0);
}

class AfterwardsSheet extends Sheet {
  render() {
    const rows = closed();
    return this.frame(
      a.title,
      rows.length
        ? html`<p class="soft">${a.lead}</p><ul class="afterwards">${rows.map((one) => this.row(one))}</ul>`
        : html`<p>${a.none}</p>`,
      { wide: true },
    );
  }

  /** @param {any} one */
  row(one) {
    const now = this.now;
    const left = waits(one, now);
    const told = [
      left.overdue ? html`<b class="late">${a.overdue(left.overdue)}</b>` : nothing,
      left.due ? a.due(left.due) : nothing,
      left.departures ? a.departures(left.departures) : nothing,
      left.debrief ? a.noDebrief : nothing,
      left.gap ? a.gap : nothing,
    ].filter((part) => part !== nothing);
    const called = dayAndTime(one.raised_at);
    return html`<li class="row row-wrap ${one.drill ? "drill" : ""}">
      <span class="grow">${one.drill ? html`<span class="drill-word">${p.band.drill}</span> ` : nothing}<b>${called}</b> ${placeAndName(one)} <span class="soft">${one.outcome ? word("emergency_outcome", one.outcome) : ""}</span><br>
        ${told.length ? told.map((part, n) => html`${n ? " · " : ""}${part}`) : html`<span class="soft">${a.nothing}</span>`}</span>
      <button class="quiet" aria-label=${`${p.after.title}: ${called}`} @click=${() => store.open("after", { emergency: one.id })}>${p.after.title}</button>
      <a class="button quiet" href=${recordUrl(one.id, one.drill)} target="_blank" rel="noopener" aria-label=${`${one.drill ? a.replay : a.record}: ${called}`}>${one.drill ? a.replay : a.record}</a></li>`;
  }
}
customElements.define("afterwards-sheet", AfterwardsSheet);
