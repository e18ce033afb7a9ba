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

/** One substance often raises several: the one with most emergencies speaks, the others are a tap away. @param {any[]} flags */
const foremost = (flags) => [...flags].sort((one, other) => rank(other) - rank(one))[0];

/** While the pad is open every line of it is needed: the flag stands in the header then, in few words. */
const onPad = () => store.sheet?.name === "pad";

/** The flag beside the pad: in the header, which is on every screen. */
export function flagChip() {
  const flags = openFlags();
  if (!flags.length || !onPad()) return nothing;
  return html`<button class="flag-chip clip" aria-haspopup="dialog" @click=${() => store.open("flags")}><span aria-hidden="true">⚑ </span>${f.chip(aboutWhat(foremost(flags).said))}</button>`;
}

/** @param {number} now */
export function flagBand(now) {
  const flags = openFlags();
  if (!flags.length || onPad()) return nothing;
  const first = foremost(flags);
  return html`<div class="flag-band" role="status"><b><span aria-hidden="true">⚑ </span>${f.band(aboutWhat(first.said), first.said.emergencies.length, sinceWhen(first.said, now))}</b>
    ${flags.length > 1 ? html`<span>${f.more(flags.length - 1)}</span>` : nothing}<span class="grow"></span>
    <button class="quiet" @click=${() => store.open("flags")}>${f.why}</button></div>`;
}

/** What it is says more than that there are many. @param {any} flag */
const rank = (flag) => flag.said.emergencies.length + (flag.said.about === "any" ? 0 : 0.5);
