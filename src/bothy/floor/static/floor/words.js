// What people call codes: the catalogue of the server, so that screens, reports and print say the same.
import { store } from "./store.js";

/** Load the catalogue; kept by the service worker, as it holds nothing about people. */
export async function loadWords() {
  const ask = await fetch("/floor/words.json", { credentials: "same-origin" }).catch(() => null);
  if (!ask?.ok) return;
  const told = await ask.json();
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

const UNASKED = new Set(["declined", "not_asked", "not_known"]);

/** Whether a code is one of the honest non-answers. @param {unknown} code */
export function isUnasked(code) {
  return typeof code === "string" && UNASKED.has(code);
}
