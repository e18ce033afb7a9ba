// What only a demo has: the panel of its live day, which the demo's room brings along.
import { html, nothing } from "./lit.js";
import { store } from "./store.js";

let asked = false;

/** A real house draws nothing here, and fetches nothing. */
export function demoBar() {
  if (!store.house.demo) return nothing;
  if (!asked) {
    asked = true;
    import("/static/demo/panel.js").catch(() => {});
  }
  return html`<bothy-demo-panel .told=${store.demo} .names=${namesByVisit()}></bothy-demo-panel>`;
}

/** The panel says who asks for what; in the discreet view it says no names. */
function namesByVisit() {
  /** @type {Record<string, {name: string}>} */
  const names = {};
  if (store.discreet) return names;
  for (const visit of store.house.visits.values()) {
    const known = store.names[visit.person];
    if (visit.ended_at === null && known) names[visit.id] = known;
  }
  return names;
}

/** Whether this server is a demo, asked before there is a house to read it from. */
export async function isDemo() {
  try {
    return (await fetch("/demo/state", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
