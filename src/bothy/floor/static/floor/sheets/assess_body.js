// The body of an assessment, and "same as last time": one tap, recorded as confirmed, not retyped.
import { assess } from "../acts.js";
import { joined } from "../house/links.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { substances, fullName } from "../board/view.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { when } from "../times.js";

/** The last assessment of the person behind a visit, or null. @param {any} visit */
export function lastOf(visit) {
  const person = joined(store.house, visit.person);
  return person?.last_assessment ? { said: person.last_assessment, at: person.last_assessed_at } : null;
}

/** What the person said last time, confirmed now. Where else and alone is today's question: it is not carried over. @param {any} said */
export function sameBody(said) {
  const { preparations, last_used, risk_flags } = said;
  return { preparations, ...(last_used ? { last_used } : {}), ...(risk_flags ? { risk_flags } : {}), same_as_last: true };
}

/** @param {any} visit @param {(answer: any) => void} [then] */
export function confirmSame(visit, then) {
  const last = lastOf(visit);
  if (!last) return;
  needStaff(async () => {
    const answer = await assess(visit, sameBody(last.said));
    if (answer.answer !== "refused") store.say(s.assess.saved(fullName(visit)));
    then?.(answer);
  });
}

/** @param {any} visit @param {number} now @param {string} tone @param {(answer: any) => void} [then] */
export function sameAgain(visit, now, tone = "", then) {
  const last = lastOf(visit);
  if (!last) return nothing;
  return html`<button class="same ${tone}" @click=${() => confirmSame(visit, then)}><span>${s.assess.same}</span>
    <small>${[substances(last.said.preparations), s.assess.sameOf(when(last.at, now))].filter(Boolean).join(" · ")}</small></button>`;
}
