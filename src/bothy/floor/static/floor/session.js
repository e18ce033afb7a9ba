// Who this tablet is and who stands at it: enrolling, PINs, the person on shift.
import { tell } from "./ask.js";
import { signedIn } from "./keep/letgo.js";
import { comeCutOff, confirmCutOff, goCutOff, went } from "./keep/shifts.js";
import { open as openStream, setSignedIn } from "./stream.js";
import { store } from "./store.js";
import { s } from "./strings.en.js";

/** @typedef {{ok: true, value: any} | {ok: false, sentence: string, wait: number, unheard?: boolean}} Reply */

const PATIENCE_MS = 8000;
/** What a proxy says for a server that is not there. */
const AWAY = new Set([502, 503, 504]);

/** @param {string} url @param {any} body @returns {Promise<Reply>} */
async function post(url, body) {
  const { status, ok, told, wait } = await tell(url, body, PATIENCE_MS);
  if (ok) return { ok, value: told };
  if (status === 0) return { ok, sentence: s.trouble.noLink, wait, unheard: true };
  const sentence = told.refusal?.sentence ?? told.sentence ?? s.trouble.server(status);
  return { ok, sentence, wait, unheard: AWAY.has(status) };
}

/** @param {string} url @returns {Promise<any>} null where the server cannot be heard */
export async function get(url) {
  try {
    let ask = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (ask.status === 429) {
      // The house is there and asks for a moment: once more after it.
      await new Promise((resolve) => setTimeout(resolve, 1000 * Number(ask.headers.get("Retry-After") || 1)));
      ask = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
    }
    return ask.ok ? await ask.json() : null;
  } catch {
    return null;
  }
}

/** Trade the code from the office for this tablet's own key. @param {string} code */
export async function enrol(code) {
  const reply = await post("/floor/enrol", { code });
  if (reply.ok) {
    store.phase = "starting";
    store.changed();
    openStream();
  }
  return reply;
}

/** In a demo the office gives its visitor a tablet without a code. */
export async function enrolInDemo() {
  const reply = await post("/demo/tablet", {});
  if (reply.ok) {
    store.phase = "starting";
    store.changed();
    openStream();
  }
  return reply;
}

/** @param {string} staff @param {string} pin @returns {Promise<Reply>} */
export async function comeOnShift(staff, pin) {
  let reply = await post("/floor/shift", { staff, pin });
  if (!reply.ok && reply.unheard) reply = await comeCutOff(staff, pin);
  else if (reply.ok) {
    store.staff = { ...store.staff, [staff]: { name: reply.value.name, role: reply.value.role } };
    setSignedIn(reply.value.here ?? [...store.signedIn, staff]);
    void signedIn();
  }
  if (reply.ok) store.setActive(staff);
  return reply;
}

/** Somebody confirms with their own PIN what another does here; they are not signed in by it. @param {string} staff @param {string} pin @returns {Promise<Reply>} */
export async function confirmBeside(staff, pin) {
  const reply = await post("/floor/shift", { staff, pin, beside: true });
  return !reply.ok && reply.unheard ? confirmCutOff(staff, pin) : reply;
}

/** @param {string} staff @returns {Promise<Reply>} */
export async function leaveTablet(staff) {
  let reply = await post("/floor/shift/end", { staff });
  if (!reply.ok && reply.unheard) reply = await goCutOff(staff);
  else if (reply.ok) setSignedIn(reply.value.here ?? store.signedIn.filter((one) => one !== staff));
  if (reply.ok) {
    store.changed();
    void went();
  }
  return reply;
}

/** @param {string} staff */
export function switchTo(staff) {
  store.setActive(staff);
}
