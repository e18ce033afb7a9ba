// What is known about an entry beside what it says: its time was reckoned by the house, a missed watch was seen after all.
import { offBy } from "../board/screens.js";
import { html, nothing } from "../lit.js";
import { missedOfEmergency, missedOfVisit } from "../house/missed.js";
import { at } from "../house/time.js";
import { store } from "../store.js";
import { z } from "../strings.screens.en.js";
import { hhmm, hhmmss } from "../times.js";

/** @param {any} line one entry of a visit, an emergency or the facility */
export function notesOf(line) {
  const told = [watchNote(line), ...timeNotes(line)].filter(Boolean);
  return told.length ? told.map((text) => html`<small class="soft note-line">${text}</small>`) : nothing;
}

/** Which of three it was: nobody looked, nobody was heard, or somebody had looked. @param {any} line */
function watchNote(line) {
  if (line.kind !== "watch-missed") return "";
  const visit = store.house.visits.get(line.subject);
  const emergency = store.house.emergencies.get(line.subject);
  const all = visit ? missedOfVisit(store.house, visit) : emergency ? missedOfEmergency(store.house, emergency) : [];
  const one = all.find((each) => each.entry === line.id);
  if (!one) return "";
  const level = z.missed.level(one.level);
  if (one.how === "told_late") return `${level} · ${z.missed.told_late(hhmm(/** @type {number} */ (one.seen_at)))}`;
  if (one.how === "not_heard") return `${level} · ${z.missed.not_heard(one.out_of_contact.map(deviceName).join(", "))}`;
  return `${level} · ${z.missed.missed}`;
}

/** @param {string} device */
function deviceName(device) {
  return store.screens.find((one) => one.device === device)?.name ?? z.missed.aTablet;
}

/** @param {any} line @returns {string[]} */
function timeNotes(line) {
  const reckoned = reckonings().get(line.number);
  if (!reckoned) return [];
  const told = /** @type {number} */ (at(reckoned.told));
  const said = [Math.abs(told - line.happened_at) >= 1000 ? z.reckoned.by(hhmmss(told)) : ""];
  if ((reckoned.uncertain_ms ?? 0) >= 1000) said.push(z.reckoned.uncertain(offBy(reckoned.uncertain_ms).split(" ").slice(0, -1).join(" ")));
  return said.filter(Boolean);
}

/** @type {{lines: any, found: Map<number, any>}} */
let last = { lines: null, found: new Map() };

/** What was reckoned of each entry's time, by the entry's number: it stands right before what was reckoned of it. @returns {Map<number, any>} */
function reckonings() {
  const { facility_lines: lines } = store.house;
  if (last.lines === lines) return last.found;
  const found = new Map();
  for (const line of lines) {
    if (line.kind !== "time-reckoned") continue;
    for (let n = 1; n <= (line.body.count ?? 1); n += 1) found.set(line.number - n, line.body);
  }
  last = { lines, found };
  return found;
}
