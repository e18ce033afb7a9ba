// Whom this tablet holds by name: found without the server, each once, by name or by the end of their code.
import { isOpen, who } from "./house/links.js";
import { store } from "./store.js";

const MOST = 12;

/** A name as it is compared: without accents, in small letters. @param {string} text */
export const plain = (text) => text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/**
 * People whose names are on this tablet; those whose name or code has `text` in it.
 * @param {string} [text] @returns {{person: string, name: string, tag: string, code: string, looked_up: boolean}[]}
 */
export function heldNames(text = "") {
  const wanted = plain(text);
  const found = new Map();
  for (const [id, known] of Object.entries(store.names)) {
    const person = who(store.house, id);
    if (found.has(person)) continue;
    const called = store.names[person] ?? known;
    const tag = called.tag ?? "";
    if (![called.name, known.name].some((name) => plain(name).includes(wanted)) && (!tag || plain(tag) !== wanted)) continue;
    const told = store.house.people.get(person);
    found.set(person, { person, name: called.name, tag, code: "", looked_up: !told || !isOpen(told) });
  }
  return [...found.values()].slice(0, text ? MOST : undefined);
}

/** Whether nobody has said yet who this is. @param {string} person */
export function notLookedUp(person) {
  const told = store.house.people.get(who(store.house, person));
  return told !== undefined && isOpen(told);
}

/** What was spoken at the door, as it is kept: a code, where it sounds like one, is kept as a code too. @param {string} spoken */
export function asSpoken(spoken) {
  const name = spoken.trim().replace(/\s+/g, " ");
  const code = /^\p{L}+[ -]\p{L}+[ -]\d$/u.test(name) ? name.toLocaleLowerCase().replace(/ /g, "-") : "";
  return { name, code };
}
