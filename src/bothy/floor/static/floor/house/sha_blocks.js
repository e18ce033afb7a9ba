// What SHA-1 and SHA-256 have in common (FIPS 180-4, 5.1.1).

/**
 * The bytes in whole blocks of 64: a bit that is set, nought, and the length in bits.
 * @param {Uint8Array} bytes @returns {DataView}
 */
export function inBlocks(bytes) {
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const words = new DataView(blocks.buffer);
  words.setUint32(blocks.length - 8, Math.floor(bytes.length / 0x20000000));
  words.setUint32(blocks.length - 4, (bytes.length << 3) >>> 0);
  return words;
}
