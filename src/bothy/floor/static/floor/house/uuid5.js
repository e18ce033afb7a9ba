// Ids that are made from another id: the same as Python's uuid5, as the browser has only an SHA-1 that
// must be waited for, and what is drawn must not wait.
import { inBlocks } from "./sha_blocks.js";

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * UUIDv5 of a name within the space of another id (RFC 9562, 5.5).
 * @param {string} space a UUID as text @param {string} name @returns {string}
 */
export function uuid5(space, name) {
  const within = space.replaceAll("-", "");
  const said = new TextEncoder().encode(name);
  const bytes = new Uint8Array(16 + said.length);
  for (let i = 0; i < 16; i += 1) bytes[i] = Number.parseInt(within.slice(2 * i, 2 * i + 2), 16);
  bytes.set(said, 16);
  const hash = sha1(bytes).subarray(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const text = Array.from(hash, (byte) => HEX[byte]).join("");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** @type {Map<string, string[]>} */
const made = new Map();
const MOST_MADE = 4000;

/**
 * The id of the n-th entry (from 0) that a command makes: journal.entry_id. What waits is added up again and again,
 * so they are made once. @param {string} command @param {number} n
 */
export function entryId(command, n) {
  let ids = made.get(command);
  if (!ids) {
    if (made.size >= MOST_MADE) made.clear();
    made.set(command, (ids = []));
  }
  return (ids[n] ??= uuid5(command, String(n)));
}

/** SHA-1 (FIPS 180-4), for names of ids only: it keeps no secret. @param {Uint8Array} bytes */
function sha1(bytes) {
  const words = inBlocks(bytes);
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Int32Array(80);
  for (let block = 0; block < words.byteLength; block += 64) {
    for (let t = 0; t < 16; t += 1) w[t] = words.getInt32(block + 4 * t);
    for (let t = 16; t < 80; t += 1) w[t] = left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    let [a, b, c, d, e] = hash;
    for (let t = 0; t < 80; t += 1) {
      const [mix, add] =
        t < 20 ? [(b & c) | (~b & d), 0x5a827999]
        : t < 40 ? [b ^ c ^ d, 0x6ed9eba1]
        : t < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
        : [b ^ c ^ d, 0xca62c1d6];
      const next = (left(a, 5) + mix + e + add + w[t]) | 0;
      [e, d, c, b, a] = [d, c, left(b, 30), a, next];
    }
    [a, b, c, d, e].forEach((part, n) => (hash[n] = (hash[n] + part) | 0));
  }
  const out = new DataView(new ArrayBuffer(20));
  hash.forEach((part, n) => out.setInt32(4 * n, part));
  return new Uint8Array(out.buffer);
}

/** @param {number} word @param {number} by */
const left = (word, by) => (word << by) | (word >>> (32 - by));
