// Over plain http on a local address browsers leave crypto.randomUUID away. The same from the same random numbers.
// Imported before everything else, so that nobody else need ask whether it is there.

if (!crypto.randomUUID) {
  Object.defineProperty(crypto, "randomUUID", { value: randomUUID });
}

/** A random UUID (version 4, RFC 9562). @returns {`${string}-${string}-${string}-${string}-${string}`} */
export function randomUUID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return /** @type {any} */ ([hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-"));
}
