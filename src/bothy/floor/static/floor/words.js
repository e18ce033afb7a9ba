// What people call codes: the catalogue of the server, so that screens, reports and print say the same.
import { store } from "./store.js";

const URL_ = "/floor/words.json";
const KEPT = "bothy-words";
const PATIENCE_MS = 30_000;
let fresh = false;

/** Load the catalogue: the server's, or the one kept from last time. It holds nothing about people. */
export async function loadWords() {
  if (fresh) return;
  const kept = typeof caches === "undefined" ? null : await caches.open(KEPT).catch(() => null);
  if (!Object.keys(store.words).length) await take(await kept?.match(URL_));
  const ask = await fetch(URL_, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  if (!ask?.ok) return;
  fresh = true;
  await kept?.put(URL_, ask.clone()).catch(() => {});
  await take(ask);
}

/** @param {Response | undefined} answer */
async function take(answer) {
  const told = await answer?.json().catch(() => null);
  if (!told) return;
  store.words = told.labels;
  store.codes = told.lists;
  store.changed();
}

/** @param {string} list @param {string} code */
export function word(list, code) {
  return store.words[`${list}.${code}`] ?? String(code).replaceAll("_", " ");
}

/** The codes of a list in the order in which screens show them. @param {string} list @returns {string[]} */
export function codes(list) {
  return store.codes[list] ?? [];
}

/** As at the beginning of a sentence. @param {string} text */
export const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
