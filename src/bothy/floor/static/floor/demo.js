// What only a demo shows: that the people are invented, and how fast its day runs.
import { html, nothing } from "./lit.js";
import { store } from "./store.js";

/** What the demo says comes by the stream; a real house says nothing, and nothing is drawn. */
export function demoBar() {
  const told = store.demo;
  if (!store.house.demo || !told?.text) return nothing;
  return html`<div class="demo-bar" role="note"><span>${told.text}</span></div>`;
}
