// Keeps what this tablet needs to go on alone, and opens with it when the server cannot be heard.
import { outbox } from "../acts.js";
import * as clock from "../clock.js";
import { keepRefusedIn, refreshRefused } from "../refusals.js";
import { store } from "../store.js";
import { setSignedIn, takeLines } from "../stream.js";
import { handIn } from "./boxes.js";
import { canKeep, db } from "./db.js";
import { unlock } from "./keys.js";
import { lookAfter } from "./letgo.js";
import { addSince, MOST_SINCE, read, writeBare, writeBase } from "./picture.js";
import { standBy } from "./refill.js";
import { IdbRefused } from "./refused.js";
import { followShifts } from "./shifts.js";
import { leads } from "./source.js";
import { keepStaff } from "./staff.js";
import { keeping } from "./state.js";
import { fromText, toText } from "./text.js";

const HEAR_MS = 600;
const CLOCK = "bothy-clock";

/** @type {Promise<unknown>} one writing after another */ let writing = Promise.resolve();

/** @param {() => Promise<unknown>} act */
function inTurn(act) {
  writing = writing.then(act, act).catch(() => {
    // A picture that cannot be written is an older one at the next opening; what hands do has its own store.
  });
}

// --- at rest --------------------------------------------------------------------------------------

/** @returns {import("./picture.js").Picture} */
const picture = () => ({ house: store.base, names: store.toldNames, staff: store.staff, device: store.device, signedIn: store.signedIn, heardAt: store.heardAt });

/** Write how things stand now, if this is the tab that does. */
export function keepPicture() {
  if (!canKeep() || !leads() || keeping.fromRest || store.phase !== "live") return;
  const now = picture();
  inTurn(async () => {
    await writeBare(now);
    if (store.signedIn.length) await writeBase(now, clock.now());
  });
}

/** @param {any} data */
function keepLines(data) {
  if (!canKeep() || !leads() || keeping.fromRest || !store.signedIn.length) return;
  inTurn(async () => {
    if ((await addSince(data.number, data)) >= MOST_SINCE) keepPicture();
  });
}

/** The facility's time goes on by the wall clock while no page is open. */
function keepClock() {
  try {
    localStorage.setItem(CLOCK, JSON.stringify({ facility: clock.now(), wall: Date.now(), rate: clock.speed() }));
  } catch {
    // Storage may be barred: then the wall clock is all there is after a reload.
  }
}

function resumeClock() {
  try {
    const { facility, wall, rate } = JSON.parse(localStorage.getItem(CLOCK) ?? "{}");
    // A wall clock that was set back must not take the house into the past.
    if (Number.isFinite(facility)) clock.resume(facility + Math.max(0, Date.now() - wall) * rate, rate);
  } catch {
    // Nothing was known.
  }
}

/** Something was heard of the server and is in the store now. @param {string} name @param {any} data */
export function heardOf(name, data) {
  if (name === "snapshot" || name === "you") keepPicture();
  else if (name === "lines") keepLines(data);
  if (name === "snapshot" || name === "heartbeat") keepClock();
  for (const listen of listeners) listen(name, data);
}

/** @type {((name: string, data: any) => void)[]} */ const listeners = [];

/** @param {(name: string, data: any) => void} listen */
export function onHeard(listen) {
  listeners.push(listen);
}

// --- opening --------------------------------------------------------------------------------------

/** Call once: what waits is drawn, and where the server is not heard at once, the house as it was last told. */
export async function startKeeping() {
  resumeClock();
  lookAfter();
  handIn();
  standBy();
  keepStaff();
  followShifts();
  outbox.addEventListener("trouble", () => notDurable());
  if (!canKeep()) notDurable();
  await outbox.refresh();
  if (canKeep()) void keepRefusedIn(new IdbRefused(() => void refreshRefused())).catch(() => {});
  setTimeout(() => void openFromRest(), HEAR_MS);
}

function notDurable() {
  keeping.durable = false;
  store.changed();
}

async function openFromRest() {
  if (store.phase !== "starting" || !canKeep()) return;
  const found = await read().catch(() => null);
  if (!found || /** @type {string} */ (store.phase) !== "starting") return;
  const { kind, picture: was, since } = found;
  keeping.fromRest = kind;
  store.base = was.house;
  store.names = was.names;
  store.staff = was.staff;
  store.device = was.device;
  store.heardAt = was.heardAt;
  for (const data of since) takeLines(data);
  await drawAnswered(store.base.number);
  setSignedIn(was.signedIn);
  store.phase = "live";
  store.link = "cut-off";
  outbox.wake();
  store.changed();
}

/** Rows that were answered and whose entries this picture has not: drawn until the house is heard again. @param {number} number */
async function drawAnswered(number) {
  const records = await (await db()).getAllFromIndex("kept", "top", IDBKeyRange.lowerBound(number, true));
  for (const record of records) {
    const row = await unlock(record);
    if (row) store.answered(row, record.numbers);
  }
}

// --- between tabs -----------------------------------------------------------------------------------

/** What a tab that follows begins with; null before there is anything. */
export function houseForTabs() {
  if (store.phase !== "live") return null;
  return {
    picture: toText({ ...picture(), demo: store.demo, fromRest: keeping.fromRest, recent: store.recent, screens: store.screens, troubles: store.troubles }),
    link: store.link,
    clock: { now: clock.now(), rate: clock.speed(), known: clock.synced() },
  };
}

/** @param {any} message @returns {boolean} whether the tab that leads hears the server */
export function houseFromTab({ picture: text, link, clock: time }) {
  const was = fromText(text);
  // What the tab that leads reckons itself is not the house's word.
  if (time.known) clock.sync(clock.iso(time.now), time.rate);
  else clock.resume(time.now, time.rate);
  keeping.fromRest = was.fromRest;
  store.base = was.house;
  store.names = was.names;
  store.staff = was.staff;
  store.device = was.device;
  store.demo = was.demo;
  store.recent = was.recent;
  store.screens = was.screens;
  store.troubles = was.troubles;
  store.heardAt = was.heardAt;
  setSignedIn(was.signedIn);
  store.phase = "live";
  if (link !== "in-step") store.link = "cut-off";
  store.changed();
  return link === "in-step";
}
