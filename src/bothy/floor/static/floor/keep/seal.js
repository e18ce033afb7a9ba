// Sealing to the facility: what is sealed here, this tablet itself cannot open any more. bothy/intake/sealing.py opens it
// and says how it is made: ephemeral ECDH on P-256, HKDF-SHA256, AES-256-GCM.
import { base64url, fromBase64url } from "./text.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = new TextEncoder().encode("bothy sealed box 1");

/**
 * @param {string} sealKey the facility's public point, uncompressed, base64url @param {any} value what JSON can say
 * @returns {Promise<{v: 1, epk: string, iv: string, ct: string}>}
 */
export async function seal(sealKey, value) {
  const { subtle } = crypto;
  const point = fromBase64url(sealKey);
  const theirs = await subtle.importKey("raw", point, CURVE, false, []);
  const own = /** @type {CryptoKeyPair} */ (await subtle.generateKey(CURVE, false, ["deriveBits"]));
  const epk = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const secret = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = new Uint8Array([...epk, ...point]);
  const derived = { name: "HKDF", hash: "SHA-256", salt, info: INFO };
  const key = await subtle.deriveKey(derived, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const ct = await subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  return { v: 1, epk: base64url(epk), iv: base64url(iv), ct: base64url(new Uint8Array(ct)) };
}
