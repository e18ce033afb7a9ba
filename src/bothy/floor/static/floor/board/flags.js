// A bad batch may be about: said on every screen until a person takes the flag down. Amber, never alarm red.
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { f } from "../strings.flags.en.js";
import { hhmm, when } from "../times.js";
import { word } from "../words.js";

/** The flags that stand, the latest first. @returns {any[]} */
export function openFlags() {
  return store.house.flags.filter((/** @type {any} */ one) => one.ended_at === null).sort((/** @type {any} */ one, /** @type {any} */ other) => other.at - one.at);
}

/** What a flag is about, in words. @param {any} said */
export function aboutWhat(said) {
  if (said.about === "substance") return word("substance", said.code);
  if (said.about === "appearance") return f.looks(word("appearance", said.code));
  return said.about === "poor_response" ? f.poor : f.any;
}

/** @param {any} said @param {number} now */
export function sinceWhen(said, now) {
  const at = Date.parse(said.since);
  const day = when(at, now);
  return day === hhmm(at) ? day : `${day} ${hhmm(at)}`;
}

/** @param {number} now */
export function flagBand(now) {
  const flags = openFlags();
  if (!flags.length) return nothing;
  // One substance often raises several: the one with most emergencies speaks, the others are a tap away.
  const first = [...flags].sort((one, other) => rank(other) - rank(one))[0];
  return html`<div class="flag-band" role="status"><b><span aria-hidden="true">⚑ </span>${f.band(aboutWhat(first.said), first.said.emergencies.length, sinceWhen(first.said, now))}</b>
    ${flags.length > 1 ? html`<span>${f.more(flags.length - 1)}</span>` : nothing}<span class="grow"></span>
    <button class="quiet" @click=${() => store.open("flags")}>${f.why}</button></div>`;
}

/** What it is says more than that there are many. @param {any} flag */
const rank = (flag) => flag.said.emergencies.length + (flag.said.about === "any" ? 0 : 0.5);
