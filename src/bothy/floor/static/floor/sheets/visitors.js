// Who comes to the house and is neither service user nor staff: in, and out again.
import { inHouse } from "../house/board.js";
import { inside, visitors } from "../house/registers.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { letVisitorIn, letVisitorOut } from "../register_acts.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { r } from "../strings.registers.en.js";
import { when } from "../times.js";
import { capital, word } from "../words.js";
import { Sheet, labelled, oneOf } from "./sheet.js";

class VisitorsSheet extends Sheet {
  coming = false;
  /** @type {string | null} */ what = null;
  /** @type {string | null} */ purpose = null;
  accompanied = true;
  name = "";

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  letIn() {
    const { what, purpose, accompanied, name } = this;
    if (!what || !purpose) return;
    needStaff(async () => {
      if (store.sheet === null) store.open("visitors");
      const answer = await letVisitorIn({ what, purpose, accompanied }, name);
      if (answer.answer === "refused") return;
      store.say(r.visitors.saidIn);
      this.set({ coming: false, what: null, purpose: null, accompanied: true, name: "" });
    });
  }

  /** @param {string} visitor */
  letOut(visitor) {
    needStaff(async () => {
      if (store.sheet === null) store.open("visitors");
      const answer = await letVisitorOut(visitor);
      if (answer.answer !== "refused") store.say(r.visitors.saidOut);
    });
  }

  render() {
    return this.coming ? this.form() : this.list();
  }

  list() {
    const v = r.visitors;
    const here = visitors(store.house).filter((one) => one.went_at === null);
    const told = inside(store.house, inHouse(store.house));
    return this.frame(
      v.title,
      html`<h3>${v.here}</h3>${here.length ? nothing : html`<p class="soft">${v.none}</p>`}
        <ul class="duties">${here.map((one) => html`<li><span><b>${capital(word("visitor_kind", one.what))}</b> ${word("visitor_purpose", one.purpose)} · ${v.since(when(one.came_at, this.now))}</span>
          <button class="quiet" data-out @click=${() => this.letOut(one.id)}>${v.out(capital(word("visitor_kind", one.what)))}</button></li>`)}</ul>
        <p>${v.inside(told.service_users, told.staff, told.visitors)}</p>`,
      { foot: html`<button class="quiet" @click=${() => store.open("registers")}>${s.sheet.back}</button><span class="grow"></span><button data-new @click=${() => this.set({ coming: true })}>${v.new}</button>` },
    );
  }

  form() {
    const v = r.visitors;
    return this.frame(
      v.new,
      html`${oneOf(v.who, labelled("visitor_kind"), this.what, (what) => this.set({ what }))}
        ${oneOf(v.what, labelled("visitor_purpose"), this.purpose, (purpose) => this.set({ purpose }))}
        ${oneOf(v.with, [["with", v.with], ["alone", v.alone]], this.accompanied ? "with" : "alone", (code) => this.set({ accompanied: code !== "alone" }), { quiet: true })}
        <label class="field">${v.name}<input autocomplete="off" maxlength="80" .value=${this.name} @input=${(/** @type {any} */ event) => { this.name = event.target.value; }}></label>`,
      { foot: html`<button class="quiet" @click=${() => this.set({ coming: false })}>${s.sheet.back}</button><span class="grow"></span><button data-go ?disabled=${!this.what || !this.purpose} @click=${() => this.letIn()}>${v.in}</button>` },
    );
  }
}
customElements.define("visitors-sheet", VisitorsSheet);
