// The picture of the house at rest: what this tablet opens with when the server cannot be heard.
//
// It holds what is needed to go on, and no more: open visits and whoever is in them, who is restricted, open and recent emergencies, the
// facility's own lines, staff names. Visits that ended are counted and keep no person and no substance. It lies
// encrypted under the shift's key, as a base and what came since; with nobody signed in only what names no service
// user lies there, under the tablet's own key.
import { emptyHouse, FOLD_VERSION } from "../house/fold.js";
import { isOpen as isEmergency } from "../house/emergency.js";
import { over } from "../house/restrictions.js";
import { emptyVisit, isOpen } from "../house/visit.js";
import { db } from "./db.js";
import { current, lock, standing, unlock } from "./keys.js";
import { fromText, toText } from "./text.js";

/** So many pieces are added up at an opening at most; then the base is written anew. */
export const MOST_SINCE = 50;
const RECENT_MS = 12 * 3600 * 1000;

/** @typedef {{house: any, names: Record<string, any>, staff: Record<string, any>, device: {id: string, name: string},
 *   signedIn: string[], heardAt: number}} Picture */

/** A visit that is over, as far as counts and the state of its place need it. @param {any} visit @param {string | null} person */
function outline(visit, person) {
  const { id, started_at, ended_at, ended_how, vacated } = visit;
  const episodes = visit.episodes.map((/** @type {any} */ one) => ({ ...one, preparations: [] }));
  return { ...emptyVisit(id), person, started_at, ended_at, ended_how, stage: visit.stage, vacated, episodes };
}

/**
 * The House without what a tablet need not hold.
 * @param {any} house @param {number} now facility time, ms
 */
export function needed(house, now) {
  const open = [...house.visits.values()].filter(isOpen);
  const here = new Set(open.map((visit) => visit.person).filter(Boolean));
  const openIds = new Set(open.map((visit) => visit.id));
  // Somebody who came three times today is one person in the day's count, and nobody in particular.
  /** @type {Map<string, string>} */ const somebody = new Map();
  const nameless = (/** @type {string | null} */ person) => {
    if (person === null || here.has(person)) return person;
    if (!somebody.has(person)) somebody.set(person, `somebody-${somebody.size + 1}`);
    return /** @type {string} */ (somebody.get(person));
  };
  const visits = new Map([...house.visits].map(([id, visit]) => [id, openIds.has(id) ? visit : outline(visit, nameless(visit.person))]));
  const stays = (/** @type {any} */ one) => isEmergency(one) || openIds.has(one.visit) || now - (one.raised_at ?? 0) < RECENT_MS;
  const emergencies = new Map([...house.emergencies].filter(([, one]) => stays(one)));
  const referrals = new Map([...house.referrals].filter(([, one]) => here.has(one.person)));
  // Whoever is restricted is known at the door also after a start while cut off.
  const restricted = (/** @type {any} */ one) => one.restrictions.some((/** @type {any} */ each) => !over(each, now));
  const people = new Map([...house.people].filter(([id, one]) => here.has(id) || here.has(one.same_as) || restricted(one)));
  for (const person of [...people.values()]) if (person.same_as && house.people.has(person.same_as)) people.set(person.same_as, house.people.get(person.same_as));
  return { ...house, visits, emergencies, referrals, people, facility_lines: house.facility_lines.map(withoutPerson) };
}

/** The House without anybody's visit: places, rules, who is on the floor. @param {any} house */
export function bare(house) {
  const none = emptyHouse();
  const { visits, emergencies, referrals, people } = none;
  const registers = new Map([...house.registers].filter(([, file]) => !file.lines.some((line) => line.kind.startsWith("incident-"))));
  return { ...house, visits, emergencies, referrals, people, registers, facility_lines: house.facility_lines.map(withoutPerson) };
}

/** Who was turned away is for the desk's search, not for a tablet's disk. @param {any} line */
function withoutPerson(line) {
  if (line.kind !== "turned-away" || !line.body.person) return line;
  const { person: _, ...body } = line.body;
  return { ...line, body };
}

/** Write the whole picture anew. @param {Picture} picture @param {number} now */
export async function writeBase(picture, now) {
  const house = needed(picture.house, now);
  const names = Object.fromEntries(Object.entries(picture.names).filter(([id]) => house.people.has(id)));
  const key = await current("shift");
  const locked = await lock(key, toText({ fold: FOLD_VERSION, ...picture, house, names }));
  const tx = (await db()).transaction(["keys", "picture"], "readwrite");
  // Let go in another tab just now: then no picture either.
  if ((await tx.objectStore("keys").get("shift"))?.id === key.id) {
    const store = tx.objectStore("picture");
    await store.delete(IDBKeyRange.bound("since", "since~"));
    await store.put({ part: "base", ...locked });
  }
  await tx.done;
}

/** Write what a tablet knows with nobody signed in. @param {Picture} picture */
export async function writeBare({ house, staff, device, heardAt }) {
  const key = await current("device");
  const locked = await lock(key, toText({ fold: FOLD_VERSION, house: bare(house), staff, device, names: {}, signedIn: [], heardAt }));
  await (await db()).put("picture", { part: "bare", ...locked });
}

/** Add what came since; how many pieces there are then. @param {number} number @param {any} data of the stream's `lines` */
export async function addSince(number, data) {
  const key = await standing("shift");
  if (!key) return 0;
  const locked = await lock(key, data);
  const tx = (await db()).transaction("picture", "readwrite");
  await tx.store.put({ part: `since ${String(number).padStart(16, "0")}`, ...locked });
  const pieces = await tx.store.count(IDBKeyRange.bound("since", "since~"));
  await tx.done;
  return pieces;
}

/**
 * What lies there, or null: the whole picture and what came since, or the bare one.
 * @returns {Promise<{kind: "whole" | "bare", picture: Picture, since: any[]} | null>}
 */
export async function read() {
  const database = await db();
  const whole = await opened(await database.get("picture", "base"));
  if (whole) {
    const pieces = await database.getAll("picture", IDBKeyRange.bound("since", "since~"));
    const since = await Promise.all(pieces.map(unlock));
    const gap = since.indexOf(undefined);
    return { kind: "whole", picture: whole, since: gap < 0 ? since : since.slice(0, gap) };
  }
  const plain = await opened(await database.get("picture", "bare"));
  return plain && { kind: "bare", picture: plain, since: [] };
}

/** @param {any} locked @returns {Promise<any>} */
async function opened(locked) {
  if (!locked) return null;
  const text = await unlock(locked);
  const picture = text === undefined ? null : fromText(text);
  // Another version of the app adds up differently; it hears the house anew before it may be cut off.
  return picture?.fold === FOLD_VERSION ? picture : null;
}
