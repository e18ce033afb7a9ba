// The screen stays on: a board that has gone dark says nothing. Held while the page is seen, taken again when it comes back.
import { store } from "./store.js";

/** @type {any} */ let lock = null;

/** Whether the screen is kept awake by us. A device without wake locks may still be set never to sleep. */
export function isHeld() {
  return lock !== null;
}

async function take() {
  if (lock || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  try {
    const held = await /** @type {any} */ (navigator).wakeLock.request("screen");
    lock = held;
    held.addEventListener("release", () => {
      if (lock === held) lock = null;
      store.changed();
      void take();
    });
    store.changed();
  } catch {
    // Refused (battery saver, no touch yet): the next touch or the next look asks again.
  }
}

/** Ask now, at each touch while it is not held, and whenever the page is seen again. */
export function stayAwake() {
  void take();
  document.addEventListener("visibilitychange", () => void take());
  addEventListener("pointerdown", () => void take(), { capture: true });
}
