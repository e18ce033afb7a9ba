// When a tablet is let go (the last person signs out, its key is a shift old, it was taken out of the house), what
// nobody else has yet is sealed to the facility; the rest nobody can read any more, as its key is gone.
import { outbox } from "../acts.js";
import { SHIFT, toldOfShift } from "../outbox.js";
import { store } from "../store.js";
import { canKeep, db, readMeta, writeMeta } from "./db.js";
import { forget, lock, make, unlock } from "./keys.js";
import { keepPicture, onHeard } from "./keeper.js";
import { seal } from "./seal.js";
import { sendBoxes } from "./boxes.js";
import { leads } from "./source.js";
import { keeping } from "./state.js";
import { alone, hear, say } from "./tabs.js";

/** The longest that a key lives where the server names no length of a shift. */
const SHIFT_HOURS = 14;
/** Rows in a box: what the server takes in one go. */
const BOX_ROWS = 200;
const HOUR_MS = 3600 * 1000;

// --- who is here ------------------------------------------------------------------------------------

/** Somebody gave their PIN here: a shift begins, and with it the right to keep. */
export async function signedIn() {
  if (!canKeep()) return;
  await writeMeta("signed", Date.now()).catch(() => {});
  void navigator.storage?.persist?.().catch(() => false);
  keepPicture();
}

/** Who the server says is here. @param {any} you */
async function takeYou(you) {
  if (you.seal_key) await writeMeta("seal_key", you.seal_key);
  if (you.shift_hours) await writeMeta("shift_hours", you.shift_hours);
  const signed = await readMeta("signed");
  if ((you.staff ?? []).length) {
    if (!signed) await signedIn();
  } else if (signed && !keeping.cutOffStaff.size && leads()) await letGo();
}

/** Begin to look after what lies here. */
export function lookAfter() {
  if (!canKeep()) return;
  onHeard((name, data) => {
    const you = name === "snapshot" ? data.you : name === "you" ? data : null;
    if (you) void takeYou(you).catch(() => {});
  });
  hear("let-go", () => {
    forget();
    void outbox.refresh();
  });
  // Taken out of the house by the office: the same as letting go, and what the tablet itself knows goes too.
  store.addEventListener("change", () => {
    if (store.phase === "revoked") void takenOut().catch(() => {});
  });
  void checkAge().catch(() => {});
  setInterval(() => void checkAge().catch(() => {}), 60_000);
}

let out = false;

async function takenOut() {
  if (out) return;
  out = true;
  await letGo();
  const tx = (await db()).transaction(["keys", "picture"], "readwrite", { durability: "strict" });
  await Promise.all([tx.objectStore("keys").clear(), tx.objectStore("picture").clear(), tx.done]);
  forget();
}

// --- a key lives one shift at most --------------------------------------------------------------------

/** A shift key that has lived its time is replaced while somebody of a later shift works here, else all is let go. */
export async function checkAge(now = Date.now()) {
  const key = await (await db()).get("keys", "shift");
  if (!key) return;
  const most = ((await readMeta("shift_hours")) ?? SHIFT_HOURS) * HOUR_MS;
  // A wall clock that was set far back does not make a key young again.
  if (Math.abs(now - key.made) < most) return;
  const signed = await readMeta("signed");
  const stays = store.signedIn.length > 0 && signed && Math.abs(now - signed) < most;
  await (stays ? renew() : letGo());
}

/** Put everything under a new key, in one step. */
async function renew() {
  await alone("bothy-keys", async () => {
    const database = await db();
    const old = await database.get("keys", "shift");
    if (!old) return;
    const fresh = await make("shift");
    const names = ["outbox", "kept", "refused"];
    const records = await Promise.all(names.map((name) => database.getAll(name)));
    const again = await Promise.all(records.map((list) => Promise.all(list.map((/** @type {any} */ one) => relocked(one, fresh)))));
    const tx = database.transaction(["keys", "picture", ...names], "readwrite", { durability: "strict" });
    const there = await Promise.all(names.map((name) => tx.objectStore(name).getAllKeys()));
    const still = (await tx.objectStore("keys").get("shift"))?.id === old.id;
    // One that was answered and one that was kept meanwhile are as many as before, and not the same.
    const changed = there.some((keys, n) => keys.join() !== records[n].map((/** @type {any} */ one) => one.seq ?? one.id).join());
    if (!still || changed) return void (await tx.done); // at the next look
    await Promise.all(names.flatMap((name, n) => again[n].map((one) => tx.objectStore(name).put(one))));
    await tx.objectStore("picture").delete(IDBKeyRange.bound("base", "since~", false, false));
    await tx.objectStore("keys").put(fresh);
    await tx.done;
    forget();
    say("let-go");
  });
  keepPicture();
}

/** @param {any} record @param {import("./keys.js").KeyRow} fresh */
async function relocked(record, fresh) {
  const value = await unlock(record);
  return value === undefined ? record : { ...record, ...(await lock(fresh, value)) };
}

// --- letting go ---------------------------------------------------------------------------------------

/** Seal what nobody else has, and forget everything about people. */
export async function letGo() {
  if (!canKeep()) return;
  await alone("bothy-keys", async () => {
    // A row that is kept just now must not fall between: look again until nothing came meanwhile.
    while (!(await sealed())) continue;
  });
  forget();
  say("let-go");
  await outbox.refresh();
  void sendBoxes();
}

/** @returns {Promise<boolean>} whether it is done; false where a row came in between */
async function sealed() {
  const database = await db();
  const sealKey = await readMeta("seal_key");
  const copied = (await readMeta("copied")) ?? 0;
  const records = await database.getAll("outbox");
  const answered = (await database.getAll("kept")).filter((/** @type {any} */ one) => one.top > copied);
  const rows = await Promise.all(records.map(unlock));
  const older = await Promise.all(answered.map(unlock));
  const items = [
    ...older.map((command, n) => ({ command, numbers: answered[n].numbers })),
    ...rows.map((command) => ({ command, numbers: null })),
  ].filter(({ command }) => command !== undefined);
  const boxes = items.length && sealKey ? await boxed(sealKey, items) : [];
  const lost = items.length > 0 && !sealKey; // the facility never told its key: then rows stay as they are

  const stores = ["keys", "outbox", "kept", "refused", "picture", "boxes", "meta"];
  const tx = database.transaction(stores, "readwrite", { durability: "strict" });
  const known = new Set(records.map((/** @type {any} */ one) => one.seq));
  if ((await tx.objectStore("outbox").getAllKeys()).some((seq) => !known.has(seq))) {
    await tx.done;
    return false;
  }
  for (const box of boxes) await tx.objectStore("boxes").add(box);
  await tx.objectStore("picture").delete(IDBKeyRange.bound("base", "since~"));
  if (!lost) {
    await Promise.all(["outbox", "kept", "refused"].map((name) => tx.objectStore(name).clear()));
    await tx.objectStore("keys").delete("shift");
  }
  await tx.objectStore("meta").delete("signed");
  await tx.done;
  if (!lost) outbox.setAside(rows.filter((row) => row !== undefined && row.kind !== SHIFT));
  return true;
}

/**
 * Boxes in the order of hands. Who came and went is no box: it names nobody, and its PIN is sealed already.
 * @param {string} sealKey @param {{command: any, numbers: number[] | null}[]} items
 */
async function boxed(sealKey, items) {
  /** @type {any[]} */ const boxes = [];
  /** @type {{command: any, numbers: number[] | null}[]} */ let open = [];
  const shut = async () => {
    if (!open.length) return;
    const top = Math.max(0, ...open.flatMap((one) => one.numbers ?? []));
    const sent = open.every((one) => one.numbers !== null);
    boxes.push({ kind: "rows", box: await seal(sealKey, open), count: open.length, top, sent });
    open = [];
  };
  for (const item of items) {
    if (item.command.kind === SHIFT) {
      await shut();
      boxes.push({ kind: "shift", url: item.command.url, body: toldOfShift(item.command) });
      continue;
    }
    if (open.length === BOX_ROWS || (open.length && (open[0].numbers === null) !== (item.numbers === null))) await shut();
    open.push(item);
  }
  await shut();
  return boxes;
}
