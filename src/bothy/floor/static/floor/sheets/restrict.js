// Somebody may not come in, or not to a part, for a time: what stands, and setting one. Also what the door shows of it.
import { standing } from "../house/restrictions.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { moveRestriction, restrict } from "../register_acts.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { r } from "../strings.registers.en.js";
import { day, isoDay } from "../times.js";
import { word } from "../words.js";
import { Sheet, labelled, oneOf } from "./sheet.js";

const DAY = 24 * 3600 * 1000;
const LOOK_AGAIN_DAYS = 28;

/** What somebody at the door must know of a restriction. @param {any} one */
export function restrictionLine(one) {
  const x = r.restrict;
  const until = one.until === null ? x.untilLifted : x.untilDay(day(one.until));
  return html`<div class="notice" data-restriction=${one.what}><p><b>${x.line(word("restriction_kind", one.what), word("restriction_why", one.why), day(one.since), until)}</b></p>
    <p>${x.mayStill[/** @type {"hours"} */ (one.what)]} ${one.told_at === null ? html`<b>${x.notTold}</b>` : x.wasTold}</p></div>`;
}

class RestrictSheet extends Sheet {
  what = "using_space";
  /** @type {string | null} */ why = null;
  ends = "7";
  /** @type {string | null} */ told = null;

  /** @param {Record<string, any>} what */
  set(what) {
    Object.assign(this, what);
    this.requestUpdate();
  }

  save() {
    const { what, why, ends, told } = this;
    const { person } = this.args;
    if (!why || told === null) return;
    const since = this.now;
    const open = ends === "open";
    const until = open ? null : since + Number(ends) * DAY;
    const review_on = open ? isoDay(since + LOOK_AGAIN_DAYS * DAY) : null;
    needStaff(async () => {
      this.close();
      const answer = await restrict(person, { what, why, since, until, review_on, told: told === "yes" });
      if (answer.answer !== "refused") store.say(r.restrict.said);
    });
  }

  /** @param {string} restriction @param {"told" | "lifted"} step */
  move(restriction, step) {
    const { person } = this.args;
    needStaff(async () => {
      const answer = await moveRestriction(person, restriction, step);
      if (answer.answer !== "refused") store.say(step === "told" ? r.restrict.toldNow : r.restrict.lifted);
    });
  }

  render() {
    const x = r.restrict;
    const { person, name } = this.args;
    const stand = standing(store.house, person, this.now);
    return this.frame(
      x.title(store.discreet ? "" : name),
      html`${stand.map((one) => html`${restrictionLine(one)}<div class="row row-wrap">${one.told_at === null ? html`<button class="quiet" @click=${() => this.move(one.id, "told")}>${x.tell}</button>` : nothing}<button class="quiet" data-lift @click=${() => this.move(one.id, "lifted")}>${x.lift}</button></div>`)}
        ${oneOf(x.what, labelled("restriction_kind"), this.what, (what) => this.set({ what: what ?? this.what }))}
        ${oneOf(x.why, labelled("restriction_why"), this.why, (why) => this.set({ why }))}
        ${oneOf(x.until, /** @type {[string, string][]} */ (x.ends), this.ends, (ends) => this.set({ ends: ends ?? this.ends }))}
        ${oneOf(x.told, [["yes", x.yes], ["no", x.no]], this.told, (told) => this.set({ told }))}`,
      { wide: true, foot: html`<button class="quiet" @click=${() => store.open("door", { person: { person, name, tag: "" } })}>${s.sheet.back}</button><span class="grow"></span><button data-go ?disabled=${!this.why || this.told === null} @click=${() => this.save()}>${x.save}</button>` },
    );
  }
}
customElements.define("restrict-sheet", RestrictSheet);
