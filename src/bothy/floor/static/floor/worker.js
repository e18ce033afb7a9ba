// The service worker keeps the shell, so that a tablet opens without the network. People are never kept.
import { outbox } from "./acts.js";
import { openEmergencies } from "./board/view.js";
import { store } from "./store.js";

/** A new version takes over only when nothing waits to be sent, no emergency runs and no sheet is open. */
export function keepUpToDate() {
  if (!("serviceWorker" in navigator)) return;
  const had = navigator.serviceWorker.controller !== null;
  let reloaded = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!had || reloaded) return;
    reloaded = true;
    location.reload();
  });
  navigator.serviceWorker.register("/floor/sw.js", { scope: "/floor/" }).then((registration) => {
    setInterval(async () => {
      const quiet = !(await outbox.waiting()).length && !openEmergencies().length && !store.sheet;
      if (registration.waiting && quiet) registration.waiting.postMessage("take over");
    }, 5000);
    setInterval(() => void registration.update().catch(() => {}), 30 * 60_000);
  }, () => {});
}
