// Other screens: who is out of contact, who cannot sound; and this tablet's own clock where it is off.
import * as clock from "../clock.js";
import { html, nothing } from "../lit.js";
import { store } from "../store.js";
import { z } from "../strings.screens.en.js";
import { hhmm } from "../times.js";

/** Nearer than this a clock is right enough. */
export const SKEW_MS = 30_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @typedef {{device: string, name: string, in_contact: boolean, staffed: boolean, last_heard: string|null, sound: "armed"|"silent"|"not_tried"|null,
 *   wake_lock: boolean|null, skew_ms: number|null, waiting: number|null, version: string}} ScreenState */

/** The screens as the house last told of them; none while this tablet is cut off and cannot know. @returns {ScreenState[]} */
export function screens() {
  return store.link === "in-step" ? store.screens : [];
}

/** Screens with somebody on shift that cannot be heard now. */
export function outOfContact() {
  return screens().filter((one) => one.staffed && !one.in_contact && one.device !== store.device.id);
}

/** @param {ScreenState} one */
function trouble(one) {
  if (!one.staffed || one.device === store.device.id) return "";
  if (!one.in_contact) return z.out(one.name, one.last_heard ? hhmm(Date.parse(one.last_heard)) : "");
  if (one.sound === "silent") return z.silent(one.name);
  return one.sound === "not_tried" ? z.notTried(one.name) : "";
}

/** On every board, all the time: whoever cannot be heard or cannot sound. */
export function screensNote() {
  const told = screens().map(trouble).filter(Boolean);
  if (!told.length) return nothing;
  return html`<button class="screens-note" aria-haspopup="dialog" @click=${() => store.open("screens")}><span aria-hidden="true">▢̸ </span>${told.length === 1 ? told[0] : z.several(told.length)}</button>`;
}

/** "10 min ahead" @param {number} ms */
export function offBy(ms) {
  const far = Math.abs(ms);
  const span =
    far < 2 * MINUTE ? z.seconds(Math.round(far / SECOND)) : far < 100 * MINUTE ? z.minutes(Math.round(far / MINUTE)) : far < 36 * HOUR ? z.hours(Math.round(far / HOUR)) : z.days(Math.round(far / DAY));
  return z.off(span, ms > 0);
}

/** How far this tablet's own clock is off, in words; empty where it is near enough. */
export function ownSkew() {
  const skew = store.house.demo ? null : clock.skew(); // a demo's day is not today
  return skew === null || Math.abs(skew) < SKEW_MS ? "" : offBy(skew);
}

/** This tablet's clock is off: said all the time, since whoever looks at it goes by it. */
export function skewNote() {
  const off = ownSkew();
  if (!off) return nothing;
  return html`<button class="screens-note" aria-haspopup="dialog" title=${z.skew(off)} @click=${() => store.open("screens")}>${z.skewShort(off)}</button>`;
}
