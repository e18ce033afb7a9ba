// Watches that were missed: nobody looked; nobody was heard; somebody had looked. The same as bothy/care/missed.py.
import { standing } from "./history.js";
import { rulesAt } from "./hours.js";
import { at } from "./time.js";

const MINUTE_MS = 60 * 1000;
const LOOKS = new Set(["seen", "stage-entered", "place-given", "episode-started", "visit-ended"]);
const MOVES = new Set(["stage-entered", "place-given", "visit-ended"]);
const EMERGENCY_LOOKS = new Set(["observed", "emergency-closed"]);
const BY_MOVING = new Set(["waiting_due", "assessment_due", "place_due", "place_limit"]);

/**
 * One level of a watch that was written down as missed; see care.
 * @typedef {{entry: string, watch: string, rule: string, level: number, due_at: number, at: number,
 *   how: "missed"|"not_heard"|"told_late", out_of_contact: string[], seen_at: number|null}} Missed
 */

/** @param {any} house @param {any} visit @returns {Missed[]} */
export function missedOfVisit(house, visit) {
  const lines = standing(visit.lines);
  if (!lines.some((line) => line.kind === "watch-missed")) return [];
  const looks = lines.filter((line) => LOOKS.has(line.kind));
  const moves = lines.filter((line) => MOVES.has(line.kind));
  for (const emergency of house.emergencies.values()) {
    if (emergency.visit !== visit.id) continue;
    // In an emergency staff are with the person from the moment it is raised.
    looks.push(...standing(emergency.lines).filter((line) => EMERGENCY_LOOKS.has(line.kind) || line.kind === "emergency-raised"));
  }
  return all(house, lines, looks, moves);
}

/** @param {any} house @param {any} emergency @returns {Missed[]} */
export function missedOfEmergency(house, emergency) {
  const lines = standing(emergency.lines);
  const looks = lines.filter((line) => EMERGENCY_LOOKS.has(line.kind));
  return all(house, lines, looks, looks);
}

/** @param {any} house @param {any[]} lines @param {any[]} looks @param {any[]} moves @returns {Missed[]} */
function all(house, lines, looks, moves) {
  return lines
    .filter((line) => line.kind === "watch-missed")
    .map((line) => one(house, line, line.body, BY_MOVING.has(line.body.rule) ? moves : looks));
}

/** @returns {Missed} */
function one(house, line, body, answers) {
  const every = rulesAt(house, line.happened_at).limits.escalate_after_minutes * MINUTE_MS;
  const due = /** @type {number} */ (at(body.due_at));
  const came = Math.min(due + every * (body.level - 1), line.happened_at);
  const known = answers.filter((look) => look.number < line.number && look.happened_at <= line.happened_at);
  const countedFrom = Math.max(-Infinity, ...known.map((look) => look.happened_at));
  const late = answers
    .filter((look) => look.number > line.number && look.happened_at <= came && look.happened_at > countedFrom)
    .map((look) => look.happened_at);
  const gone = body.out_of_contact ?? [];
  return {
    entry: line.id,
    watch: body.watch,
    rule: body.rule,
    level: body.level,
    due_at: due,
    at: came,
    how: late.length ? "told_late" : gone.length ? "not_heard" : "missed",
    out_of_contact: gone,
    seen_at: late.length ? Math.max(...late) : null,
  };
}
