// What is wrong with the house as a whole (the disk is full, a gap is being filled), on every board until it is over.
import { html } from "../lit.js";
import { store } from "../store.js";

/** Short enough for the board's last line; one tap says the whole sentence, which is the house's own. @type {Record<string, string>} */
const SHORT = { disk_full: "Disk full: entries wait", mending: "Restored: entries wait" };

/** Nothing while all is well. */
export function houseTroubles() {
  return store.troubles.map(
    (one) => html`<button class="house-trouble" data-code=${one.code} @click=${() => store.say(one.sentence)}><span aria-hidden="true">▲ </span>${SHORT[one.code] ?? one.sentence}</button><span class="out-of-sight" role="status">${one.sentence}</span>`,
  );
}
