// Being cut off, as the board says it: one calm line in the header, and a small mark on each card.
import { BOOT } from "../clock.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { c } from "../strings.cutoff.en.js";
import { hhmm } from "../times.js";

/** In step, a row is on its way for a moment: nothing is said of it before it is late. */
const LATE_MS = 2000;
export const MARK = "↑";

/** Whether what waits is worth a word: the tablet is cut off, or what it sends is not answered. */
export function isBehind() {
  if (store.link !== "in-step") return true;
  const [first] = store.waiting;
  return first !== undefined && (first.boot !== BOOT || performance.now() - first.tick_ms > LATE_MS);
}

/** Whether the header has something to say of it. */
export const saysCutOff = () => store.link !== "in-step" || store.refused.length > 0 || (store.waiting.length > 0 && isBehind());

/** "Cut off. As of 14:03, 4 entries waiting": one tap from the list of them. */
export function cutOffLine() {
  const waiting = store.waiting.length;
  const refused = store.refused.length;
  const open = () => store.open("kept");
  const said = store.link !== "in-step" ? away(waiting) : waiting && isBehind() ? [c.line.sending(waiting), c.line.sending(waiting), c.line.sendingShort(waiting)] : null;
  return html`${said
      ? html`<button class="cutoff ${refused ? "crowded" : ""}" aria-haspopup="dialog" aria-label=${said[0]} @click=${open}><span aria-hidden="true">◌</span><span class="words"><span class="long">${said[0]}</span><span class="brief">${said[1]}</span><span class="short">${said[2]}</span></span></button>`
      : nothing}
    ${refused ? html`<button class="cutoff refusals" aria-haspopup="dialog" aria-label=${c.line.refused(refused)} @click=${open}><span aria-hidden="true">!</span><span class="words"><span class="long">${c.line.refused(refused)}</span><span class="brief">${c.line.refusedBrief(refused)}</span><span class="short">${c.line.refusedBrief(refused)}</span></span></button>` : nothing}
    <span class="out-of-sight" role="status" aria-live="polite">${spoken()}</span>`;
}

/** @param {number} waiting @returns {[string, string, string]} whole, and for less and less room */
function away(waiting) {
  const never = c.line.neverHeard(waiting);
  if (!store.heardAt) return [never, never, never];
  const as_of = hhmm(store.heardAt);
  return [c.line.cutOff(as_of, waiting), c.line.cutOffBrief(as_of, waiting), c.line.cutOffShort(as_of, waiting)];
}

let wasAway = false;

/** Said aloud when it changes, not at every entry. */
function spoken() {
  if (store.link === "cut-off") {
    wasAway = true;
    return c.line.nowCutOff;
  }
  return wasAway && store.link === "in-step" ? c.line.nowBack : nothing;
}

/** The mark of a card, beside the name. @param {string} subject */
export function unsentMark(subject) {
  return isBehind() && store.unsent.subjects.has(subject) ? mark() : nothing;
}

/** @param {number} place */
export function unsentPlace(place) {
  return isBehind() && store.unsent.places.has(place) ? html`${mark()}<span class="out-of-sight">${c.mark}</span>` : nothing;
}

function mark() {
  return html`<span class="mark-unsent" title=${c.mark} aria-hidden="true">${MARK}</span>`;
}

/** The same for ears, outside the button that carries the name. @param {string} subject */
export function unsentWords(subject) {
  return isBehind() && store.unsent.subjects.has(subject) ? html`<span class="out-of-sight">${c.mark}</span>` : nothing;
}

/** Whether an entry of a history is still to be sent. @param {string} entry */
export const isUnsent = (entry) => isBehind() && store.unsent.entries.has(entry);
