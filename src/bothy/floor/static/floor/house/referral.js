// Adding one line to a referral: from offered to an outcome. The same steps as bothy/care/fold_referral.py.

/** Nobody has to follow these up; such a referral leaves the House after a while. */
export const FINAL_STEPS = new Set(["declined", "engaged", "lost", "not_known"]);

/** @param {string} id */
export function emptyReferral(id) {
  return {
    id,
    lines: [],
    person: null,
    to: null,
    visit: null,
    step: null,
    step_at: null,
    said_by: null,
    engagement: null,
    offered_at: null,
    corrected: false,
  };
}

/**
 * The referral after the line, which happened last. Lines and corrections are the caller's.
 * @param {any} referral @param {import("./history.js").Line} line
 */
export function add(referral, line) {
  const body = line.body;
  if (line.kind === "referral-offered") {
    if (referral.offered_at !== null) return referral;
    return {
      ...referral,
      person: body.person,
      to: body.to,
      visit: body.visit ?? null,
      offered_at: line.happened_at,
      step: referral.step ?? "offered",
      step_at: referral.step_at ?? line.happened_at,
    };
  }
  if (line.kind === "referral-moved") {
    return {
      ...referral,
      step: body.step,
      step_at: line.happened_at,
      said_by: body.said_by ?? "staff",
      engagement: body.engagement ?? referral.engagement,
    };
  }
  return referral;
}
