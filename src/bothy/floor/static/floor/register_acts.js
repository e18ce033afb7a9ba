// What hands do in the registers, as commands.
import { note, send } from "./acts.js";
import { iso } from "./clock.js";
import { store } from "./store.js";

const id = () => crypto.randomUUID();
const facility = () => store.house.facility ?? "";
/** @param {string | null} second */
const by = (second) => (second ? { second } : {});

/** @param {{where: string, looks: string, bag: string}} what @param {string | null} second */
export const findItem = (what, second) => send("find-item", id(), { ...what, ...by(second) });

/** @param {string} item @param {{to: string, bag: string, receipt?: string}} what @param {string | null} second */
export const moveItem = (item, { receipt, ...what }, second) => send("move-item", item, { ...what, ...(receipt ? { receipt } : {}), ...by(second) });

/** @param {string[]} bags @param {string | null} second */
export const countItems = (bags, second) => send("count-items", facility(), { bags, ...by(second) });

/**
 * An incident, what was done about it at once, and the words for it.
 * @param {{what: string, where: string, inside: boolean | null}} told @param {string[]} acts @param {string} words
 */
export async function openIncident({ what, where, inside }, acts, words) {
  const incident = id();
  const answer = await send("open-incident", incident, { what, where, ...(inside === null ? {} : { inside }) });
  if (answer.answer === "refused") return answer;
  for (const act of acts) await send("move-incident", incident, { act });
  if (words.trim()) await note(incident, "incident", words.trim());
  return answer;
}

/** @param {{what: string, purpose: string, accompanied: boolean}} told @param {string} name */
export async function letVisitorIn(told, name) {
  const visitor = id();
  const answer = await send("let-visitor-in", visitor, told);
  if (answer.answer !== "refused" && name.trim()) await note(visitor, "name", name.trim());
  return answer;
}

/** @param {string} visitor */
export const letVisitorOut = (visitor) => send("let-visitor-out", visitor, {});

/** @param {string} person @param {{what: string, why: string, since: number, until: number | null, review_on: string | null, told: boolean}} how */
export function restrict(person, { what, why, since, until, review_on, told }) {
  const end = { ...(until === null ? {} : { until: iso(until) }), ...(review_on ? { review_on } : {}) };
  return send("set-restriction", person, { what, why, since: iso(since), ...end, told });
}

/** @param {string} person @param {string} restriction @param {"told" | "lifted"} step */
export const moveRestriction = (person, restriction, step) => send("move-restriction", person, { restriction, step });
