// SHA-256 (FIPS 180-4) by hand: over plain http browsers leave crypto.subtle away, and a note must be kept there too.
import { inBlocks } from "./house/sha_blocks.js";

/** The first 32 bits behind the point of a root of each of the first primes. @param {number} count @param {(prime: number) => number} root */
function fractions(count, root) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (prime) found.push(Math.floor((root(n) % 1) * 0x100000000) | 0);
  }
  return found;
}

const START = fractions(8, Math.sqrt);
const ROUNDS = fractions(64, Math.cbrt);

/** @param {number} word @param {number} by */
const right = (word, by) => (word >>> by) | (word << (32 - by));

/** @param {Uint8Array} bytes @returns {Uint8Array} */
export function sha256(bytes) {
  const words = inBlocks(bytes);
  const hash = Int32Array.from(START);
  const w = new Int32Array(64);
  for (let block = 0; block < words.byteLength; block += 64) {
    for (let t = 0; t < 16; t += 1) w[t] = words.getInt32(block + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const [early, late] = [w[t - 15], w[t - 2]];
      w[t] = w[t - 16] + (right(early, 7) ^ right(early, 18) ^ (early >>> 3)) + w[t - 7] + (right(late, 17) ^ right(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let t = 0; t < 64; t += 1) {
      const one = h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t];
      const two = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((part, n) => (hash[n] = hash[n] + part));
  }
  const out = new DataView(new ArrayBuffer(32));
  hash.forEach((part, n) => out.setInt32(4 * n, part));
  return new Uint8Array(out.buffer);
}
