// The service worker keeps the shell, so that a tablet opens without the network. People are never kept there.
import { outbox } from "./acts.js";
import { openEmergencies } from "./board/view.js";
import { onHeard } from "./keep/keeper.js";
import { store } from "./store.js";

const LOOK_MS = 2000;
const ASK_MS = 60_000;
const AGAIN_MS = 5000;
/** Each tab holds this, shared, while something is in hands; whoever wants to change the app asks for all of it. */
const IN_HANDS = "bothy-in-hands";

const free = () => outbox.isEmpty && !openEmergencies().length && !store.sheet;

/** Asked of the disk itself: another tab may have kept something just now. */
async function quiet() {
  return free() && !(await outbox.waiting()).length;
}

/** A new version takes over only when in every tab nothing waits to be sent, no emergency runs and no sheet is open. */
export function keepUpToDate() {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  let had = serviceWorker.controller !== null;
  let changed = false;
  serviceWorker.addEventListener("controllerchange", () => {
    changed = changed || had; // the first one ever brings nothing new
    had = true;
    void reloaded();
  });
  // Another tab may have let the new version in: this page goes on with its own until its hands are free.
  const reloaded = async () => {
    if (!changed || !(await quiet())) return false;
    location.reload();
    return true;
  };
  holdWhileInHands();
  serviceWorker.register("/floor/sw.js", { scope: "/floor/", updateViaCache: "none" }).then((registration) => {
    setInterval(async () => {
      if (!(await quiet()) || (await reloaded())) return;
      if (registration.waiting) await navigator.locks.request(IN_HANDS, { ifAvailable: true }, async (alone) => {
        if (alone && (await quiet())) registration.waiting?.postMessage("take over");
      });
    }, LOOK_MS);
    // Asked while the server goes, a browser may answer late or not at all: asked again then.
    const ask = () => registration.installing || void registration.update().catch(() => setTimeout(ask, AGAIN_MS));
    setInterval(ask, ASK_MS);
    // A server that was away may have come back as a newer one.
    onHeard((name) => (name === "you" || name === "snapshot") && ask());
  }, () => {});
}

/** While something is in hands here no other tab changes the app. */
function holdWhileInHands() {
  /** @type {(() => void) | null} */ let release = null;
  const look = () => {
    if (free() && release) {
      release();
      release = null;
    } else if (!free() && !release) {
      const held = new Promise((resolve) => (release = () => resolve(undefined)));
      void navigator.locks.request(IN_HANDS, { mode: "shared" }, () => held);
    }
  };
  store.addEventListener("change", look);
}
