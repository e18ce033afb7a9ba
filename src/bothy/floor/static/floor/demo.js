// What only a demo shows: that the people are invented, how fast its day runs, and taking over.
import { html, nothing } from "./lit.js";
import { store } from "./store.js";

let asked = false;

/** What the demo says comes by the stream; a real house says nothing, and nothing is drawn. */
export function demoBar() {
  if (!store.house.demo) return nothing;
  if (!asked) {
    asked = true;
    // The panel belongs to the demo and is fetched only there.
    void import("../demo/panel.js");
  }
  return html`<bothy-demo-panel .told=${store.demo} .names=${namesByVisit()}></bothy-demo-panel>`;
}

/** @returns {Record<string, {name: string, tag?: string}>} */
function namesByVisit() {
  /** @type {Record<string, {name: string, tag?: string}>} */ const found = {};
  if (!store.demo?.taken_over || store.discreet) return found;
  for (const visit of store.house.visits.values()) {
    const known = visit.ended_at === null && visit.person ? store.names[visit.person] : undefined;
    if (known) found[visit.id] = known;
  }
  return found;
}
