// Acts of an emergency: each is one line, said back in words with a way back, and none waits for an answer.
import { record, undo } from "./acts.js";
import { now } from "./clock.js";
import { inWords } from "./lines.en.js";
import { needStaff } from "./needs.js";
import { store } from "./store.js";
import { p } from "./strings.pad.en.js";
import { hhmmss } from "./times.js";

/** @type {Record<string, string>} the kind of entry that a command makes */
const ENTRY = {
  observe: "observed",
  act: "acted",
  "move-ambulance": "ambulance-moved",
  "join-emergency": "staff-joined",
  "place-emergency": "emergency-placed",
  "say-presentation": "presentation-said",
};

/**
 * Write one line of an emergency.
 * @param {string} emergency @param {string} kind of the command @param {any} body
 * @param {{at?: number, aloud?: string}} [more] `at`: facility time, ms, if not now; `aloud`: whose it is, to say it back with an Undo
 * @returns {{text: string, at: number, takeBack: (pad?: Record<string, any> | null) => void}} `pad`: to be opened again where a name had to be asked
 */
export function write(emergency, kind, body, { at = undefined, aloud = "" } = {}) {
  const answered = record(emergency, kind, body, at);
  const text = inWords({ kind: ENTRY[kind] ?? kind, body });
  // Taking back asks who does it; what is taken back stays in the history.
  const takeBack = (/** @type {Record<string, any> | null} */ pad = null) =>
    needStaff(() => {
      if (pad && store.sheet === null) store.open("pad", pad);
      void answered.then(undo);
    });
  const when = at ?? now();
  if (aloud) void answered.then((answer) => answer.answer === "refused" || store.say(p.wrote(aloud, text, hhmmss(when)), { undo: () => takeBack() }));
  return { text, at: when, takeBack };
}

/** @param {string} emergency @param {string} action @param {any} [more] @param {{at?: number, aloud?: string}} [how] */
export function did(emergency, action, more = {}, how = {}) {
  return write(emergency, "act", { action, ...more, ...(store.active ? { by: store.active } : {}) }, how);
}

/** The dose that one tap stands for: as the last one in this emergency, else the house's own into a muscle. @param {any} one @param {any} ladder */
export function usualDose(one, ladder) {
  const before = one.lines.findLast((/** @type {any} */ line) => line.kind === "acted" && line.body.action === "naloxone" && (line.body.route === "im" || line.body.route === "nasal"));
  return doseBy(before?.body.route ?? "im", ladder);
}

/** @param {string} route @param {any} ladder */
export function doseBy(route, ladder) {
  return { route, dose_mg: route === "nasal" ? ladder.naloxone_nasal_dose_mg : ladder.naloxone_im_dose_mg };
}

/** What may come next of the ambulance; the first is one tap. @type {Record<string, string[]>} */
const AFTER = {
  none: ["called", "not_called"],
  not_called: ["called"],
  stood_down: ["called"],
  called: ["arrived", "stood_down"],
  arrived: ["handed_over", "left_with_person", "declined_by_person", "left_without"],
  handed_over: ["left_with_person", "declined_by_person", "left_without"],
};

/** @param {any} one @returns {string[]} */
export function ambulanceSteps(one) {
  return AFTER[one.ambulance ?? "none"] ?? [];
}
