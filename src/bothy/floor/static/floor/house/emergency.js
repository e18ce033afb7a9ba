// Adding one line to an emergency. Nothing is ever refused here; what does not fit gets a review.
// The same steps as bothy/care/fold_emergency.py.

/** @param {string} id */
export function emptyEmergency(id) {
  return {
    id,
    lines: [],
    raised_at: null,
    raised_by: null,
    where: "not_known",
    place: null,
    visit: null,
    staff: [],
    last_look_at: null,
    oxygen_at: null,
    naloxone_at: null,
    naloxone_doses: 0,
    ambulance: null,
    ambulance_at: null,
    watches_missed: [],
    closed_at: null,
    outcome: null,
    presentation: null,
    drill: false,
    moved_at: null,
    seizure_at: null,
    ambulance_why: null,
    debriefs: [],
    explained: [],
    duties_kept: [],
    described: null,
    departures: [],
    reviews: [],
    corrected: false,
  };
}

/** @param {any} emergency */
export function isOpen(emergency) {
  return emergency.raised_at !== null && emergency.closed_at === null;
}

/**
 * The emergency after the line, which happened last. Lines and corrections are the caller's.
 * @param {any} emergency @param {import("./history.js").Line} line
 */
export function add(emergency, line) {
  const step = STEPS[line.kind];
  return step ? step(emergency, line, line.body) : emergency;
}

const review = (emergency, line, why) => ({
  ...emergency,
  reviews: [...emergency.reviews, { entry: line.id, why }],
});
const ifClosed = (emergency, line) =>
  emergency.closed_at === null ? emergency : review(emergency, line, "after_close");

function raised(emergency, line, body) {
  if (emergency.raised_at !== null) return review(emergency, line, "raised_twice");
  return {
    ...emergency,
    raised_at: line.happened_at,
    raised_by: line.staff,
    where: body.where ?? "not_known",
    place: body.place ?? null,
    visit: body.visit ?? null,
    drill: body.drill ?? false,
  };
}

/** Where it is, and who: the person is kept where only the place is said. */
function placed(emergency, line, body) {
  const samePlace = body.where === "place" && (body.place ?? null) === null;
  return {
    ...ifClosed(emergency, line),
    where: body.where,
    place: samePlace ? emergency.place : (body.place ?? null),
    visit: body.visit ?? emergency.visit,
    moved_at: body.moved ? line.happened_at : emergency.moved_at,
  };
}

function joined(emergency, line, body) {
  if (emergency.staff.includes(body.staff)) return emergency;
  return { ...ifClosed(emergency, line), staff: [...emergency.staff, body.staff] };
}

function observed(emergency, line, body) {
  const onOxygen = body.on_oxygen === true || (body.oxygen_litres_per_minute ?? 0) > 0;
  const first = onOxygen && emergency.oxygen_at === null;
  let seizure_at = emergency.seizure_at;
  if ((body.seizure ?? null) !== null) {
    seizure_at = body.seizure === "started" ? (seizure_at ?? line.happened_at) : null;
  }
  return {
    ...ifClosed(emergency, line),
    last_look_at: line.happened_at,
    oxygen_at: first ? line.happened_at : emergency.oxygen_at,
    seizure_at,
  };
}

const presentationSaid = (emergency, line, body) => ({ ...emergency, presentation: body.presentation });

/** oxygen_at is the first oxygen, naloxone_at the last dose: the next is reckoned from it. */
function acted(before, line, body) {
  const emergency = ifClosed(before, line);
  if (body.action === "naloxone") {
    return { ...emergency, naloxone_at: line.happened_at, naloxone_doses: emergency.naloxone_doses + 1 };
  }
  if (body.action === "oxygen" && emergency.oxygen_at === null) {
    return { ...emergency, oxygen_at: line.happened_at };
  }
  return emergency;
}

function ambulanceMoved(emergency, line, body) {
  return {
    ...ifClosed(emergency, line),
    ambulance: body.step,
    ambulance_at: line.happened_at,
    ambulance_why: body.why ?? null,
    departures: [...emergency.departures, ...(body.departures ?? [])],
  };
}

/** What a substance looked like is often said when all is over: that needs no review. */
const described = (emergency, line, body) => ({
  ...emergency,
  described: { substances: body.substances ?? "not_asked", appearances: body.appearances ?? [] },
});

function watchMissed(emergency, line, body) {
  return { ...emergency, watches_missed: [...emergency.watches_missed, [body.watch, body.level]] };
}

function closed(emergency, line, body) {
  if (emergency.closed_at !== null) return review(emergency, line, "closed_twice");
  return {
    ...emergency,
    closed_at: line.happened_at,
    outcome: body.outcome,
    presentation: saidLast(emergency, body),
    departures: [...emergency.departures, ...(body.departures ?? [])],
  };
}

/** A closing that does not know what it was takes nothing back that was said before. */
function saidLast(emergency, body) {
  const closing = body.presentation ?? "not_known";
  return emergency.presentation === null || closing !== "not_known" ? closing : emergency.presentation;
}

// What follows is said when all is over: it needs no review.

function explained(emergency, line, { rule, why }) {
  const others = emergency.explained.filter((one) => one.rule !== rule);
  return { ...emergency, explained: [...others, { rule, why, at: line.happened_at }] };
}

function debriefed(emergency, line, body) {
  const by = body.led_by ?? line.staff;
  const said = { of: body.of, outcome: body.outcome ?? "done", at: line.happened_at, by };
  return { ...emergency, debriefs: [...emergency.debriefs, said] };
}

function dutyDone(emergency, line, { duty, how, evidence = null }) {
  return { ...emergency, duties_kept: [...emergency.duties_kept, { duty, how, at: line.happened_at, evidence }] };
}

/** @type {Record<string, (emergency: any, line: import("./history.js").Line, body: any) => any>} */
const STEPS = {
  "emergency-raised": raised,
  "emergency-placed": placed,
  "staff-joined": joined,
  observed,
  "presentation-said": presentationSaid,
  acted,
  "ambulance-moved": ambulanceMoved,
  "substance-described": described,
  "watch-missed": watchMissed,
  "emergency-closed": closed,
  "departure-explained": explained,
  debriefed,
  "duty-done": dutyDone,
};
