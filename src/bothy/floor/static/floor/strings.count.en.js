// "1 entry", "2 entries": for every sentence that counts.

/** @param {number} n @param {string} one @param {string} many */
export const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
