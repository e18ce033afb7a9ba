// What putting an entry right comes to. As bothy/care/decide_correct.py, for the entries that the House holds.

import { cannotBe, noSuchPlace } from "./expect_facility.js";
import { said } from "./expect_parts.js";
import { at } from "./time.js";

/** @typedef {import("./expect.js").Case} Case */

/** What the house wrote of its own clocks and copies is nobody's to put right, and a forgetting stands. */
const BY_THE_HOUSE = new Set(["time-reckoned", "journal-restored", "person-forgotten", "words-erased"]);
const OF_PLACES = new Set(["place-given", "episode-started", "place-changed"]);

/** @param {Case} one */
function correct({ house, subject, body }) {
  const lines = linesOf(house, subject);
  const line = lines.find((each) => each.id === body.entry);
  const { entry, reason, happened_at = null } = body;
  if (!line || !reason?.trim() || !(body.void || body.body || happened_at)) return [];
  if (body.void && line.kind === "facility-founded") return [];
  if (happened_at && Math.floor(/** @type {number} */ (at(happened_at))) < foundedAt(house)) return [];
  const root = rootOf(lines, line);
  if (!root || BY_THE_HOUSE.has(root.kind) || (body.body && cannotHaveBeen(house, lines, line, root, body.body))) return [];
  const put = said({ entry, kind: line.kind, reason, void: body.void || null, body: body.body, happened_at });
  return [{ kind: "corrected", body: put }];
}

/** @param {any} house @param {string} subject @returns {import("./history.js").Line[]} */
function linesOf(house, subject) {
  if (subject === house.facility) return house.facility_lines;
  for (const held of [house.visits, house.emergencies, house.referrals, house.people, house.registers]) {
    const found = held.get(subject);
    if (found) return found.lines;
  }
  return [];
}

/** @param {any} house @returns {number} */
const foundedAt = (house) => house.facility_lines.find((/** @type {any} */ line) => line.kind === "facility-founded")?.happened_at ?? -Infinity;

/** The entry that a chain of corrections puts right in the end. @param {import("./history.js").Line[]} lines @param {import("./history.js").Line} from */
function rootOf(lines, from) {
  const passed = new Set();
  /** @type {import("./history.js").Line | undefined} */ let line = from;
  while (line && line.kind === "corrected") {
    if (passed.has(line.id)) return null;
    passed.add(line.id);
    const named = line.body.entry;
    line = lines.find((each) => each.id === named);
  }
  return line ?? null;
}

/** What a command of that kind would have been refused for. @param {any} house @param {any[]} lines @param {any} line @param {any} root @param {any} body @returns {boolean} */
function cannotHaveBeen(house, lines, line, root, body) {
  if (line.kind === "corrected") {
    if (body.entry !== line.body.entry || body.kind !== line.body.kind) return true;
    const named = lines.find((each) => each.id === body.entry);
    return Boolean(body.body) && (!named || cannotHaveBeen(house, lines, named, root, body.body));
  }
  if (line.kind === "items-counted") return true;
  if (OF_PLACES.has(line.kind)) return noSuchPlace(house, body.place);
  return line.kind === "person-linked" && cannotBe(house, root.subject, body.same_as ?? null);
}

/** @type {Record<string, import("./expect.js").Decider>} */
export const DECIDERS = { correct };
