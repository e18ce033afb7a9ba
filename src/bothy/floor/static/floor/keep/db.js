// Where a tablet keeps things: one IndexedDB, its stores, and whether there is one at all.
import { openDB } from "../../vendor/idb/build/index.js";

export const NAME = "bothy";
const PATIENCE_MS = 4000;

// What lies in which store. Whatever is about people or their day lies encrypted (keys.js):
//   keys     "shift" and "device": CryptoKeys that cannot be read out, and when they were made
//   outbox   rows not yet answered, in the order in which hands made them
//   kept     rows the server answered, until they stand in a backup or copy
//   refused  rows the server refused, until somebody has dealt with them
//   picture  the house as last told: a base and what came since
//   boxes    what was sealed to the facility when the tablet was let go
//   meta     nothing about people: the facility's public key, how far copies are

/** @type {Promise<import("idb").IDBPDatabase> | null} */ let opened = null;

/** Whether this page may keep anything: only secure pages (https, or localhost) have what it takes. */
export function canKeep() {
  return typeof indexedDB !== "undefined" && typeof crypto !== "undefined" && Boolean(crypto.subtle) && Boolean(navigator.locks);
}

/** The database; rejects where there is none, and where it does not open in a few seconds. */
export function db() {
  opened ??= canKeep() ? intime(open()) : Promise.reject(new Error("this page cannot keep anything"));
  return opened;
}

function open() {
  return openDB(NAME, 1, {
    upgrade(database) {
      database.createObjectStore("keys", { keyPath: "name" });
      const outbox = database.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      outbox.createIndex("id", "id", { unique: true });
      const kept = database.createObjectStore("kept", { keyPath: "id" });
      kept.createIndex("top", "top");
      database.createObjectStore("refused", { keyPath: "id" });
      database.createObjectStore("picture", { keyPath: "part" });
      database.createObjectStore("boxes", { keyPath: "seq", autoIncrement: true });
      database.createObjectStore("meta", { keyPath: "name" });
    },
    // Another tab of a newer version wants to change the stores: let it, and open anew when next asked.
    blocking(_now, _wanted, event) {
      /** @type {IDBDatabase} */ (event.target).close();
      opened = null;
    },
    terminated() {
      opened = null;
    },
  });
}

/** A store that does not answer must not hold up an emergency. @template T @param {Promise<T>} work @returns {Promise<T>} */
export function intime(work) {
  /** @type {ReturnType<typeof setTimeout>} */ let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error("the store does not answer")), PATIENCE_MS)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** @param {string} name @returns {Promise<any>} */
export async function readMeta(name) {
  return (await (await db()).get("meta", name))?.value;
}

/** @param {string} name @param {any} value */
export async function writeMeta(name, value) {
  await (await db()).put("meta", { name, value });
}
