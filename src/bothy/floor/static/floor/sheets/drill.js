// A drill is raised from the menu, with one question: it sounds on every screen, marked DRILL all over.
import { raise } from "../board/header.js";
import { html } from "../lit.js";
import { p } from "../strings.pad.en.js";

/** The button, and once it was tapped the question. @param {any} sheet */
export function drillButton(sheet) {
  const ask = (/** @type {boolean} */ drilling) => {
    sheet.drilling = drilling;
    sheet.requestUpdate();
  };
  if (!sheet.drilling) return html`<button class="quiet" aria-expanded="false" @click=${() => ask(true)}>${p.drill.start}</button>`;
  return html`<div class="ask wide-ask" role="group" aria-label=${p.drill.start}><p class="question">${p.drill.confirm}</p>
    <div class="chips"><button @click=${() => raise({ drill: true })}>${p.drill.go}</button><button class="quiet" @click=${() => ask(false)}>${p.drill.no}</button></div></div>`;
}
