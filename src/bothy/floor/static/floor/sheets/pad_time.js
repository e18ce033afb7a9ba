// When the next tap happened: now, so long ago, or at a clock time to the second.
import { html, nothing } from "../lit.js";
import { p } from "../strings.pad.en.js";
import { hhmmss, stopwatch } from "../times.js";
import { padButton } from "./pad_parts.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY_SECONDS = 86_400;

/** @param {any} pad */
export function timeRow(pad) {
  const { moment, now } = pad;
  // Steps go from what is set, so that "2 min ago" and two steps of ten seconds add up.
  const earlier = (/** @type {number} */ ms) => pad.set({ moment: Math.min(now, (pad.moment ?? now) - ms) });
  return html`<div class="pad-time" role="group" aria-label=${p.pad.when} data-pad="when">
    <span class="sign-name">${moment === null ? p.pad.when : html`<b>${p.pad.at(hhmmss(moment), stopwatch(now - moment))}</b>`}</span>
    <div class="pad-buttons">${padButton(p.pad.now, () => pad.set({ moment: null }), { key: "0", on: moment === null })}
      ${padButton(p.pad.earlier10, () => earlier(10 * SECOND), { key: "-" })}
      ${moment === null ? nothing : padButton(p.pad.later10, () => earlier(-10 * SECOND), { key: "+" })}
      ${[1, 2, 5].map((m) => padButton(p.pad.ago(m), () => pad.set({ moment: now - m * MINUTE })))}
      ${padButton(p.pad.clock, () => pad.type("clock", (/** @type {number} */ at) => pad.set({ moment: at, panel: "", number: null })))}</div></div>`;
}

/**
 * The last moment before now at which the clock on the wall said these digits; null where no clock says them.
 * @param {string} typed "140312" or "1403" @param {number} now facility time, ms @param {string} [nowAs] "14:05:00" in the facility's zone
 */
export function clockMoment(typed, now, nowAs = hhmmss(now)) {
  if (typed.length !== 4 && typed.length !== 6) return null;
  const told = seconds(typed.padEnd(6, "0"));
  const here = seconds(nowAs.replaceAll(":", ""));
  if (told === null || here === null) return null;
  const ago = (here - told + DAY_SECONDS) % DAY_SECONDS;
  return Math.floor(now / SECOND) * SECOND - ago * SECOND;
}

/** @param {string} digits "hhmmss" */
function seconds(digits) {
  const [hours, minutes, rest] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  return hours < 24 && minutes < 60 && rest < 60 ? hours * 3600 + minutes * 60 + rest : null;
}
