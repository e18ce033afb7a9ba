// What stands over the board as long as it is so: that this tablet keeps nothing, or does not know who is here.
import { html, nothing } from "../lit.js";
import { k } from "../strings.keeping.en.js";
import { keeping } from "./state.js";

export function keepingNotes() {
  const said = [keeping.durable ? null : k.notKept, keeping.fromRest === "bare" ? k.bare : null].filter((one) => one !== null);
  return said.length ? html`<div class="keeping-notes" role="status">${said.map((one) => html`<p><b aria-hidden="true">!</b> ${one}</p>`)}</div>` : nothing;
}
