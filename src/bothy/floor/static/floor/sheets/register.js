// Registering: a chosen name is enough. Who may already be known is shown, never merged.
import { register, startVisit } from "../acts.js";
import { rules } from "../board/view.js";
import { personVisits } from "../house/board.js";
import { html, nothing } from "../lit.js";
import { get } from "../session.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { departures } from "./door.js";
import { Sheet, anyOf, askWhy, labelled, oneOf } from "./sheet.js";

/** @type {string[] | null} */ let codewords = null;

/** A memorable code made here: two words and a digit, from a list of words that are hard to mishear. */
async function makeCode() {
  codewords ??= await fetch("/static/people/codewords.json").then((ask) => ask.json());
  const words = /** @type {string[]} */ (codewords);
  const [one, other, digit] = crypto.getRandomValues(new Uint32Array(3));
  const first = one % words.length;
  const second = (first + 1 + (other % (words.length - 1))) % words.length;
  return `${words[first]}-${words[second]}-${digit % 10}`;
}

class RegisterSheet extends Sheet {
  name = "";
  code = "";
  /** @type {string | null} */ age = null;
  /** @type {string | null} */ sex = null;
  /** @type {string[]} */ purposes = ["use"];
  /** @type {any[]} */ likely = [];
  asking = false;
  busy = false;
  sentence = "";
  #turn = 0;

  connectedCallback() {
    super.connectedCallback();
    this.name = this.args.name ?? "";
    makeCode().then((code) => { this.code = code; this.requestUpdate(); }, () => {});
    void this.compare();
  }

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
    if ("name" in what || "age" in what || "sex" in what) void this.compare();
  }

  async compare() {
    const turn = ++this.#turn;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (turn !== this.#turn) return;
    if (!this.name.trim()) return void (this.likely = []);
    const asked = new URLSearchParams({ name: this.name.trim() });
    if (this.age) asked.set("age_band", this.age);
    if (this.sex) asked.set("sex", this.sex);
    const told = await get(`/floor/people/similar?${asked}`);
    if (turn !== this.#turn) return;
    this.likely = told?.people ?? [];
    this.requestUpdate();
  }

  /** @param {boolean} start @param {string} [reason] */
  async go(start, reason = "") {
    if (!this.name.trim()) return this.set({ sentence: s.register.need });
    if (start && !reason && departures(this.now).length) return this.set({ asking: true });
    this.set({ busy: true });
    const name = this.name.trim();
    const body = { ...(this.age ? { age_band: this.age } : {}), ...(this.sex ? { sex: this.sex } : {}) };
    this.close();
    const { person, answer } = await register({ name, code: this.code, ...body });
    if (answer.answer === "refused") return;
    const visit = start ? await startVisit(person, this.purposes, reason) : null;
    if (visit?.answer !== "refused") store.say((start ? s.said.started : s.said.registered)(store.discreet ? "" : name));
  }

  render() {
    const young = rules(this.now).minimum_age_years;
    return this.frame(
      s.register.title,
      html`<div class="pair"><label class="field"><span>${s.register.name}</span>
            <input data-first autocomplete="off" autocapitalize="words" spellcheck="false" maxlength="80" .value=${this.name}
              @input=${(/** @type {any} */ event) => this.set({ name: event.target.value, sentence: "" })}><small class="soft">${s.register.nameHint}</small></label>
          <div class="field"><span>${s.register.code}</span><output class="code">${this.code || "…"}</output>
            <small class="soft">${s.register.codeHint}</small></div>
          <button class="quiet" @click=${async () => this.set({ code: await makeCode() })}>${s.register.another}</button></div>
        ${this.sentence ? html`<p class="notice" role="alert">${this.sentence}</p>` : nothing}
        ${this.likely.length ? html`<section class="likely" aria-live="polite"><h3>${s.register.likely}</h3><ul class="found">${this.likely.slice(0, 3).map((one) => this.row(one))}</ul></section>` : nothing}
        ${oneOf(s.register.age, labelled("age_band", (code) => code !== "not_asked"), this.age, (age) => this.set({ age }))}
        <p class="soft">${s.register.underAge(young)}</p>
        ${oneOf(s.register.sex, labelled("sex", (code) => code !== "not_asked"), this.sex, (sex) => this.set({ sex }))}
        ${anyOf(s.door.purposes, labelled("purpose", (code) => code !== "not_known"), this.purposes, (purposes) => this.set({ purposes }))}
        ${this.asking ? html`${departures(this.now).map((line) => html`<p class="notice">${line}</p>`)}${askWhy(s.door.why, s.door.whyReasons, (reason) => this.go(true, reason))}` : nothing}`,
      {
        foot: html`<button class="quiet" @click=${() => store.open("door")}>${s.sheet.back}</button><span class="grow"></span>
          <button class="quiet" ?disabled=${this.busy} @click=${() => this.go(false)}>${s.register.only}</button>
          <button ?disabled=${this.busy || this.asking || !this.purposes.length} @click=${() => this.go(true)}>${s.register.go}</button>`,
      },
    );
  }

  /** @param {any} one */
  row(one) {
    const [here] = personVisits(store.house, one.person);
    return html`<li><button class="plain result" @click=${() => (here ? store.open("visit", { visit: here.id }) : store.open("door", { person: one }))}>
      <span class="name">${one.name}</span>${one.tag ? html`<span class="tag">${one.tag}</span>` : nothing}
      ${here ? html`<span class="flag">${s.door.here}</span>` : nothing}
      <span class="soft">${one.reasons.join(" · ")}</span><span class="grow"></span><b>${s.register.isThem}</b></button></li>`;
  }
}
customElements.define("register-sheet", RegisterSheet);
