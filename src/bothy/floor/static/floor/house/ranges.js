// Least and most of every number that can be observed: the same table as bothy/care/ranges.py (a test compares them).

/** @type {Record<string, [number, number]>} */
export const RANGES = {
  breaths_per_minute: [0, 80],
  spo2_percent: [0, 100],
  oxygen_litres_per_minute: [0, 100],
  gcs_eye: [1, 4],
  gcs_verbal: [1, 5],
  gcs_motor: [1, 6],
  gcs_total: [3, 15],
  pulse_per_minute: [0, 300],
  systolic_mmhg: [0, 350],
  diastolic_mmhg: [0, 250],
  temperature_celsius: [15, 50],
  glucose_mmol_per_litre: [0, 100],
};

/** As on the box: letters and digits, at least one digit, so no name fits. @param {string} text */
export const isBatch = (text) => /^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./-]{0,23}$/.test(text);

const TOPS = [4, 5, 6];
const known = (value) => value !== undefined && value !== null;

/**
 * Why the server would refuse an observation; null where it would not. Codes are those of "refusal.*".
 * @param {any} body an observation as it would be sent
 * @returns {{code: string, field?: string, least?: number, most?: number, value?: number} | null}
 */
export function wrong(body) {
  for (const [field, [least, most]] of Object.entries(RANGES)) {
    const value = body[field];
    if (known(value) && !(value >= least && value <= most)) return { code: "out_of_range", field, least, most, value };
  }
  const { systolic_mmhg: upper, diastolic_mmhg: lower, gcs_total: total } = body;
  if (known(upper) && known(lower) && lower > upper) return { code: "pressure_upside_down" };
  if (known(total)) {
    const parts = [body.gcs_eye, body.gcs_verbal, body.gcs_motor];
    const least = parts.reduce((sum, part) => sum + (part ?? 1), 0);
    const most = parts.reduce((sum, part, n) => sum + (part ?? TOPS[n]), 0);
    if (total < least || total > most) return { code: "gcs_does_not_add_up", value: total };
  }
  if (body.oxygen_litres_per_minute && body.on_oxygen === false) return { code: "oxygen_on_air" };
  return null;
}
