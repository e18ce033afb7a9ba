// What is wrong with the house as a whole (the disk is full, a gap is being filled), on every board until it is over.
import { html } from "../lit.js";
import { store } from "../store.js";
import { z } from "../strings.screens.en.js";

/** Nothing while all is well. Short enough for the board's last line; one tap says the whole sentence, which is the house's own. */
export function houseTroubles() {
  return store.troubles.map(
    (one) => html`<button class="house-trouble" data-code=${one.code} @click=${() => store.say(one.sentence)}><span aria-hidden="true">▲ </span>${z.troubles[/** @type {"mending"} */ (one.code)] ?? one.sentence}</button><span class="out-of-sight" role="status">${one.sentence}</span>`,
  );
}
