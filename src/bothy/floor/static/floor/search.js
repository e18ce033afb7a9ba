// Finding somebody by name, code or card: of everybody where the house can be asked, else of those whom this tablet holds.
import { heldNames } from "./people.js";
import { get } from "./session.js";
import { store } from "./store.js";

/** Nobody at the door waits longer for a search than this. */
const PATIENCE_MS = 2500;

/**
 * @param {string} text @returns {Promise<{people: any[], heard: boolean}>} `heard`: whether the house was asked
 */
export async function findPeople(text) {
  const wanted = text.trim();
  const told = store.link === "cut-off" ? null : await soon(get(`/floor/people?q=${encodeURIComponent(wanted)}`));
  return told ? { people: told.people, heard: true } : { people: heldNames(wanted), heard: false };
}

/** The answer, or null where it is long in coming. @param {Promise<any>} answer */
function soon(answer) {
  return Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))]);
}
