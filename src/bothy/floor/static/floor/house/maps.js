// Maps of the House are never changed in place, as whoever holds an older House may still look at it.
// While a House is added up that nobody holds yet, copying a map for every line would be for nothing.

/** A map that belongs to one House in the making. */
export class OwnMap extends Map {}

/** @template K, V @param {Map<K, V>} map @param {K} key @param {V} value @returns {Map<K, V>} */
export function put(map, key, value) {
  return (map instanceof OwnMap ? map : new Map(map)).set(key, value);
}
