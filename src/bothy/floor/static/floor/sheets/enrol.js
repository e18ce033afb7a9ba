// Before there is a house to draw: the code from the office, or that we are opening.
import { silenceHere, soundsHere } from "../alarm.js";
import { raise } from "../board/header.js";
import { openEmergencies } from "../board/view.js";
import { isDemo } from "../demo.js";
import { html, nothing } from "../lit.js";
import { enrol, enrolInDemo } from "../session.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { k } from "../strings.keeping.en.js";
import { hhmmss } from "../times.js";

let sentence = "";
let busy = false;
/** @type {boolean | null} */ let demo = null;

/** @param {Promise<any>} asking */
async function wait(asking) {
  busy = true;
  sentence = "";
  store.changed();
  const reply = await asking;
  busy = false;
  if (!reply.ok) sentence = reply.sentence;
  store.changed();
}

/** @param {SubmitEvent} event */
function submit(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const code = String(new FormData(form).get("code") ?? "").trim();
  if (code) void wait(enrol(code));
}

/** Raised before there was a house to draw: it sounds, is kept, and says who hears of it. */
function raised() {
  return openEmergencies().map((one) => html`<div class="raised-here" role="alert"><b>${(store.phase === "starting" ? k.raisedAt : k.raisedStranger)(hhmmss(one.raised_at))}</b>
    ${soundsHere(one) ? html`<button @click=${() => silenceHere(one.id)}>${k.silence}</button>` : nothing}</div>`);
}

export function doorScreen() {
  if (store.phase === "enrol" && demo === null) {
    demo = false;
    void isDemo().then((yes) => {
      demo = yes;
      store.changed();
    });
  }
  if (store.phase === "starting")
    return html`<main class="plain-page"><h1>Bothy</h1><p class="soft" role="status">${s.enrol.starting}</p>${raised()}
      <button class="alarm" aria-keyshortcuts="F9" title="F9" @click=${() => raise()}>${s.board.emergency}</button></main>`;
  return html`<main class="plain-page">
    ${raised()}
    <h1>${s.enrol.title}</h1>
    <p>${store.phase === "revoked" ? s.enrol.revoked : s.enrol.lead}</p>
    <form @submit=${submit}>
      <label>${s.enrol.code}<input name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="12" required></label>
      <p class="wrong" role="alert">${sentence || nothing}</p>
      <button ?disabled=${busy}>${s.enrol.go}</button>
    </form>
    ${demo ? html`<button class="quiet" ?disabled=${busy} @click=${() => wait(enrolInDemo())}>${s.enrol.demo}</button>` : nothing}
  </main>`;
}
