// Times of the wire as numbers: milliseconds since 1970, microseconds kept as the fraction.

/**
 * @param {string|null|undefined} text RFC 3339, up to microseconds
 * @returns {number|null}
 */
export function at(text) {
  if (text === null || text === undefined) return null;
  const dot = text.indexOf(".");
  if (dot < 0) return Date.parse(text);
  let end = dot + 1;
  while (end < text.length && text[end] >= "0" && text[end] <= "9") end += 1;
  const micros = Number(text.slice(dot + 1, end).padEnd(6, "0").slice(0, 6));
  return Date.parse(text.slice(0, dot) + text.slice(end)) + micros / 1000;
}

/**
 * @param {number} ms milliseconds since 1970, microseconds as the fraction
 * @returns {string} RFC 3339 in UTC, written as Python writes it on the wire
 */
export function text(ms) {
  const seconds = Math.floor(ms / 1000);
  const micros = Math.round((ms - seconds * 1000) * 1000);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return micros === 0 ? `${whole}Z` : `${whole}.${String(micros).padStart(6, "0")}Z`;
}
