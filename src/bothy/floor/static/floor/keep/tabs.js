// The tabs of one tablet: they hear each other, and one at a time does what only one should do.

const CHANNEL = "bothy";
const STUCK_MS = 20_000;

/** This tab, among the tabs of this tablet. */
export const TAB = Math.random().toString(36).slice(2);

/** @type {BroadcastChannel | null} */
const channel = typeof BroadcastChannel !== "undefined" && typeof document !== "undefined" ? new BroadcastChannel(CHANNEL) : null;

/** @type {Map<string, ((message: any) => void)[]>} */ const listeners = new Map();

channel?.addEventListener("message", ({ data }) => {
  for (const listen of listeners.get(data?.tell) ?? []) listen(data);
});

/** Tell the other tabs; not this one. @param {string} tell @param {Record<string, any>} more */
export function say(tell, more = {}) {
  channel?.postMessage({ tell, from: TAB, ...more });
}

/** @param {string} tell @param {(message: any) => void} listen */
export function hear(tell, listen) {
  listeners.set(tell, [...(listeners.get(tell) ?? []), listen]);
}

/** Whether the tabs of this browser can agree on anything. */
export const together = () => channel !== null && Boolean(globalThis.navigator?.locks);

/**
 * Do something that no other tab does at the same time. `isMine()` tells whether it still is this tab's: a tab that
 * has been put to sleep while it held the lock loses it to one that has waited for long.
 * @param {string} name @param {(isMine: () => boolean) => Promise<void>} act
 */
export async function alone(name, act) {
  if (!together()) return act(() => true);
  let mine = true;
  const held = () => act(() => mine);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), STUCK_MS);
  let got = false;
  try {
    await navigator.locks.request(name, { signal: patience.signal }, async () => {
      got = true;
      clearTimeout(timer);
      await held();
    });
  } catch (why) {
    if (got) {
      mine = false; // stolen: whoever has it now goes on
      if (/** @type {any} */ (why)?.name !== "AbortError") throw why;
      return;
    }
    await navigator.locks.request(name, { steal: true }, held).catch((fault) => {
      mine = false;
      if (fault?.name !== "AbortError") throw fault;
    });
  } finally {
    clearTimeout(timer);
  }
}
