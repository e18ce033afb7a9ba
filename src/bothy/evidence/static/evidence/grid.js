// Squares of the British National Grid, 250 m wide: the same sums as bothy/evidence/finds/grid.py, so that a phone can
// work out the square itself and send nothing finer. A test keeps the two alike.

const FINEST = 250;
const WGS84 = { a: 6378137.0, b: 6356752.3142 };
const AIRY = { a: 6377563.396, b: 6356256.909 };
const SHIFT = [-446.448, 125.157, -542.06];
const SCALE = 20.4894e-6;
const rad = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;
const TURN = [-0.1502, -0.247, -0.8421].map((seconds) => rad(seconds / 3600));
const F0 = 0.9996012717;
const [LAT0, LON0, E0, N0] = [rad(49), rad(-2), 400000, -100000];
const LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ";
const MOST_EAST = 700000;
const MOST_NORTH = 1300000;

/** @param {{a: number, b: number}} one */
const e2 = (one) => 1 - (one.b / one.a) ** 2;

/** Latitude and longitude of OSGB 36 in radians, of those of WGS 84. @param {number} lat @param {number} lon @returns {[number, number]} */
function toAiry(lat, lon) {
  let nu = WGS84.a / Math.sqrt(1 - e2(WGS84) * Math.sin(lat) ** 2);
  const [x, y, z] = [nu * Math.cos(lat) * Math.cos(lon), nu * Math.cos(lat) * Math.sin(lon), nu * (1 - e2(WGS84)) * Math.sin(lat)];
  const [rx, ry, rz] = TURN;
  const s = 1 + SCALE;
  const X = SHIFT[0] + s * x - rz * y + ry * z;
  const Y = SHIFT[1] + rz * x + s * y - rx * z;
  const Z = SHIFT[2] - ry * x + rx * y + s * z;
  const flat = Math.hypot(X, Y);
  let phi = Math.atan2(Z, flat * (1 - e2(AIRY)));
  for (let n = 0; n < 8; n += 1) {
    nu = AIRY.a / Math.sqrt(1 - e2(AIRY) * Math.sin(phi) ** 2);
    phi = Math.atan2(Z + e2(AIRY) * nu * Math.sin(phi), flat);
  }
  return [phi, Math.atan2(Y, X)];
}

/** Easting and northing in metres. @param {number} lat @param {number} lon @returns {[number, number]} */
function project(lat, lon) {
  const { a, b } = AIRY;
  const n = (a - b) / (a + b);
  const [sin, cos, tan] = [Math.sin(lat), Math.cos(lat), Math.tan(lat)];
  const nu = (a * F0) / Math.sqrt(1 - e2(AIRY) * sin ** 2);
  const rho = (a * F0 * (1 - e2(AIRY))) / (1 - e2(AIRY) * sin ** 2) ** 1.5;
  const eta2 = nu / rho - 1;
  const [d, s] = [lat - LAT0, lat + LAT0];
  const m =
    b * F0 *
    ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * d -
      (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * Math.sin(d) * Math.cos(s) +
      (1.875 * n ** 2 + 1.875 * n ** 3) * Math.sin(2 * d) * Math.cos(2 * s) -
      (35 / 24) * n ** 3 * Math.sin(3 * d) * Math.cos(3 * s));
  const p = lon - LON0;
  const north =
    m + N0 + (nu / 2) * sin * cos * p ** 2 + (nu / 24) * sin * cos ** 3 * (5 - tan ** 2 + 9 * eta2) * p ** 4 +
    (nu / 720) * sin * cos ** 5 * (61 - 58 * tan ** 2 + tan ** 4) * p ** 6;
  const east =
    E0 + nu * cos * p + (nu / 6) * cos ** 3 * (nu / rho - tan ** 2) * p ** 3 +
    (nu / 120) * cos ** 5 * (5 - 18 * tan ** 2 + tan ** 4 + 14 * eta2 - 58 * tan ** 2 * eta2) * p ** 5;
  return [east, north];
}

/** The name of the 250 m square in which a place in metres lies. @param {number} east @param {number} north */
function nameOf(east, north) {
  const [e, n] = [Math.floor(east / 100000), Math.floor(north / 100000)];
  const first = 19 - n - ((19 - n) % 5) + Math.floor((e + 10) / 5);
  const second = (((19 - n) * 5) % 25) + (e % 5);
  const two = (/** @type {number} */ metres) => String(Math.floor((metres % 100000) / 1000)).padStart(2, "0");
  const quarter = (/** @type {number} */ half) => (Math.floor(north / half) % 2 ? "N" : "S") + (Math.floor(east / half) % 2 ? "E" : "W");
  return `${LETTERS[first]}${LETTERS[second]}${two(east)}${two(north)}-${quarter(500)}-${quarter(FINEST)}`;
}

/** The square of a position in degrees (WGS 84); null outside Great Britain. @param {number} latitude @param {number} longitude @returns {string | null} */
export function squareOf(latitude, longitude) {
  if (!(latitude >= 49 && latitude <= 61 && longitude >= -9 && longitude <= 2.5)) return null;
  const [east, north] = project(...toAiry(rad(latitude), rad(longitude)));
  if (!(east >= 0 && east < MOST_EAST && north >= 0 && north < MOST_NORTH)) return null;
  return nameOf(east, north);
}
