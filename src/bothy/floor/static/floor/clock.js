// The facility clock as this device reckons it. Screens, watches and commands ask it, never Date.now().
//
// It runs on performance.now(), so a wrong or moved wall clock does no harm, and it follows the rate
// that the server says (a demo may run faster, or stand still).

/** This page load's monotonic clock has a name, so the server can tell ticks of two boots apart. */
export const BOOT = crypto.randomUUID();

let base = Date.now(); // facility time, epoch ms, at tick `at`
let at = performance.now();
let rate = 1;
let known = false;
let toldGap = NaN; // wall clock less monotonic clock when the house's word was last taken

/** Farther apart than this since then, and one of the two clocks did not run on: it was set, or the tablet slept. */
const APART_MS = 2000;
const LATEST_WALL = Date.UTC(9999, 11, 31);
const gap = () => Date.now() - performance.now();

/** Facility time now, epoch ms. */
export function now() {
  return base + (performance.now() - at) * rate;
}

/** Facility time as RFC 3339 UTC, for a command. @param {number} [ms] */
export function iso(ms = now()) {
  return new Date(Math.min(Math.max(ms, 0), LATEST_WALL)).toISOString();
}

/** How fast facility time runs: 1 in every real house. */
export function speed() {
  return rate;
}

/** Go by what was known before the page was opened, until the server tells. @param {number} ms @param {number} rate_ */
export function resume(ms, rate_) {
  if (known) return;
  base = ms;
  at = performance.now();
  rate = rate_;
}

/**
 * Whether the house's word about the time still holds on this page: it was heard here, and the wall clock and the
 * monotonic clock have run side by side ever since. Then no wall clock has a say in what time it is.
 */
export function synced() {
  return known && Math.abs(gap() - toldGap) < APART_MS;
}

/** How far this device's wall clock is ahead of the house, ms; null while that is not known, and in a demo that runs off real time. */
export function skew() {
  return known && rate === 1 ? Math.round(Date.now() - now()) : null;
}

/** The device's wall clock as RFC 3339 UTC; null where it stands beyond the years that can be written. */
export function wall() {
  const ms = Date.now();
  return ms >= 0 && ms < LATEST_WALL ? new Date(ms).toISOString() : null;
}

/**
 * Take the server's word for the time. A message is always late, never early: small steps back are
 * the network, so only steps forward, larger steps back and changes of rate are believed.
 * @param {string} serverNow RFC 3339 @param {number} serverRate
 */
export function sync(serverNow, serverRate = 1) {
  const told = Date.parse(serverNow);
  if (!Number.isFinite(told)) return;
  const step = told - now();
  toldGap = gap();
  if (!known || serverRate !== rate || step > 0 || step < -1500 * Math.max(1, serverRate)) {
    base = told;
    at = performance.now();
    rate = serverRate;
    known = true;
  }
}
