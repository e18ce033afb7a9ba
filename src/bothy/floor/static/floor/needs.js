// Most acts need to know who does them. An emergency never asks.
import { store } from "./store.js";
import { s } from "./strings.en.js";

/** Do it if somebody is signed in; otherwise ask who is on shift, and do it after that. @param {() => any} act */
export function needStaff(act) {
  if (store.active) return void act();
  store.say(s.shift.need);
  store.open("shift", { then: act });
}
