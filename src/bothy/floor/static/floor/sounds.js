// The alarm: made with Web Audio, so there is no file to miss. Nothing else in the house sounds like it.
//
// Whether this screen can sound is only known once somebody heard it: a tablet turned down to nothing
// plays as happily as a loud one. So at the start of a shift it is tried, and a person says yes or no.
import { store } from "./store.js";

/** @type {AudioContext | null} */ let audio = null;
/** @type {ReturnType<typeof setInterval> | null} */ let beating = null;
/** @type {"" | "real" | "drill"} */ let pattern = "";
let touched = false;

const KEPT = "bothy-heard";
/** What somebody heard holds for a shift, not for ever: volume is turned down, speakers are pulled out. */
const HOLDS_MS = 12 * 3_600_000;

function context() {
  if (!audio) {
    audio = new AudioContext();
    audio.onstatechange = () => store.changed();
  }
  if (audio.state !== "running") void audio.resume().catch(() => {});
  return audio;
}

/** Browsers let a page sound only after a touch: the first one opens the ear, each later one opens it again. */
export function listenForTouch() {
  const wake = () => {
    touched = true;
    try {
      context();
    } catch {
      // No sound on this device; the red band is there all the same, and the bottom line says so.
    }
  };
  // Some browsers count the finger going down as a touch, others only its going up.
  for (const touch of ["pointerdown", "pointerup", "keydown"]) addEventListener(touch, wake, { capture: true });
}

/** Pitch in Hz, start in s after now, length in s: two rising notes; in a drill three low even ones. */
const NOTES = {
  real: [[660, 0, 0.2], [880, 0.22, 0.2]],
  drill: [[330, 0, 0.12], [330, 0.24, 0.12], [330, 0.48, 0.12]],
};

let opening = false;

/** @param {"real" | "drill"} which @param {() => boolean} [still] whether it is still wanted when the ear opens */
function call(which, still = () => pattern === which) {
  let play;
  try {
    play = context();
  } catch {
    return;
  }
  if (play.state === "running") return notes(play, which);
  // While the ear is shut, calls must not pile up and come all at once when it opens.
  if (opening) return;
  opening = true;
  void play
    .resume()
    .then(() => still() && notes(play, which))
    .catch(() => {})
    .finally(() => (opening = false));
}

/** @param {AudioContext} play @param {"real" | "drill"} which @param {number} volume */
function notes(play, which, volume = 0.5) {
  for (const [pitch, after, length] of NOTES[which]) {
    const tone = play.createOscillator();
    const gain = play.createGain();
    const at = play.currentTime + after;
    tone.type = "triangle";
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(gain).connect(play.destination);
    tone.start(at);
    tone.stop(at + length + 0.01);
  }
}

/** Sound at once and every two seconds from now on, or be quiet (""). @param {"" | "real" | "drill"} which */
export function sound(which) {
  if (which === pattern) return;
  pattern = which;
  if (beating) clearInterval(beating);
  beating = null;
  if (!which) return;
  call(which);
  beating = setInterval(() => call(which), 2000);
}

/** What sounds now. */
export function sounding() {
  return pattern;
}

/** As loud as the alarm itself, once: what is tried must be what will sound. */
export function tryAlarm() {
  call("real", () => true);
}

/** Somebody says whether they heard it. @param {boolean} yes */
export function heard(yes) {
  keep({ yes, at: Date.now() });
  store.changed();
}

/** A shift begins: what an earlier one heard holds no longer. */
export function forgetHeard() {
  keep(null);
  store.changed();
}

/** @typedef {"armed" | "silent" | "not_tried"} SoundState */

/**
 * Whether this screen would be heard, and why not: "none" (no sound on this device), "asleep" (the browser
 * wants a touch first), "unheard" (somebody said no), "untried".
 * @returns {{state: SoundState, why: "" | "none" | "asleep" | "unheard" | "untried"}}
 */
export function soundState() {
  if (typeof AudioContext === "undefined") return { state: "silent", why: "none" };
  const said = kept();
  if (said && !said.yes) return { state: "silent", why: "unheard" };
  // A refused start (a blocked page, a device taken by another program) leaves the context suspended.
  if (!touched || (audio && audio.state !== "running")) return said ? { state: "silent", why: "asleep" } : { state: "not_tried", why: "untried" };
  return said ? { state: "armed", why: "" } : { state: "not_tried", why: "untried" };
}

/** @type {{yes: boolean, at: number} | null | undefined} */ let answer;

function kept() {
  if (answer === undefined) {
    try {
      answer = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    } catch {
      answer = null;
    }
  }
  return answer && Math.abs(Date.now() - answer.at) < HOLDS_MS ? answer : null;
}

/** @param {{yes: boolean, at: number} | null} said */
function keep(said) {
  answer = said;
  try {
    if (said) localStorage.setItem(KEPT, JSON.stringify(said));
    else localStorage.removeItem(KEPT);
  } catch {
    // Storage may be barred: the answer then lasts as long as the page.
  }
}
