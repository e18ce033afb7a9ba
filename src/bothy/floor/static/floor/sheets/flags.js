// The flags that stand, with their reasons; and what was used in an emergency, as stated or seen.
import { endFlag, send } from "../acts.js";
import { aboutWhat, openFlags, sinceWhen } from "../board/flags.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { f } from "../strings.flags.en.js";
import { capital } from "../words.js";
import { Sheet, anyOf, group, labelled } from "./sheet.js";

class FlagsSheet extends Sheet {
  render() {
    const flags = openFlags();
    return this.frame(
      f.title,
      flags.length ? html`${flags.map((flag) => this.flag(flag))}<p class="soft">${f.unsure}</p>` : html`<p class="empty soft">${f.none}</p>`,
      { wide: true },
    );
  }

  /** @param {any} flag */
  flag(flag) {
    const { said } = flag;
    const rate = said.usual_per_1000 < 1 ? said.usual_per_1000.toFixed(1) : String(Math.round(said.usual_per_1000));
    const expected = said.expected < 0.05 ? "hardly any" : said.expected.toFixed(1);
    return html`<section class="flag-said" aria-label=${aboutWhat(said)}><h3>${capital(aboutWhat(said))}</h3>
      <ul><li>${f.came(said.emergencies.length, said.uses, sinceWhen(said, this.now))}</li>
        <li>${f.usual(expected, rate)}</li><li>${f.baseline(said.baseline_emergencies, said.baseline_uses)}</li>
        <li>${f.falsely(said.false_alarm_years < 2 ? said.false_alarm_years.toFixed(1) : String(Math.round(said.false_alarm_years)))}</li></ul>
      <p><a class="button quiet" href=${`/reports/flags/${flag.id}/`} target="_blank" rel="noopener">${f.note}</a></p>
      ${group(f.down, false, labelled("flag_ended").map(([why, text]) => html`<button type="button" class="chipper" data-code=${why} @click=${() => this.down(flag, why)}>${text}</button>`))}
    </section>`;
  }

  /** @param {any} flag @param {string} why */
  down(flag, why) {
    needStaff(() => {
      if (store.sheet === null) store.open("flags");
      return endFlag(flag.id, why);
    });
  }
}
customElements.define("flags-sheet", FlagsSheet);

/** Nobody has to sign in for it: it belongs to the emergency. */
class DescribeSheet extends Sheet {
  /** @type {string[] | null} */ substances = null;
  /** @type {string[] | null} */ appearances = null;

  /** What was described before, or what the visit's last use was said to be. */
  known() {
    const one = store.house.emergencies.get(this.args.emergency);
    const said = one?.described;
    if (said) return { substances: Array.isArray(said.substances) ? said.substances : [], appearances: said.appearances };
    const used = store.house.visits.get(one?.visit ?? "")?.episodes.at(-1)?.preparations;
    return { substances: Array.isArray(used) ? [...new Set(used.flatMap((/** @type {any} */ each) => (Array.isArray(each.substances) ? each.substances : [])))] : [], appearances: [] };
  }

  render() {
    const known = this.known();
    const substances = this.substances ?? known.substances;
    const appearances = this.appearances ?? known.appearances;
    const write = () => {
      void send("describe-substance", this.args.emergency, { substances: substances.length ? substances : "not_known", appearances });
      store.say(f.saved);
      this.close();
      if (this.args.back) store.open(this.args.back, { emergency: this.args.emergency });
    };
    return this.frame(
      f.describe,
      html`<p class="soft">${f.describeHow}</p>
        ${anyOf(f.substances, labelled("substance"), substances, (value) => { this.substances = value; this.requestUpdate(); })}
        ${anyOf(f.looksLike, labelled("appearance", (code) => !["not_asked", "not_known"].includes(code)), appearances, (value) => { this.appearances = value; this.requestUpdate(); })}`,
      { wide: true, foot: html`<button @click=${write}>${f.save}</button>` },
    );
  }
}
customElements.define("describe-sheet", DescribeSheet);

/** The way to describe it, from wherever an emergency is shown. @param {string} emergency @param {string} back the sheet to come back to */
export function describeButton(emergency, back) {
  return emergency ? html`<button class="quiet" @click=${() => store.open("describe", { emergency, back })}>${f.describe}</button>` : nothing;
}
