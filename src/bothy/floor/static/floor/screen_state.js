// What this screen tells the house about itself: can it sound, does it stay on, how much waits here.
// The house keeps it in memory and lists at the desk whoever cannot be heard or has not been heard of.
import * as clock from "./clock.js";
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
    skew_ms: store.house.demo ? null : Math.round(Date.now() - clock.now()),
  };
}

async function tell() {
  if (asking || store.phase !== "live" || store.link !== "in-step") return;
  const now = state();
  // How far the wall clock is off moves by itself; it is told along, and is no reason to tell.
  const essence = JSON.stringify([now.sound, now.wake_lock, now.waiting > 0]);
  if (essence === told && performance.now() - toldAt < AGAIN_MS) return;
  asking = true;
  try {
    const answer = await fetch("/floor/screen", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(now),
      // A house that has fallen silent never answers: it must be told again when it is back.
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.arrayBuffer(); // an answer that nobody reads keeps its connection
  } catch {
    // Cut off: the house knows from the silence. Said again when it is back.
  } finally {
    // A house that does not listen is not asked again at once.
    told = essence;
    toldAt = performance.now();
    asking = false;
  }
}

/** Tell at each change and every half minute. */
export function tellState() {
  store.addEventListener("change", () => void tell());
  setInterval(() => void tell(), AGAIN_MS / 2);
}
