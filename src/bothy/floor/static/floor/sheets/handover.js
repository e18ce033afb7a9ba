// Shift handover: what the next shift must know, on one page that prints.
import { board, describe, fullName, staffName } from "../board/view.js";
import { placeAndName } from "../board/banner.js";
import { daySpan } from "../house/hours.js";
import { due } from "../house/watches.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { day, hhmm, span } from "../times.js";
import { word } from "../words.js";
import { openReferrals, wordsOfNotes } from "./refer.js";
import { Sheet } from "./sheet.js";

/** What is due later than this is the next shift's own board to show. */
const SOON_MS = 30 * 60_000;

class HandoverSheet extends Sheet {
  /** @type {Record<string, string>} */ words = {};
  asked = "";

  render() {
    const h = s.handover;
    const { now } = this;
    const all = board(now);
    const [since] = daySpan(store.house, now);
    const emergencies = [...store.house.emergencies.values()].filter((one) => one.raised_at !== null && one.raised_at >= since);
    const notes = [...store.house.visits.values()].flatMap((visit) => visit.lines.filter((/** @type {any} */ line) => line.kind === "noted" && line.happened_at >= since).map((/** @type {any} */ line) => ({ visit, line })));
    void this.fetchWords(notes.map((one) => one.line.body.digest));
    const watches = due(store.house, now).filter((one) => one.rule !== "next_dose" && one.due_at <= now + SOON_MS);
    const notReady = all.places.filter((/** @type {any} */ one) => one.status === "being_cleaned" || one.status === "out_of_use");
    return this.frame(
      h.title,
      html`<div class="handover">
        <p class="soft">${store.house.name} · ${day(now)}, ${h.at(hhmm(now))}</p>
        ${all.contests.length ? html`<h3>${h.contests}</h3><ul>${all.contests.map((/** @type {any} */ one) => html`<li>${one.about}: ${one.visits.map((/** @type {string} */ id) => fullName(store.house.visits.get(id))).join(", ")}</li>`)}</ul>` : nothing}
        <h3>${h.here} (${all.open.length})</h3>
        ${all.open.length ? html`<table><tbody>${all.open.map((/** @type {any} */ visit) => this.person(visit, now))}</tbody></table>` : html`<p>${h.nobody}</p>`}
        <h3>${h.watches}</h3>
        ${list(watches.map((one) => html`<b class=${one.overdue ? "late" : ""}>${hhmm(one.due_at)}</b> ${subject(one.subject)}: ${h.todo[one.rule] ?? word("rule", one.rule)}`))}
        <h3>${h.emergencies}</h3>
        ${list(emergencies.map((one) => html`<b>${hhmm(one.raised_at)}</b> ${placeAndName(one)}${one.outcome ? ` · ${word("emergency_outcome", one.outcome)}` : ` · ${s.board.open}`}${one.naloxone_doses ? ` · ${s.pad.doses(one.naloxone_doses)} naloxone` : ""}${one.ambulance ? ` · ${s.pad.ambulance.toLowerCase()} ${word("ambulance_step", one.ambulance)}` : ""}`))}
        <h3>${h.notes}</h3>
        ${list(notes.map(({ visit, line }) => html`<b>${hhmm(line.happened_at)}</b> ${fullName(visit)}: ${store.discreet ? "…" : (this.words[line.body.digest] ?? h.erased)}`))}
        <h3>${h.referrals}</h3>
        ${list(openReferrals().slice(0, 20).map((one) => html`${store.discreet ? "" : (store.names[one.person]?.name ?? "")} · ${word("referral_to", one.to)} · ${word("referral_step", one.step)} (${day(one.step_at)})`))}
        ${notReady.length ? html`<h3>${h.places}</h3>${list(notReady.map((/** @type {any} */ one) => html`<b>${one.spec.number}</b> ${word("place_status", one.status)} ${one.reason}`))}` : nothing}
        <h3>${h.staff}</h3>
        ${list([...store.house.on_floor.values()].filter((one) => one.here).map((one) => html`${staffName(one.staff)}, ${word("role", one.role)}, ${h.since(hhmm(one.since))}`))}
      </div>`,
      { wide: true, kind: "printable", foot: html`<span class="grow"></span><button @click=${() => print()}>${h.print}</button>` },
    );
  }

  /** @param {any} visit @param {number} now */
  person(visit, now) {
    const d = describe(visit, now);
    return html`<tr><th scope="row">${fullName(visit)}</th><td>${s.handover.since(hhmm(visit.started_at))}</td><td>${word("stage", visit.stage)}${visit.place ? ` ${visit.place}` : ""}, ${span(d.inStage)}</td><td>${d.substances}</td><td>${d.naloxone || (visit.stage === "using" || visit.stage === "aftercare" ? d.seenText : "")}</td></tr>`;
  }

  /** @param {string[]} digests */
  async fetchWords(digests) {
    const key = `${store.link} ${digests.join()}`;
    if (key === this.asked) return;
    this.asked = key;
    this.words = (await wordsOfNotes(digests)) ?? {};
    this.requestUpdate();
  }
}
customElements.define("handover-sheet", HandoverSheet);

/** @param {unknown[]} rows */
function list(rows) {
  return rows.length ? html`<ul>${rows.map((row) => html`<li>${row}</li>`)}</ul>` : html`<p class="soft">${s.handover.none}</p>`;
}

/** @param {string} id */
function subject(id) {
  const visit = store.house.visits.get(id);
  if (visit) return fullName(visit);
  const emergency = store.house.emergencies.get(id);
  return emergency ? placeAndName(emergency) : "";
}
