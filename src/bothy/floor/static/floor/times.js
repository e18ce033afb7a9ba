// Times as people at the facility read them.
import { store } from "./store.js";
import { s } from "./strings.en.js";

/** @type {Map<string, Intl.DateTimeFormat>} */ const formats = new Map();

/** @param {number} ms @param {Intl.DateTimeFormatOptions} how */
function show(ms, how) {
  const zone = store.house.time_zone || "UTC";
  const key = zone + JSON.stringify(how);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(s.locale, { ...how, timeZone: zone, hourCycle: "h23" });
    formats.set(key, format);
  }
  return format.format(ms);
}

/** "14:03" @param {number} ms */
export const hhmm = (ms) => show(ms, { hour: "2-digit", minute: "2-digit" });
/** "14:03:12" @param {number} ms */
export const hhmmss = (ms) => show(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
/** "Mon 1 Sep" @param {number} ms */
export const day = (ms) => show(ms, { weekday: "short", day: "numeric", month: "short" });
/** "1 Sep 2025": of a day that may lie in another year. @param {number} ms */
export const dayOfYear = (ms) => show(ms, { day: "numeric", month: "short", year: "numeric" });
/** "2025-09-01" in the facility's zone @param {number} ms */
export const isoDay = (ms) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: store.house.time_zone || "UTC", year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);

/** "today 14:03", "Mon 1 Sep" @param {number} ms @param {number} now */
export function when(ms, now) {
  return isoDay(ms) === isoDay(now) ? hhmm(ms) : day(ms);
}

/** "Monday 14:03" @param {number} ms */
export const dayAndTime = (ms) => `${show(ms, { weekday: "long" })} ${hhmm(ms)}`;

/** "6 min", "1 h 05" @param {number} ms */
export function span(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60000));
  return minutes < 100 ? s.minutes(minutes) : s.hours(Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0"));
}

/** "01:42" @param {number} ms */
export function stopwatch(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
}
