// Who this tablet is and who stands at it: enrolling, PINs, the person on shift.
import { open as openStream, setSignedIn } from "./stream.js";
import { store } from "./store.js";
import { s } from "./strings.en.js";

/** @typedef {{ok: true, value: any} | {ok: false, sentence: string, wait: number}} Reply */

/** @param {string} url @param {any} body @returns {Promise<Reply>} */
async function post(url, body) {
  try {
    const ask = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const told = await ask.json().catch(() => ({}));
    if (ask.ok) return { ok: true, value: told };
    const sentence = told.refusal?.sentence ?? told.sentence ?? s.trouble.server(ask.status);
    return { ok: false, sentence, wait: Number(ask.headers.get("Retry-After") ?? 0) };
  } catch {
    return { ok: false, sentence: s.trouble.noLink, wait: 0 };
  }
}

/** @param {string} url @returns {Promise<any>} null where the server cannot be heard */
export async function get(url) {
  try {
    const ask = await fetch(url, { credentials: "same-origin" });
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

/** @param {string} staff @param {string} pin */
export async function comeOnShift(staff, pin) {
  const reply = await post("/floor/shift", { staff, pin });
  if (reply.ok) {
    store.staff = { ...store.staff, [staff]: { name: reply.value.name, role: reply.value.role } };
    setSignedIn(reply.value.here ?? [...store.signedIn, staff]);
    store.setActive(staff);
  }
  return reply;
}

/** @param {string} staff */
export async function leaveTablet(staff) {
  const reply = await post("/floor/shift/end", { staff });
  if (reply.ok) {
    setSignedIn(reply.value.here ?? store.signedIn.filter((one) => one !== staff));
    store.changed();
  }
  return reply;
}

/** @param {string} staff */
export function switchTo(staff) {
  store.setActive(staff);
}
