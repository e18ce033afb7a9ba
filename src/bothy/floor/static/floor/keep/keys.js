// The keys under which a tablet keeps things. They cannot be read out, only used, by this origin's own pages.
//
// "shift": for rows and the picture of the house; made when first needed, at most one shift old, gone when the last
// person signs out. "device": for what a tablet must know with nobody signed in (house rules, places, staff names).
import { db } from "./db.js";

/** @typedef {{name: string, id: string, key: CryptoKey, made: number}} KeyRow `made`: wall clock, epoch ms */
/** @typedef {{key: string, iv: Uint8Array, ct: ArrayBuffer}} Locked */

const GCM = { name: "AES-GCM", length: 256 };

/** @type {Map<string, KeyRow>} by id */ const held = new Map();

/** The key of this name, made where there is none. @param {"shift" | "device"} name @returns {Promise<KeyRow>} */
export async function current(name) {
  const found = await standing(name);
  if (found) return found;
  const fresh = await make(name);
  const tx = (await db()).transaction("keys", "readwrite", { durability: "strict" });
  // Two tabs may have made one at the same moment: the first stands.
  const first = /** @type {KeyRow | undefined} */ (await tx.store.get(name));
  if (!first) await tx.store.put(fresh);
  await tx.done;
  const row = first ?? fresh;
  held.set(row.id, row);
  return row;
}

/** A new key of this name, which lies nowhere yet. @param {"shift" | "device"} name @returns {Promise<KeyRow>} */
export async function make(name) {
  const key = await crypto.subtle.generateKey(GCM, false, ["encrypt", "decrypt"]);
  return { name, id: crypto.randomUUID(), key, made: Date.now() };
}

/** The key of this name as it lies there, or undefined. @param {string} name @returns {Promise<KeyRow | undefined>} */
export async function standing(name) {
  const row = await (await db()).get("keys", name);
  if (row) held.set(row.id, row);
  return row;
}

/** Forget what this page holds of keys that do not lie there any more. */
export function forget() {
  held.clear();
}

/** @param {KeyRow} row @param {any} value what JSON can say @returns {Promise<Locked>} */
export async function lock(row, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, row.key, new TextEncoder().encode(JSON.stringify(value)));
  return { key: row.id, iv, ct };
}

/** What was locked; undefined where its key is gone or it was changed. @param {Locked} locked @returns {Promise<any>} */
export async function unlock(locked) {
  const row = held.get(locked.key) ?? (await byId(locked.key));
  if (!row) return undefined;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv }, row.key, locked.ct);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}

/** @param {string} id @returns {Promise<KeyRow | undefined>} */
async function byId(id) {
  const rows = /** @type {KeyRow[]} */ (await (await db()).getAll("keys"));
  for (const row of rows) held.set(row.id, row);
  return held.get(id);
}
