// What this screen tells the house about itself: can it sound, does it stay on, how much waits here.
// The house keeps it in memory and lists at the desk whoever cannot be heard or has not been heard of.
import { tell as tellHouse } from "./ask.js";
import { skew } from "./clock.js";
import { soundState } from "./sounds.js";
import { store } from "./store.js";
import { isHeld } from "./wake.js";

// Each heartbeat of the house is answered: after 12 s without a word it counts this screen as out of contact.
const AGAIN_MS = 4_000;
const PATIENCE_MS = 10_000;
let told = "";
let toldAt = -Infinity;
let asking = false;

/** As the house is told it. */
export function state() {
  return {
    sound: soundState().state,
    wake_lock: isHeld(),
    waiting: store.waiting.length,
    // A demo's clock is its own: no wall clock is off by it.
    skew_ms: store.house.demo ? null : skew(),
  };
}

async function tell() {
  if (asking || store.phase !== "live" || store.link !== "in-step") return;
  const now = state();
  // How far the wall clock is off moves by itself; it is told along, and is no reason to tell.
  const essence = JSON.stringify([now.sound, now.wake_lock, now.waiting > 0]);
  if (essence === told && performance.now() - toldAt < AGAIN_MS) return;
  asking = true;
  // A house that has fallen silent never answers: it knows from the silence, and is told again when it is back.
  await tellHouse("/floor/screen", now, PATIENCE_MS);
  // A house that does not listen is not asked again at once.
  told = essence;
  toldAt = performance.now();
  asking = false;
}

/** Tell at each change, and often enough to count as in contact. */
export function tellState() {
  store.addEventListener("change", () => void tell());
  setInterval(() => void tell(), AGAIN_MS / 2);
}
