// Values with Maps in them as text, and back.

/** @param {any} value */
export function toText(value) {
  return JSON.stringify(value, (_key, one) => (one instanceof Map ? { $map: [...one] } : one));
}

/** @param {string} text */
export function fromText(text) {
  return JSON.parse(text, (_key, one) => (one !== null && typeof one === "object" && Array.isArray(one.$map) ? new Map(one.$map) : one));
}

/** @param {Uint8Array} bytes base64url without padding */
export function base64url(bytes) {
  let binary = "";
  for (let n = 0; n < bytes.length; n += 8192) binary += String.fromCharCode(...bytes.subarray(n, n + 8192));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
export function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}
