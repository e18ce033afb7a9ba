// What lies on this tablet: entries that wait to be sent, and those that the house could not keep.
import { again } from "../acts.js";
import { MARK } from "../board/cutoff.js";
import { fullName, staffName } from "../board/view.js";
import { expect } from "../house/expect.js";
import { html, nothing } from "../lit.js";
import { inWords } from "../lines.en.js";
import { leaveIt } from "../refusals.js";
import { store } from "../store.js";
import { c } from "../strings.cutoff.en.js";
import { hhmm } from "../times.js";
import { capital, word } from "../words.js";
import { Sheet } from "./sheet.js";

const MOST_SHOWN = 100;

class KeptSheet extends Sheet {
  render() {
    const { waiting, refused } = store;
    const shown = waiting.slice(-MOST_SHOWN).reverse();
    return this.frame(
      c.list.title,
      html`${refused.length
          ? html`<h3>${c.list.refusedTitle} (${refused.length})</h3><p>${c.list.refusedHow}</p>
            <ul class="kept-list">${refused.map((one) => this.refusal(one))}</ul>`
          : nothing}
        <h3>${c.list.waiting} (${waiting.length})</h3>
        <p class="soft">${waiting.length ? html`${c.list.how} ${c.list.mark(MARK)}` : c.list.none}</p>
        <ol class="kept-list" tabindex="0" aria-label=${c.list.waiting}>${shown.map((row) => html`<li>${said(row)}</li>`)}</ol>
        ${waiting.length > shown.length ? html`<p class="soft">${c.list.more(waiting.length - shown.length)}</p>` : nothing}`,
    );
  }

  /** @param {import("../refused.js").Refused} one */
  refusal(one) {
    const leave = async () => { await leaveIt(one.row.id); store.say(c.list.left); };
    return html`<li class="refused" data-refused=${one.row.id}>${said(one.row)}
      <span class="why"><b>${c.list.why}</b> ${one.refusal.sentence}</span>
      <span class="two"><button @click=${() => again(one)}>${c.list.anyway}</button><button class="quiet" @click=${leave}>${c.list.leave}</button></span></li>`;
  }
}
customElements.define("kept-sheet", KeptSheet);

/** When, what, of whom, by whom. @param {any} row */
function said(row) {
  const about = whom(row);
  return html`<time>${hhmm(Date.parse(row.happened_at))}</time>
    <span><b>${what(row)}</b>${about ? html` · ${about}` : nothing}
      <small class="soft">${row.staff ? c.list.by(staffName(row.staff) || c.list.someone) : c.list.byNobody}</small></span>`;
}

/** In the words of the entry it would be. @param {any} row */
function what(row) {
  const [line] = [...store.linesOf(row.id), ...expect(store.house, { ...row, acted: true }, { device: store.device.id })];
  return line ? inWords(line) : capital(word("command", row.kind));
}

/** @param {any} row @returns {string} */
function whom(row) {
  const visits = (row.body?.visits ?? [row.subject]).map((/** @type {string} */ id) => store.house.visits.get(id)).filter(Boolean);
  if (visits.length) return visits.map(fullName).join(", ");
  if (store.discreet) return "";
  const of_visit = [...store.waiting, ...store.refused.map((one) => one.row)].find((one) => one.kind === "start-visit" && one.subject === row.subject);
  const person = row.kind === "register-person" ? row.subject : (row.body?.person ?? of_visit?.body.person);
  return (row.kind === "register-person" && row.private?.name) || store.names[person]?.name || "";
}
