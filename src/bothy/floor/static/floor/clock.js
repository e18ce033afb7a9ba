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

/** Facility time now, epoch ms. */
export function now() {
  return base + (performance.now() - at) * rate;
}

/** Facility time as RFC 3339 UTC, for a command. @param {number} [ms] */
export function iso(ms = now()) {
  return new Date(ms).toISOString();
}

/** How fast facility time runs: 1 in every real house. */
export function speed() {
  return rate;
}

/** Whether the server has told the time since this page was opened. */
export function isKnown() {
  return known;
}

/** Go by what was known before the page was opened, until the server tells. @param {number} ms @param {number} rate_ */
export function resume(ms, rate_) {
  if (known) return;
  base = ms;
  at = performance.now();
  rate = rate_;
}

/**
 * Take the server's word for the time. A message is always late, never early: small steps back are
 * the network, so only steps forward, larger steps back and changes of rate are believed.
 * @param {string} serverNow RFC 3339 @param {number} serverRate
 */
export function sync(serverNow, serverRate = 1) {
  const told = Date.parse(serverNow);
  if (!Number.isFinite(told)) return;
  const gap = told - now();
  if (!known || serverRate !== rate || gap > 0 || gap < -1500 * Math.max(1, serverRate)) {
    base = told;
    at = performance.now();
    rate = serverRate;
    known = true;
  }
}
