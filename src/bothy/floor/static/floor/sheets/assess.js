// The talk before use. Everything may stay open; "declined", "not asked" and "not known" are answers.
import { assess } from "../acts.js";
import { fullName, rules } from "../board/view.js";
import { businessDay } from "../house/board.js";
import { joined } from "../house/links.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { word } from "../words.js";
import { lastOf, sameAgain } from "./assess_body.js";
import { Sheet, anyOf, chip, group, labelled, oneOf } from "./sheet.js";

const UNASKED = ["declined", "not_asked", "not_known"];
const INJECTED = new Set(["vein", "muscle", "under_skin"]);
const OFTEN = ["heroin", "cocaine", "crack", "street_benzodiazepine", "gabapentinoid", "alcohol", "ketamine", "amphetamine"];

const fresh = () => ({ substances: /** @type {string[]} */ ([]), unasked: /** @type {string | null} */ (null), route: /** @type {string | null} */ (null), site: /** @type {string | null} */ (null) });

class AssessSheet extends Sheet {
  preps = [fresh()];
  all = false;
  /** @type {string | null} */ lastUsed = null;
  /** @type {string[]} */ risks = [];
  /** @type {string | null} "none" where the person was asked and there is nothing */ riskAnswer = null;
  /** @type {string | null} */ where = null;
  /** @type {string | null} */ alone = null;
  begun = false;

  /** What was said before in this visit is the start; a correction is not typed anew. */
  begin() {
    this.begun = true;
    const said = this.visit?.assessment;
    if (!said) return;
    if (Array.isArray(said.preparations) && said.preparations.length)
      this.preps = said.preparations.map((/** @type {any} */ one) => ({ ...fresh(), substances: Array.isArray(one.substances) ? [...one.substances] : [], unasked: Array.isArray(one.substances) ? null : one.substances, route: one.route ?? null, site: one.site ?? null }));
    this.lastUsed = said.last_used ?? null;
    if (Array.isArray(said.risk_flags)) [this.risks, this.riskAnswer] = [[...said.risk_flags], said.risk_flags.length ? null : "none"];
    else this.riskAnswer = said.risk_flags ?? null;
  }

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  get asksOtherwise() {
    if (!rules(this.now).ask_otherwise_once_a_day) return true;
    const person = joined(store.house, this.visit?.person);
    const asked = person?.otherwise_asked_at ?? null;
    return asked === null || businessDay(store.house, asked) !== businessDay(store.house, this.now);
  }

  body() {
    const said = this.preps.filter((one) => one.substances.length || one.unasked);
    const preparations = said.length
      ? said.map((one) => ({ substances: one.unasked ?? one.substances, ...(one.route ? { route: one.route } : {}), ...(one.site ? { site: one.site } : {}) }))
      : "not_asked";
    const flags = this.risks.length ? this.risks : this.riskAnswer === "none" ? [] : this.riskAnswer;
    return {
      preparations,
      ...(this.lastUsed ? { last_used: this.lastUsed } : {}),
      ...(flags !== null ? { risk_flags: flags } : {}),
      ...(this.where ? { otherwise: { where: this.where, ...(this.alone ? { alone: this.alone } : {}) } } : {}),
    };
  }

  save() {
    const { visit } = this;
    needStaff(async () => {
      const body = this.body();
      if (store.sheet?.args.visit === visit.id) this.close();
      const answer = await assess(visit, body);
      if (answer.answer !== "refused") store.say(s.assess.saved(fullName(visit)));
    });
  }

  render() {
    const { visit } = this;
    if (!visit) return this.frame(s.board.assessment, nothing);
    if (!this.begun) this.begin();
    return this.frame(
      s.assess.title(fullName(visit)),
      html`${lastOf(visit) ? html`<div class="same-row">${sameAgain(visit, this.now, "", () => store.sheet?.name === "assess" && this.close())}</div>` : nothing}
        ${this.preps.map((one, n) => this.preparation(one, n))}
        <button class="quiet" @click=${() => this.set({ preps: [...this.preps, { ...fresh(), route: this.preps[0].route }] })}>${s.assess.addPrep}</button>
        ${oneOf(s.assess.lastUsed, labelled("last_used"), this.lastUsed, (lastUsed) => this.set({ lastUsed }))}
        ${this.riskChips()}
        ${this.asksOtherwise ? this.otherwise() : nothing}`,
      { wide: true, foot: html`<span class="grow"></span><button @click=${() => this.save()}>${s.assess.save}</button>` },
    );
  }

  /** @param {any} one @param {number} n */
  preparation(one, n) {
    const list = labelled("substance", (code) => this.all || OFTEN.includes(code) || one.substances.includes(code));
    const set = (/** @type {any} */ what) => { Object.assign(one, what); this.requestUpdate(); };
    const allowed = rules(this.now).routes;
    // Ways that the house does not allow are said too, but do not stand in the way of the others.
    const routes = labelled("route", (code) => this.all || allowed.includes(code) || UNASKED.includes(code) || one.route === code);
    const flip = (/** @type {string} */ code) => set({ unasked: null, substances: one.substances.includes(code) ? one.substances.filter((/** @type {string} */ other) => other !== code) : [...one.substances, code] });
    return html`<section class="prep" aria-label=${s.assess.prep(n + 1)}>
      ${this.preps.length > 1 ? html`<div class="row"><h3>${s.assess.prep(n + 1)}</h3><span class="grow"></span><button class="quiet" @click=${() => this.set({ preps: this.preps.filter((other) => other !== one) })}>${s.assess.removePrep}</button></div>` : nothing}
      ${group(s.assess.substances, false, html`${list.map(([code, text]) => chip(text, one.substances.includes(code), () => flip(code)))}
        ${this.all ? nothing : html`<button type="button" class="chipper quiet-chip" @click=${() => this.set({ all: true })}>${s.sheet.more}</button>`}
        ${UNASKED.filter((code) => code !== "not_known").map((code) => chip(word("unasked", code), one.unasked === code, () => set({ unasked: one.unasked === code ? null : code, substances: [] })))}`)}
      ${group(s.assess.route, false, routes.map(([code, text]) => chip(text, one.route === code, () => set({ route: one.route === code ? null : code, site: null }), allowed.includes(code) || UNASKED.includes(code) ? "" : s.assess.routeBarred)))}
      ${INJECTED.has(one.route) ? oneOf(s.assess.site, labelled("site"), one.site, (site) => set({ site })) : nothing}
    </section>`;
  }

  riskChips() {
    const flip = (/** @type {string} */ code) => this.set({ riskAnswer: null, risks: this.risks.includes(code) ? this.risks.filter((one) => one !== code) : [...this.risks, code] });
    const answer = (/** @type {string} */ code) => this.set({ risks: [], riskAnswer: this.riskAnswer === code ? null : code });
    return group(s.assess.risks, false, html`${labelled("risk_flag").map(([code, text]) => chip(text, this.risks.includes(code), () => flip(code)))}
      ${chip(s.assess.noRisks, this.riskAnswer === "none", () => answer("none"))}
      ${UNASKED.map((code) => chip(word("unasked", code), this.riskAnswer === code, () => answer(code)))}`);
  }

  otherwise() {
    return html`<section class="prep"><p class="soft">${s.assess.onceADay}</p>
      ${oneOf(s.assess.otherwise, labelled("otherwise"), this.where, (where) => this.set({ where }))}
      ${this.where && !UNASKED.includes(this.where) ? oneOf(s.assess.alone, labelled("alone"), this.alone, (alone) => this.set({ alone })) : nothing}</section>`;
  }
}
customElements.define("assess-sheet", AssessSheet);
