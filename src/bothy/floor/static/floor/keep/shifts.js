// Coming and going at a tablet that is cut off: the PIN is sealed to the facility, which says later whether it was right.
import { outbox } from "../acts.js";
import * as clock from "../clock.js";
import { SHIFT } from "../outbox.js";
import { store } from "../store.js";
import { setSignedIn } from "../stream.js";
import { k } from "../strings.keeping.en.js";
import { canKeep, readMeta } from "./db.js";
import { letGo, signedIn } from "./letgo.js";
import { seal } from "./seal.js";
import { keeping } from "./state.js";
import { whoMayCome } from "./staff.js";

const DRAIN_MS = 3000;

/** @typedef {import("../session.js").Reply} Reply */

/** @param {string} url @param {any} body */
function rowOf(url, body) {
  return { id: crypto.randomUUID(), kind: SHIFT, url, body, staff: body.staff, tick_ms: performance.now(), boot: clock.BOOT, wall: clock.wall(), synced: clock.synced() };
}

/** @param {string} staff @param {string} pin @returns {Promise<Reply>} */
export async function comeCutOff(staff, pin) {
  const who = (await whoMayCome())?.staff.find((one) => one.staff === staff) ?? { staff, ...store.staff[staff] };
  const sealKey = canKeep() ? await readMeta("seal_key").catch(() => null) : null;
  if (!sealKey) return { ok: false, sentence: k.noSealKey, wait: 0 };
  const since = clock.iso();
  const sealed_pin = await seal(sealKey, { staff, pin, since });
  keeping.cutOffStaff.add(staff);
  await outbox.keepShift(rowOf("/floor/shift", { staff, sealed_pin, cut_off: true, since }));
  store.staff = { ...store.staff, [staff]: { name: who.name, role: who.role } };
  setSignedIn(store.signedIn);
  await signedIn();
  return { ok: true, value: { staff, name: who.name, role: who.role, here: store.signedIn } };
}

/** The second person's PIN, sealed: the server says later whether it was right; if not, what was done has one name. @param {string} staff @param {string} pin @returns {Promise<Reply>} */
export async function confirmCutOff(staff, pin) {
  const sealKey = canKeep() ? await readMeta("seal_key").catch(() => null) : null;
  if (!sealKey) return { ok: false, sentence: k.noSealKey, wait: 0 };
  const since = clock.iso();
  const sealed_pin = await seal(sealKey, { staff, pin, since });
  await outbox.keepShift(rowOf("/floor/shift", { staff, sealed_pin, cut_off: true, beside: true, since }));
  return { ok: true, value: { staff } };
}

/** @param {string} staff @returns {Promise<Reply>} */
export async function goCutOff(staff) {
  await outbox.keepShift(rowOf("/floor/shift/end", { staff, since: clock.iso() }));
  setSignedIn(store.signedIn.filter((one) => one !== staff));
  return { ok: true, value: { here: store.signedIn } };
}

/** Somebody signed out; with the last of them the tablet is let go. */
export async function went() {
  if (store.signedIn.length) return;
  // What can be sent openly is: it takes a moment, and a box takes longer to come to the board.
  const until = performance.now() + DRAIN_MS;
  while (store.link === "in-step" && store.waiting.length && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!store.signedIn.length) await letGo();
}

/** Begin to follow what rows say of comings and goings, and what the server said to them. */
export function followShifts() {
  outbox.addEventListener("shifts", (event) => {
    const came = new Set();
    const gone = new Set();
    for (const row of /** @type {CustomEvent} */ (event).detail) {
      if (row.body.beside) continue;
      const [into, outOf] = row.body.cut_off ? [came, gone] : [gone, came];
      into.add(row.staff);
      outOf.delete(row.staff);
    }
    keeping.cutOffStaff = came;
    keeping.goneStaff = gone;
    if (store.phase === "live") setSignedIn(store.signedIn);
  });
  outbox.addEventListener("shift", (event) => {
    const { row, ok, told } = /** @type {CustomEvent} */ (event).detail;
    if (!row.body.cut_off) return;
    if (!ok) store.say(k.wrongPin(store.staff[row.staff]?.name ?? k.somebody), { tone: "refused" });
    if (row.body.beside) return;
    setSignedIn(ok && told.here ? told.here : store.signedIn.filter((one) => one !== row.staff));
    store.changed();
  });
}
