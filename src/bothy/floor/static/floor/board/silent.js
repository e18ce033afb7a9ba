// What this screen cannot do in an emergency, in words, on every screen and all the time.
import { html, nothing } from "../lit.js";
import { soundState } from "../sounds.js";
import { store } from "../store.js";
import { p } from "../strings.pad.en.js";

/** Nothing where this screen would be heard. */
export function silentNote() {
  const { why } = soundState();
  if (!why) return nothing;
  return html`<button class="silent-note" aria-haspopup="dialog" @click=${() => store.open("arm")}><span aria-hidden="true">♪̸ </span>${p.silent[why]}</button>`;
}
