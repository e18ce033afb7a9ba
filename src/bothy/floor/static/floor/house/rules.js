// House rules as the browser reads them: what a signed set leaves out is the default of bothy/care/rules.py.
// A test compares these defaults with Python's.

export const LIMITS = {
  waiting_due_minutes: 15,
  assessment_due_minutes: 20,
  place_due_minutes: 30,
  place_limit_minutes: 45,
  seen_every_minutes: 5,
  seen_every_minutes_aftercare: 10,
  aftercare_minimum_minutes: 15,
  after_naloxone_watch_minutes: 60,
  after_naloxone_seen_every_minutes: 5,
  escalate_after_minutes: 2,
  escalate_levels: 3,
};

export const EMERGENCY = {
  look_again_seconds: 60,
  next_dose_seconds: 150,
  naloxone_im_dose_mg: 0.4,
  naloxone_nasal_dose_mg: 1.8,
  raised_in_error_seconds: 10,
  ambulance: "lead_decides",
  ambulance_when: [],
  oxygen_first: true,
  most_doses_before_review: 3,
  low_breaths_per_minute: 10,
  low_spo2_percent: 94,
  low_glucose_mmol_per_litre: 4,
  cool_from_celsius: 38.5,
  hot_from_celsius: 40,
  long_seizure_seconds: 300,
};

export const BATCH = {
  on: true,
  ratio: 5,
  false_alarms_per_year: 2,
  at_least: 3,
  watch_days: 14,
  baseline_days: 365,
  prior_per_1000: 10,
  prior_uses: 200,
  rate_quantile: 0.5,
};

export const RULES = {
  minimum_age_years: 18,
  routes: ["vein", "muscle", "under_skin"],
  capacity_people: 20,
  opening_hours: [],
  last_entry_minutes_before_close: 30,
  day_starts: "05:00",
  barred_supplies: [],
  cleaning_between: true,
  episode_starts_with_place: true,
  ask_otherwise_once_a_day: true,
  roles_for_acts: {},
  leads: [],
  staffing: { on_floor_at_least: 2, of_role: {}, senior_counts: true, watchers: ["worker", "nurse", "shift_lead"], places_per_watcher: null },
  competences: [],
  two_person_acts: ["find-item", "move-item", "count-items", "export-linkage", "decide-request"],
  retention: { backups_days: 90, person_idle_months: null, notes_months: null },
  break_glass_minutes: 15,
  duties: [],
  returns: [],
  bank_holidays: "",
  exempt_publications: [],
  suppress_below: 5,
  round_to: 0,
};

/** The rules before the first were signed. */
export const GENERIC = {
  ...RULES,
  name: "Generic",
  jurisdiction: "not stated",
  time_zone: "UTC",
  suppress_below: 10,
  opening_hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: "09:00", closes: "21:00" })),
  limits: LIMITS,
  emergency: EMERGENCY,
  batch: BATCH,
};

/** @param {any} signed rules as on the wire */
export function complete(signed) {
  return {
    ...RULES,
    ...signed,
    limits: { ...LIMITS, ...signed.limits },
    emergency: { ...EMERGENCY, ...signed.emergency },
    batch: { ...BATCH, ...signed.batch },
    staffing: { ...RULES.staffing, ...signed.staffing },
    retention: { ...RULES.retention, ...signed.retention },
  };
}
