// Which emergencies sound on this screen: those that nobody has joined and nobody has silenced here.
import { openEmergencies } from "./board/view.js";
import { sound } from "./sounds.js";
import { store } from "./store.js";

/** Silenced on this screen only; the others go on until somebody is with the person. @type {Set<string>} */
const silenced = new Set();

/** Whether it sounds here now. @param {any} emergency */
export function soundsHere(emergency) {
  return !emergency.staff.length && !silenced.has(emergency.id);
}

/** At the tap itself, before anything is written or drawn. */
export function soundAtOnce(drill = false) {
  sound(drill ? "drill" : "real");
}

/** Quiet here; the band stays, and every other screen goes on. @param {string} emergency */
export function silenceHere(emergency) {
  silenced.add(emergency);
  listen();
  store.changed();
}

function listen() {
  const open = openEmergencies();
  const loud = open.filter(soundsHere);
  sound(!loud.length ? "" : loud.every((one) => one.drill) ? "drill" : "real");
  for (const id of silenced) if (!open.some((one) => one.id === id)) silenced.delete(id);
}

/** Sound from now on as the house asks. */
export function watchAlarm() {
  store.addEventListener("change", listen);
}
