// The history of one subject: its lines in the order in which they happened, corrections applied.
// The same steps as bothy/care/history.py.

import { at } from "./time.js";

/**
 * One entry as care reads it. Times are numbers (see time.js); bodies are as on the wire, defaults left out.
 * @typedef {{number: number, id: string, kind: string, subject: string, body: any,
 *   happened_at: number, recorded_at: number, staff: string|null, device: string|null}} Line
 */

/**
 * @param {any} wire a line as the stream sends it
 * @returns {Line}
 */
export function fromWire(wire) {
  return {
    number: wire.number,
    id: wire.id,
    kind: wire.kind,
    subject: wire.subject,
    body: wire.body,
    happened_at: /** @type {number} */ (at(wire.happened_at)),
    recorded_at: /** @type {number} */ (at(wire.recorded_at)),
    staff: wire.staff ?? null,
    device: wire.device ?? null,
  };
}

/** @param {Line} one @param {Line} other */
export function order(one, other) {
  return one.happened_at - other.happened_at || one.number - other.number;
}

/**
 * Put the line where it belongs by (happened_at, number); also whether that is the last place.
 * @param {Line[]} lines @param {Line} line
 * @returns {[Line[], boolean]}
 */
export function insert(lines, line) {
  let place = lines.length;
  while (place > 0 && order(lines[place - 1], line) > 0) place -= 1;
  if (place === lines.length) return [[...lines, line], true];
  return [[...lines.slice(0, place), line, ...lines.slice(place)], false];
}

/** @param {Line[]} lines */
export function hasCorrections(lines) {
  return lines.some((line) => line.kind === "corrected");
}

/**
 * What the lines say after every correction: voided lines gone, the rest in their right order.
 * @param {Line[]} lines
 * @returns {Line[]}
 */
export function standing(lines) {
  /** @type {Map<string, Line[]>} */
  const naming = new Map();
  for (const line of lines) {
    if (line.kind !== "corrected") continue;
    const named = naming.get(line.body.entry);
    if (named) named.push(line);
    else naming.set(line.body.entry, [line]);
  }
  const kept = [];
  for (const line of lines) {
    if (line.kind === "corrected") continue;
    const right = naming.size ? putRight(line, naming) : line;
    if (right !== null) kept.push(right);
  }
  if (naming.size) kept.sort(order);
  return kept;
}

/**
 * Each correction names one entry, so a circle of them is never come to from a line that says something.
 * @param {Line} line @param {Map<string, Line[]>} naming
 * @returns {Line|null} null when it is void
 */
function putRight(line, naming) {
  const corrections = [];
  for (const one of naming.get(line.id) ?? []) {
    const right = putRight(one, naming);
    if (right !== null) corrections.push(right);
  }
  corrections.sort(order);
  let put = line;
  for (const { body: said } of corrections) {
    if (said.entry !== line.id) continue;
    if (said.void) return null;
    if (said.body !== undefined && said.body !== null) put = { ...put, body: said.body };
    if (said.happened_at) put = { ...put, happened_at: /** @type {number} */ (at(said.happened_at)) };
  }
  return put;
}
