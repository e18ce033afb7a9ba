// At the door: find somebody as the name is typed, start their visit, or register them.
import { enterNotLookedUp, mergePerson, startVisit, turnAway } from "../acts.js";
import { rules } from "../board/view.js";
import { inHouse, opening, openVisits, personVisits } from "../house/board.js";
import { joined, who } from "../house/links.js";
import { bars, standing } from "../house/restrictions.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { asSpoken, notLookedUp } from "../people.js";
import { findPeople } from "../search.js";
import { get } from "../session.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { l } from "../strings.link.en.js";
import { r } from "../strings.registers.en.js";
import { when } from "../times.js";
import { word } from "../words.js";
import { openLinks } from "./link.js";
import { restrictionLine } from "./restrict.js";
import { Sheet, anyOf, askWhy, labelled } from "./sheet.js";

const MINUTE = 60_000;
const MAY_MERGE = new Set(["nurse", "shift_lead", "manager"]);

/** Which house rules would not be kept by letting somebody in now, in words. @param {number} now */
export function departures(now) {
  const held = rules(now);
  const found = [];
  if (inHouse(store.house) >= held.capacity_people) found.push(s.door.full(held.capacity_people));
  const doors = opening(store.house, now);
  if (held.opening_hours.length) {
    if (!doors || now < doors[0] || now >= doors[1]) found.push(s.door.outside);
    else if (now > doors[1] - held.last_entry_minutes_before_close * MINUTE) found.push(s.door.late);
  }
  return found;
}

class DoorSheet extends Sheet {
  query = "";
  /** @type {any[] | null} */ found = null;
  cutOff = false;
  /** @type {any} */ chosen = null;
  /** @type {string[]} */ purposes = ["use"];
  asking = false;
  /** @type {any[]} who may be the chosen one, registered twice */ alike = [];
  /** @type {any} which of them is just being said to be one person with the chosen one */ merging = null;
  #turn = 0;

  firstUpdated() {
    super.firstUpdated();
    if (this.args.person) this.choose(this.args.person);
    else void this.look("");
  }

  /** @param {string} text */
  async look(text) {
    this.query = text;
    const turn = ++this.#turn;
    this.requestUpdate();
    if (!text.trim()) {
      this.cutOff = store.link === "cut-off";
      this.found = this.lately();
      return this.requestUpdate();
    }
    await new Promise((resolve) => setTimeout(resolve, 90));
    if (turn !== this.#turn) return;
    const { people, heard } = await findPeople(text);
    if (turn !== this.#turn) return;
    this.cutOff = !heard;
    this.found = people;
    this.requestUpdate();
  }

  /** Before anything is typed: who was here last, as they are the likeliest to come. */
  lately() {
    const here = new Set(openVisits(store.house).map((visit) => who(store.house, visit.person)));
    return [...store.house.people.values()]
      .filter((person) => who(store.house, person.id) === person.id && store.names[person.id] && person.last_visit_at !== null && !here.has(person.id))
      .sort((one, other) => other.last_visit_at - one.last_visit_at)
      .slice(0, 8)
      .map((person) => ({ person: person.id, name: store.names[person.id].name, tag: store.names[person.id].tag ?? "", code: "" }));
  }

  /** @param {any} one */
  choose(one) {
    this.chosen = one;
    this.asking = false;
    this.alike = [];
    this.merging = null;
    this.requestUpdate();
    void this.compare(one.person);
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(".go"))?.focus({ preventScroll: true }));
  }

  /** What holds of the restrictions of whoever was chosen. */
  restricted() {
    return this.chosen ? standing(store.house, this.chosen.person, this.now) : [];
  }

  /** A hint, and never in the way: letting them in does not wait for it. @param {string} person */
  async compare(person) {
    if (store.link === "cut-off") return;
    const told = await get(`/floor/people/${person}/alike`);
    if (this.chosen?.person !== person) return;
    this.alike = told?.alike ?? [];
    this.requestUpdate();
  }

  /** @param {any} one */
  merge(one) {
    const { person, name } = this.chosen;
    needStaff(async () => {
      const answer = await mergePerson(one.person, person, l.twice.said(store.discreet ? "" : name));
      if (answer.answer === "refused") return;
      this.merging = null;
      void this.compare(person);
    });
  }

  registeredTwice() {
    const may = MAY_MERGE.has(store.staff[store.active ?? ""]?.role);
    const mine = joined(store.house, this.chosen.person)?.visits ?? this.chosen.counts?.visits ?? 0;
    return this.alike.slice(0, 2).map((one) => html`<div class="notice"><p>${l.twice.may(one.name, one.code)} <span class="soft">${l.why(one.reasons)}</span></p>
      ${!may ? html`<p class="soft">${l.twice.who}</p>` : this.merging !== one
        ? html`<button class="quiet" @click=${() => { this.merging = one; this.requestUpdate(); }}>${l.twice.same}</button>`
        : html`<p>${l.twice.sum(mine, one.visits)}</p><button @click=${() => this.merge(one)}>${l.twice.sure}</button>
            <button class="quiet" @click=${() => { this.merging = null; this.requestUpdate(); }}>${l.twice.no}</button>`}</div>`);
  }

  /** @param {string} [reason] */
  async start(reason = "") {
    if (!reason && (departures(this.now).length || bars(this.restricted(), this.purposes))) {
      this.asking = true;
      return this.requestUpdate();
    }
    const { person, name } = this.chosen;
    this.close();
    const answer = await startVisit(person, this.purposes, reason);
    if (answer.answer !== "refused") store.say(s.said.started(store.discreet ? "" : name));
  }

  /** Nobody can be looked up: in they come, and the desk says later who it was. @param {string} [reason] */
  async enter(reason = "") {
    if (!this.query.trim() || !this.purposes.length) return;
    if (!reason && departures(this.now).length) {
      this.asking = true;
      return this.requestUpdate();
    }
    const spoken = asSpoken(this.query);
    this.close();
    const answer = await enterNotLookedUp(spoken, this.purposes, reason);
    if (answer.answer !== "refused") store.say(l.door.entered(store.discreet ? "" : spoken.name));
  }

  render() {
    return this.chosen ? this.oneFound() : this.finding();
  }

  finding() {
    const query = this.query.trim();
    return this.frame(
      s.board.door,
      html`<label class="search"><span>${s.door.find}</span>
          <input data-first type="search" enterkeyhint="search" autocomplete="off" autocapitalize="words" spellcheck="false" maxlength="80"
            .value=${this.query} @input=${(/** @type {any} */ event) => this.look(event.target.value)}></label>
        ${store.house.floor_open ? nothing : html`<p class="notice">${s.door.closedNote}</p>`}
        ${this.cutOff ? html`<p class="notice">${l.door.cannot}</p>` : nothing}
        <ul class="found" aria-live="polite">${(this.found ?? []).map((one) => this.row(one))}</ul>
        ${query && this.found && !this.found.length ? html`<p class="soft">${(this.cutOff ? l.door.none : s.door.nobody)(query)}</p>` : nothing}
        ${this.cutOff && query ? this.notLookedUp() : nothing}
        ${!query && this.cutOff ? html`<p class="soft">${l.door.how}</p>` : !query && !(this.found ?? []).length ? html`<p class="soft">${s.door.hint}</p>` : nothing}`,
      {
        foot: html`<button class="quiet" @click=${() => store.open("turned")}>${s.door.turnAway}</button>
          ${openLinks() ? html`<button class="quiet" @click=${() => store.open("link")}>${l.menu(openLinks())}</button>` : nothing}<span class="grow"></span>
          <button class=${this.cutOff ? "quiet" : ""} @click=${() => store.open("register", { name: query })}>${s.door.register(this.cutOff ? "" : query)}${this.cutOff ? html`<small>${l.door.surelyNew}</small>` : nothing}</button>
          ${this.cutOff && query ? html`<button class="go clip" ?disabled=${!this.purposes.length || this.asking} @click=${() => needStaff(() => this.enter())}>${l.door.enter(query)}<small class="clip">${l.door.perhapsKnown}</small></button>` : nothing}`,
      },
    );
  }

  /** What the desk would ask, and no more. */
  notLookedUp() {
    return html`${anyOf(s.door.purposes, labelled("purpose", (code) => code !== "not_known"), this.purposes, (value) => { this.purposes = value; this.requestUpdate(); })}
      ${departures(this.now).map((line) => html`<p class="notice">${line}</p>`)}
      ${this.asking ? askWhy(s.door.why, s.door.whyReasons, (reason) => this.enter(reason)) : nothing}`;
  }

  /** @param {any} one */
  row(one) {
    const [here] = personVisits(store.house, one.person);
    const person = joined(store.house, one.person);
    const counts = one.counts ?? person;
    const told = counts ? [s.door.counts(counts.visits, counts.episodes), person?.last_visit_at ? s.door.last(when(person.last_visit_at, this.now)) : ""] : [];
    return html`<li><button class="plain result" @click=${() => (here ? store.open("visit", { visit: here.id }) : this.choose(one))}>
      <span class="name">${one.name}</span>${one.tag ? html`<span class="tag">${one.tag}</span>` : nothing}
      ${here ? html`<span class="flag">${s.door.here}</span>` : nothing}
      ${standing(store.house, one.person, this.now).length ? html`<span class="flag">${r.restrict.mark}</span>` : nothing}
      ${one.looked_up === false || notLookedUp(one.person) ? html`<span class="flag">${l.mark}</span>` : nothing}
      <span class="grow"></span><span class="soft">${[one.code, ...told].filter(Boolean).join(" · ")}</span>
    </button></li>`;
  }

  oneFound() {
    const { name, tag, person } = this.chosen;
    const known = joined(store.house, person);
    const broken = departures(this.now);
    const restricted = this.restricted();
    const barred = bars(restricted, this.purposes);
    return this.frame(
      html`${name}${tag ? html` <span class="tag">${tag}</span>` : nothing}`,
      html`<p class="soft">${known?.visits ? s.door.ritual(known.visits, known.episodes) : s.door.first}</p>
        <p class="soft">${s.door.rules}</p>
        ${anyOf(s.door.purposes, labelled("purpose", (code) => code !== "not_known"), this.purposes, (value) => { this.purposes = value; this.requestUpdate(); })}
        ${restricted.map((one) => restrictionLine(one))}
        ${broken.map((line) => html`<p class="notice">${line}</p>`)}
        ${this.asking ? askWhy(s.door.why, s.door.whyReasons, (reason) => this.start(reason)) : nothing}
        ${this.registeredTwice()}`,
      {
        foot: html`<button class="quiet" @click=${() => { this.chosen = null; this.requestUpdate(); }}>${s.sheet.back}</button>
          <button class="quiet" data-restrict @click=${() => store.open("restrict", { person, name })}>${r.restrict.open}</button>
          ${barred ? html`<button class="quiet" data-turned @click=${() => { this.close(); void turnAway("restricted", this.purposes[0] ?? "not_known", person); }}>${r.restrict.turned}</button>` : html`<button class="quiet" @click=${() => store.open("turned", { person })}>${s.door.notNow}</button>`}<span class="grow"></span>
          <button class="go" ?disabled=${!this.purposes.length || this.asking} @click=${() => this.start()}>${this.purposes.length ? s.door.startFor(this.purposes.map((code) => word("purpose", code)).join(", ")) : s.door.start}</button>`,
      },
    );
  }
}
customElements.define("door-sheet", DoorSheet);
