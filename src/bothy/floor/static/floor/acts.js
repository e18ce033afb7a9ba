// What hands do, as commands: each function is one act of the floor. All of them go through the outbox.
import { BOOT, iso, now, synced, wall } from "./clock.js";
import { Outbox } from "./outbox.js";
import { couldNotBeKept, recordAnyway } from "./refusals.js";
import { sha256 } from "./sha256.js";
import { store } from "./store.js";
import { c } from "./strings.cutoff.en.js";
import { s } from "./strings.en.js";
import { f } from "./strings.flags.en.js";

export const outbox = new Outbox();
outbox.addEventListener("waiting", (event) => (store.waiting = /** @type {CustomEvent} */ (event).detail));
outbox.addEventListener("answer", (event) => heard(/** @type {CustomEvent} */ (event).detail));

/** In step, an answer is waited for; one that takes longer is heard of later, and hands go on. */
const PATIENCE_MS = 4000;

/** Rows of which somebody at this screen awaits the answer: they are told at once. @type {Set<string>} */
const awaited = new Set();

/** @typedef {{answer: "recorded" | "contested" | "refused" | "kept", numbers?: number[], refusal?: any, row: any, lines: any[]}} Answer */

/**
 * Send one command. In step the promise holds the server's answer, and a refusal is said aloud. Cut off it holds
 * "kept" as soon as the row lies in the outbox: what hands did goes on, as acted on, and is drawn at once.
 * @param {string} kind @param {string} subject @param {any} body
 * @param {{private_?: any, at?: number, acted?: boolean, quiet?: boolean}} [more] `at`: facility time, ms
 * @returns {Promise<Answer>} with the row, and the lines that were expected of it
 */
export async function send(kind, subject, body = {}, { private_ = undefined, at = undefined, acted = false, quiet = false } = {}) {
  const row = {
    id: crypto.randomUUID(),
    kind,
    subject,
    body,
    happened_at: iso(at ?? now()),
    seen: store.base.number,
    acted: acted || store.link !== "in-step",
    staff: store.active,
    tick_ms: performance.now(),
    boot: BOOT,
    at: iso(),
    wall: wall(),
    synced: synced(),
    ...(private_ ? { private: private_ } : {}),
  };
  return hand(row, quiet);
}

/** @param {any} row @param {boolean} quiet @returns {Promise<Answer>} */
async function hand(row, quiet) {
  awaited.add(row.id);
  const { answered } = await outbox.keep(row);
  const lines = store.linesOf(row.id);
  const answer = await Promise.race([answered, goneOn()]);
  awaited.delete(row.id);
  if (answer.answer === "refused" && !quiet) store.say(answer.refusal?.sentence ?? s.trouble.refused, { tone: "refused" });
  if (answer.answer === "contested") store.say(s.said.contested, { tone: "refused" });
  return { ...answer, row, lines };
}

/** When hands need not wait any longer: at once while cut off, as soon as the link goes, or after a while. @returns {Promise<{answer: "kept"}>} */
function goneOn() {
  return new Promise((resolve) => {
    const look = () => store.link !== "in-step" && done_();
    const timer = setTimeout(() => done_(), PATIENCE_MS);
    const done_ = () => {
      clearTimeout(timer);
      store.removeEventListener("change", look);
      resolve({ answer: "kept" });
    };
    store.addEventListener("change", look);
    look();
  });
}

/** The server answered a row, of this page or of another. @param {{row: any, answer: any}} told */
function heard({ row, answer }) {
  if (answer.answer !== "refused") return store.answered(row, answer.numbers ?? []);
  // Whoever waits for the answer is told by a message; all others find it on the list.
  if (awaited.has(row.id)) return;
  store.unsayOf(row.id);
  void couldNotBeKept(row, answer.refusal ?? { code: "refused", sentence: s.trouble.refused });
}

/** What could not be kept was done all the same. @param {import("./refused.js").Refused} one */
export async function again(one) {
  const answer = await recordAnyway(one, (row) => hand(row, true));
  if (answer.answer !== "refused") store.say(c.list.again);
  else await couldNotBeKept(answer.row, answer.refusal);
}

/** Say what was done, with a way back. @param {Answer} answer @param {string} text */
function done(answer, text) {
  if (answer.answer === "refused") return;
  store.say(text, { undo: () => void undo(answer), of: answer.row.id });
}

/**
 * Take back what a command wrote or will write: each entry is corrected as "did not happen", the last one first.
 * @param {Answer} answer
 */
export async function undo({ row, lines, numbers }) {
  const written = numbers ? lines.slice(0, numbers.length) : lines;
  const unforeseen = (numbers ?? []).slice(lines.length).map((number) => lineOf(number));
  const all = [...written, ...(await Promise.all(unforeseen)).filter((line) => line && line.kind !== "time-reckoned")];
  if (!all.length) store.say(s.trouble.undoLater, { tone: "refused" });
  for (const line of all.reverse()) await voidLine(line, s.reasons.slip);
}

/** An entry that was not foreseen may reach this screen a moment after the answer did. @param {number} number */
async function lineOf(number) {
  for (let tries = 0; tries < 40; tries += 1) {
    const line = store.recent.get(number);
    if (line) return line;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

/** "This did not happen." @param {any} line @param {string} reason */
export function voidLine(line, reason) {
  return send("correct", line.subject, { entry: line.id, reason, void: true });
}

/** @param {any} line @param {{reason: string, body?: any, at?: number}} how */
export function changeLine(line, { reason, body, at }) {
  const told = { entry: line.id, reason, ...(body ? { body } : {}), ...(at ? { happened_at: iso(at) } : {}) };
  return send("correct", line.subject, told);
}

// --- the door ---------------------------------------------------------------------------------------

/** @param {{name: string, code: string, age_band?: string, sex?: string, looked_up?: boolean}} who @returns {Promise<{person: string, answer: any}>} */
export async function register({ name, code, ...body }) {
  const person = crypto.randomUUID();
  const answer = await send("register-person", person, body, { private_: { name, code, card: null } });
  return { person, answer };
}

/**
 * Nobody could be looked up: in they come, by name or code as spoken; the desk says later who it was.
 * @param {{name: string, code: string}} spoken @param {string[]} purposes @param {string} reason
 */
export async function enterNotLookedUp({ name, code }, purposes, reason = "") {
  const { person, answer } = await register({ name, code, looked_up: false });
  return answer.answer === "refused" ? answer : startVisit(person, purposes, reason);
}

/** The desk says who it was; null: someone new. @param {string} person @param {string | null} same_as @param {string} text */
export async function linkPerson(person, same_as, text) {
  const answer = await send("link-person", person, same_as ? { same_as } : {});
  done(answer, text);
  return answer;
}

/** Somebody was registered twice: `person` is `same_as`. @param {string} person @param {string} same_as @param {string} text */
export async function mergePerson(person, same_as, text) {
  const answer = await send("merge-person", person, { same_as });
  done(answer, text);
  return answer;
}

/** What was said of who somebody is did not hold. @param {string} person @param {string} entry @param {string} reason */
export function unlink(person, entry, reason) {
  return send("correct", person, { entry, reason, void: true });
}

/** @param {string} person @param {string[]} purposes @param {string} reason */
export async function startVisit(person, purposes, reason = "") {
  const body = { person, purposes, ...(reason ? { reason } : {}) };
  return send("start-visit", crypto.randomUUID(), body);
}

/** @param {string} reason @param {string} purpose @param {string | null} person */
export async function turnAway(reason, purpose = "use", person = null) {
  const answer = await send("turn-away", house(), { reason, purpose, ...(person ? { person } : {}) });
  done(answer, s.said.turnedAway);
  return answer;
}

// --- a visit ----------------------------------------------------------------------------------------

/** @param {any} visit @param {string} stage @param {{reason?: string, staff?: string | null}} more */
export function enterStage(visit, stage, { reason = "", staff = null } = {}) {
  return send("enter-stage", visit.id, { stage, ...(staff ? { with_staff: staff } : {}), ...(reason ? { reason } : {}) });
}

/** @param {any} visit @param {any} body */
export function assess(visit, body) {
  return send("assess", visit.id, body);
}

/** @param {any} visit @param {number} place @param {string} reason @param {string} name */
export async function givePlace(visit, place, reason, name) {
  const answer = await send("give-place", visit.id, { place, ...(reason ? { reason } : {}) });
  done(answer, s.said.given(name, place));
  return answer;
}

/** @param {any} visit */
export function startEpisode(visit) {
  return send("start-episode", visit.id, {});
}

/** @param {any} visit @param {string} used @param {string} name */
export async function endEpisode(visit, used, name) {
  const episode = visit.episodes.find((/** @type {any} */ one) => one.ended_at === null);
  const answer = episode
    ? await send("end-episode", visit.id, { episode: episode.id, used })
    : await enterStage(visit, "aftercare");
  done(answer, s.said.ended(name));
  return answer;
}

/** @param {any[]} visits @param {string} text @param {{round?: boolean, state?: string}} more */
export async function see(visits, text, { round = false, state = "awake" } = {}) {
  if (!visits.length) return null;
  const answer = await send("see", visits[0].id, { visits: visits.map((visit) => visit.id), state, round });
  done(answer, text);
  return answer;
}

/** @param {any} visit @param {string} service */
export function giveService(visit, service) {
  return send("give-service", visit.id, { service });
}

/** @param {any} visit @param {{item: string, count: number}[]} items @param {{for_others?: any, returned?: number | null, reason?: string}} more */
export function giveSupplies(visit, items, more = {}) {
  const body = { items, ...more };
  for (const key of Object.keys(body)) if (body[key] === null || body[key] === "" || body[key] === undefined) delete body[key];
  return send("give-supplies", visit.id, body);
}

/** @param {any} visit @param {string} how @param {string} reason @param {string} name */
export async function endVisit(visit, how, reason, name) {
  const answer = await send("end-visit", visit.id, { how, ...(reason ? { reason } : {}) });
  done(answer, s.said.left(name));
  return answer;
}

/** @param {any} visit @param {string} about @param {string | null} keeps @param {string} reason */
export function settle(visit, about, keeps, reason = "") {
  return send("settle-contest", visit.id ?? visit, { about, ...(keeps ? { keeps } : {}), ...(reason ? { reason } : {}) });
}

/** @param {any} visit @param {string} to */
export function offerReferral(visit, to) {
  return send("offer-referral", crypto.randomUUID(), { person: visit.person, to, visit: visit.id });
}

/** @param {any} referral @param {any} body */
export function moveReferral(referral, body) {
  return send("move-referral", referral.id, body);
}

/** Words go to an erasable row; the journal holds only their salted digest. @param {string} subject @param {string} about @param {string} text */
export async function note(subject, about, text) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const words = new TextEncoder().encode(text);
  const salted = new Uint8Array([...salt, ...words]);
  const digest = hex(sha256(salted));
  return send("note", subject, { about, digest }, { private_: { text, salt: hex(salt) } });
}

/** @param {Uint8Array} bytes */
function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- the house --------------------------------------------------------------------------------------

function house() {
  return store.house.facility ?? "";
}

/** @param {number} place @param {string} status @param {string} reason */
export function changePlace(place, status, reason = "") {
  return send("change-place", house(), { place, status, ...(reason ? { reason } : {}) });
}

/** @param {string} reason */
export function openFloor(reason = "") {
  return send("open-floor", house(), reason ? { reason } : {});
}

/** @param {string} reason */
export function closeFloor(reason = "end_of_day") {
  return send("close-floor", house(), { reason });
}

/** @param {string} staff @param {string} role */
export function comeOnShift(staff, role) {
  return send("come-on-shift", house(), { staff, role });
}

/** @param {string} staff */
export function goOffShift(staff) {
  return send("go-off-shift", house(), { staff });
}

/** A person takes the flag of a bad batch down. @param {string} flag @param {string} why */
export async function endFlag(flag, why) {
  const answer = await send("end-flag", house(), { flag, why });
  done(answer, f.taken);
  return answer;
}

// --- an emergency: nothing here waits for an answer ----------------------------------------------------

/** Raise it now, draw it now; the server hears of it as soon as may be. @param {{where?: string, place?: number | null, visit?: string | null, drill?: boolean}} at_ */
export function raiseEmergency({ where = "not_known", place = null, visit = null, drill = false } = {}) {
  const id = crypto.randomUUID();
  store.raisedHere.set(id, { id, raised_at: now(), where, place, visit, drill });
  const body = { ...(where === "not_known" ? {} : { where }), ...(place ? { place } : {}), ...(visit ? { visit } : {}), ...(drill ? { drill } : {}) };
  void send("raise-emergency", id, body);
  store.changed();
  return id;
}

/** @param {string} id @param {{where: string, place?: number | null, visit?: string | null}} at_ */
export function placeEmergency(id, { where, place = null, visit = null }) {
  const here = store.raisedHere.get(id);
  if (here) store.raisedHere.set(id, { ...here, where, place, visit });
  return send("place-emergency", id, { where, ...(place ? { place } : {}), ...(visit ? { visit } : {}) });
}

/** @param {string} id @param {string} kind @param {any} body @param {number} [at] */
export function record(id, kind, body, at) {
  return send(kind, id, body, { at });
}
