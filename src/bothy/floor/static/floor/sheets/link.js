// Who was it? Whoever came in while nobody could be looked up, with those it may be; the desk says so with one tap.
import { linkPerson, unlink } from "../acts.js";
import { personVisits } from "../house/board.js";
import { joined, toLink, who } from "../house/links.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { heldNames, plain } from "../people.js";
import { findPeople } from "../search.js";
import { get } from "../session.js";
import { store } from "../store.js";
import { l } from "../strings.link.en.js";
import { s } from "../strings.en.js";
import { at } from "../house/time.js";
import { day, dayAndTime, hhmm, isoDay, when } from "../times.js";
import { Sheet } from "./sheet.js";

/** Put off on this screen: they stay on the list, at its end. @type {Set<string>} */
const later = new Set();

/** "today 14:03", "Fri 21 Nov" @param {number} ms @param {number} now */
const onDay = (ms, now) => (isoDay(ms) === isoDay(now) ? l.today(hhmm(ms)) : day(ms));

/** How many are to be linked. */
export const openLinks = () => toLink(store.house).length;

class LinkSheet extends Sheet {
  /** @type {any} what the server suggests, or null where it cannot be heard */ told = null;
  asked = "";
  reading = false;
  /** @type {string | null} whom somebody else is being found for */ finding = null;
  query = "";
  /** @type {any[] | null} */ found = null;
  #turn = 0;

  willUpdate() {
    // Whenever somebody is added to the list or taken off it, here or in the house, it is asked again.
    const now = [store.house, store.base].map((house) => toLink(house).map((one) => one.id).join()).join("|") + store.link;
    if (now !== this.asked) void this.ask(now);
  }

  /** @param {string} mark */
  async ask(mark) {
    this.asked = mark;
    this.reading = store.link === "in-step";
    const told = this.reading ? await get("/floor/to-link") : null;
    if (this.asked !== mark) return;
    if (told || store.link !== "in-step") this.told = told;
    this.reading = false;
    this.requestUpdate();
  }

  /** @param {any} person @param {string | null} same_as @param {string} text */
  say(person, same_as, text) {
    needStaff(() => {
      if (this.finding === person.id) this.finding = null;
      return linkPerson(person.id, same_as, text);
    });
  }

  render() {
    const people = toLink(store.house);
    const first = this.args.person;
    const rank = (/** @type {any} */ one) => (one.id === first ? -1 : later.has(one.id) ? 1 : 0);
    const listed = [...people].sort((one, other) => rank(one) - rank(other));
    if (store.discreet) return this.frame(l.title(people.length), html`<p class="notice">${l.discreet}</p>`);
    return this.frame(
      l.title(people.length),
      html`${people.length ? html`<p class="soft">${l.lead}</p>` : html`<p class="empty-list">${l.empty}</p>`}
        ${people.length && store.link !== "in-step" ? html`<p class="notice">${l.cutOff}</p>` : nothing}
        <ul class="to-link">${listed.map((one) => this.item(one))}</ul>
        ${this.settled()}`,
      { wide: true },
    );
  }

  /** @param {any} person */
  item(person) {
    const told = this.told?.people.find((/** @type {any} */ one) => one.person === person.id);
    const name = told?.name || store.names[person.id]?.name || "";
    const entered = dayAndTime(person.registered_at);
    const here = personVisits(store.house, person.id).length;
    const off = later.has(person.id) && this.args.person !== person.id;
    return html`<li class="card-like" data-person=${person.id}>
      <p class="question">${name ? l.entered(name, entered) : l.enteredNoName(entered)} ${here ? html`<span class="flag">${l.here}</span>` : nothing}</p>
      ${off
        ? html`<div class="row"><span class="soft">${l.put}</span><button class="quiet" @click=${() => { later.delete(person.id); this.requestUpdate(); }}>${l.lookNow}</button></div>`
        : html`${this.candidates(person, name, told)}
            <div class="row row-wrap">
              <button class="quiet" @click=${() => this.say(person, null, l.saidNew(name))}>${l.someoneNew}</button>
              <button class="quiet" aria-expanded=${String(this.finding === person.id)} @click=${() => this.look(person)}>${l.find}</button>
              <span class="grow"></span>
              <button class="quiet" @click=${() => { later.add(person.id); this.finding = null; this.requestUpdate(); }}>${l.later}</button>
            </div>
            ${this.finding === person.id ? this.finder(person, name) : nothing}`}
    </li>`;
  }

  /** @param {any} person @param {string} name @param {any} told */
  candidates(person, name, told) {
    if (!told && this.reading) return html`<p class="soft">${l.reading}</p>`;
    const likely = told ? told.likely : this.held(person, name);
    if (!likely.length) return html`<p class="soft">${told ? l.nobodyLike : l.nobodyHeld}</p>`;
    return html`<ul class="found">${likely.map((/** @type {any} */ one) => {
      const last = at(one.last_visit_at);
      return html`<li class="result likely-one"><div class="said"><span><b>${l.is(one.name, one.code || one.tag)}</b>, ${l.times(one.visits, last === null ? "" : onDay(last, this.now))}</span>
          <small class="soft">${l.why(one.reasons)}</small></div>
        <button aria-label=${l.sameAs(one.code ? `${one.name} (${one.code})` : one.name)} @click=${() => this.say(person, one.person, l.saidSame(name, one.name))}>${l.same}</button></li>`;
    })}</ul>`;
  }

  /** Cut off, those of the same name whom this tablet holds. @param {any} person @param {string} name */
  held(person, name) {
    if (!name) return [];
    return heldNames()
      .filter((one) => one.person !== person.id && plain(one.name) === plain(name) && joined(store.house, one.person)?.looked_up)
      .slice(0, 3)
      .map((one) => {
        const known = joined(store.house, one.person);
        return { ...one, reasons: [l.sameReason], visits: known?.visits ?? 0, last_visit_at: known?.last_visit_at ?? null };
      });
  }

  /** @param {any} person */
  look(person) {
    this.finding = this.finding === person.id ? null : person.id;
    this.query = "";
    this.found = null;
    this.requestUpdate();
    void this.updateComplete.then(() => /** @type {HTMLElement | null} */ (this.querySelector(".finder input"))?.focus());
  }

  /** @param {any} person @param {string} name */
  finder(person, name) {
    const found = (this.found ?? []).filter((one) => who(store.house, one.person) !== person.id && one.looked_up !== false);
    return html`<div class="finder"><label class="search"><span>${s.door.find}</span>
        <input type="search" autocomplete="off" spellcheck="false" maxlength="80" .value=${this.query} @input=${(/** @type {any} */ event) => this.search(event.target.value)}></label>
      <ul class="found" aria-live="polite">${found.slice(0, 6).map((one) => html`<li class="result likely-one"><div class="said"><span><b>${one.name}</b> ${one.code || one.tag}</span>
        ${one.counts ? html`<small class="soft">${s.door.counts(one.counts.visits, one.counts.episodes)}</small>` : nothing}</div>
        <button aria-label=${l.sameAs(one.code ? `${one.name} (${one.code})` : one.name)} @click=${() => this.say(person, one.person, l.saidSame(name, one.name))}>${l.same}</button></li>`)}</ul>
      ${this.query.trim() && this.found && !found.length ? html`<p class="soft">${l.nobodyFound(this.query.trim())}</p>` : nothing}</div>`;
  }

  /** @param {string} text */
  async search(text) {
    this.query = text;
    const turn = ++this.#turn;
    this.requestUpdate();
    await new Promise((resolve) => setTimeout(resolve, 90));
    if (turn !== this.#turn) return;
    const found = text.trim() ? (await findPeople(text)).people : null;
    if (turn !== this.#turn) return;
    this.found = found;
    this.requestUpdate();
  }

  settled() {
    const said = this.told?.settled ?? [];
    if (!said.length) return nothing;
    return html`<section class="said-of-late"><h3>${l.settled}</h3><ul class="found">${said.map((/** @type {any} */ one) => html`<li class="row said-one">
      <span>${one.same_as ? l.settledSame(one.name, one.known_as) : l.settledNew(one.name)}</span><span class="soft">${when(at(one.said_at), this.now)}</span>
      <span class="grow"></span><button class="quiet" aria-label=${`${l.takeBack}: ${one.name}`} @click=${() => this.takeBack(one)}>${l.takeBack}</button></li>`)}</ul></section>`;
  }

  /** @param {any} one */
  takeBack(one) {
    needStaff(async () => {
      const answer = await unlink(one.person, one.entry, l.reason);
      if (answer.answer !== "refused") store.say(l.takenBack);
    });
  }
}
customElements.define("link-sheet", LinkSheet);
