// What a card says, read from the House: no drawing here, no clock of its own.
import { contests, holders, lastLook, lastNaloxone, openVisits, placeStatuses, rulesAt } from "../house/board.js";
import { joined, who } from "../house/links.js";
import { notLookedUp } from "../people.js";
import { emptyEmergency } from "../house/emergency.js";
import { store } from "../store.js";
import { l } from "../strings.link.en.js";
import { s } from "../strings.en.js";
import { hhmm } from "../times.js";
import { word } from "../words.js";

const MINUTE = 60_000;

/** The house rules in force. @param {number} now */
export function rules(now) {
  return rulesAt(store.house, now);
}

/** A person's name for this screen: none in the discreet view. @param {any} visit @returns {{name: string, tag: string}} */
export function nameOf(visit) {
  if (!visit) return { name: "", tag: "" };
  if (store.discreet) return { name: s.board.person(ordinal(visit)), tag: "" };
  const known = store.names[who(store.house, visit.person)] ?? store.names[visit.person];
  if (!known) return { name: s.board.person(ordinal(visit)), tag: "" };
  return { name: known.name, tag: sharesName(visit, known.name) ? known.tag || hhmm(visit.started_at) : "" };
}

/** Whether someone else in the house today goes by the same name: only then is a tag worth its room. @param {any} visit @param {string} name */
function sharesName(visit, name) {
  const plain = name.toLocaleLowerCase();
  const meant = who(store.house, visit.person);
  for (const other of store.house.visits.values()) {
    if (other.ended_at === null && store.names[other.person]?.name.toLocaleLowerCase() === plain && who(store.house, other.person) !== meant) return true;
  }
  return false;
}

/** Name and, where two share it, tag: "Lark 7". @param {any} visit */
export function fullName(visit) {
  const { name, tag } = nameOf(visit);
  return tag ? `${name} ${tag}` : name;
}

/** @param {any} visit */
function ordinal(visit) {
  const all = [...store.house.visits.values()].filter((one) => one.started_at !== null);
  all.sort((one, other) => one.started_at - other.started_at || (one.id < other.id ? -1 : 1));
  return all.findIndex((one) => one.id === visit.id) + 1;
}

/** @param {string | null} staff */
export function staffName(staff) {
  return (staff && store.staff[staff]?.name) || "";
}

/** "heroin + cocaine, alcohol"; nothing in the discreet view. @param {any} preparations */
export function substances(preparations) {
  if (store.discreet || !preparations) return "";
  if (!Array.isArray(preparations)) return word("unasked", preparations);
  return preparations
    .map((one) => (Array.isArray(one.substances) ? one.substances.map((code) => word("substance", code)).join(" + ") : word("unasked", one.substances)))
    .join(", ");
}

/** Every emergency that is not over: the house's, and those raised here that it has not heard of. */
export function openEmergencies() {
  const heard = [...store.house.emergencies.values()].filter((one) => one.raised_at !== null && one.closed_at === null);
  const here = [...store.raisedHere.values()]
    .filter((one) => !store.house.emergencies.get(one.id)?.raised_at)
    .map((one) => ({ ...emptyEmergency(one.id), ...one }));
  return [...heard, ...here].sort((one, other) => one.raised_at - other.raised_at);
}

/** The open emergency of a visit, by its name or by the place it alone holds; a drill is nobody's. @param {any} visit */
export function emergencyOf(visit) {
  const alone = visit.place !== null && (holders(store.house).get(visit.place) ?? []).length === 1;
  return openEmergencies().findLast((one) => !one.drill && (one.visit ? one.visit === visit.id : alone && one.place === visit.place)) ?? null;
}

/** @param {any} visit @param {number} now */
export function describe(visit, now) {
  const { limits } = rules(now);
  const naloxone = lastNaloxone(store.house, visit);
  const naloxoneUntil = naloxone === null ? null : naloxone + limits.after_naloxone_watch_minutes * MINUTE;
  const watched = naloxoneUntil !== null && now < naloxoneUntil;
  const looked = lastLook(store.house, visit);
  const every = watched
    ? limits.after_naloxone_seen_every_minutes
    : visit.stage === "aftercare" ? limits.seen_every_minutes_aftercare : limits.seen_every_minutes;
  const inStage = now - visit.stage_since;
  const stays = { waiting: limits.waiting_due_minutes, assessment: limits.assessment_due_minutes, using: limits.place_due_minutes }[visit.stage] ?? null;
  const late = stays !== null && inStage >= stays * MINUTE;
  const seenMatters = visit.stage === "using" || visit.stage === "aftercare";
  const lookDue = seenMatters && (looked === null || now - looked >= every * MINUTE);
  const person = joined(store.house, visit.person);
  const stayUntil = visit.stage === "aftercare" && visit.episodes.length ? visit.stage_since + limits.aftercare_minimum_minutes * MINUTE : null;
  return {
    ...nameOf(visit),
    inStage,
    late,
    lookDue,
    due: late || lookDue || visit.said_left_at !== null,
    looked,
    seenText: looked === null ? s.board.notSeen : now - looked < MINUTE ? s.board.seenNow : s.board.seenAgo(s.minutes(Math.floor((now - looked) / MINUTE))),
    substances: substances(visit.episodes.at(-1)?.preparations ?? visit.assessment?.preparations),
    staff: staffName(visit.with_staff),
    spoken: notLookedUp(visit.person),
    isNew: (person?.visits ?? 0) <= 1 && !notLookedUp(visit.person),
    toUse: visit.purposes.includes("use"),
    purposes: visit.purposes.map((code) => word("purpose", code)).join(", "),
    assessed: visit.assessment !== null,
    readyForPlace: isNext(visit),
    flags: flagsOf(visit),
    naloxone: watched ? (store.discreet ? s.board.watchUntil(hhmm(naloxoneUntil)) : s.board.naloxoneUntil(hhmm(naloxone), hhmm(naloxoneUntil))) : "",
    naloxoneUntil: watched ? naloxoneUntil : null,
    stayUntil,
    mayGo: visit.stage === "aftercare" && !watched && (stayUntil === null || now >= stayUntil),
    emergency: emergencyOf(visit),
    openEpisode: visit.episodes.some((one) => one.ended_at === null),
  };
}

/** @param {any} visit */
function flagsOf(visit) {
  const flags = notLookedUp(visit.person) ? [l.mark] : [];
  const said = visit.assessment;
  if (said && Array.isArray(said.risk_flags) && !store.discreet) flags.push(...said.risk_flags.map((code) => word("risk_flag", code)));
  return flags;
}

/** Assessed, wants to use, and has not been in a place since. @param {any} visit */
export function isNext(visit) {
  return (
    visit.place === null &&
    visit.assessment !== null &&
    (visit.stage === "waiting" || visit.stage === "assessment") &&
    visit.purposes.includes("use")
  );
}

/** Everything the board draws, in its places. @param {number} now */
export function board(now) {
  const { house } = store;
  const open = openVisits(house);
  const held = holders(house);
  const statuses = placeStatuses(house);
  const byStage = (/** @type {string} */ stage) =>
    open.filter((visit) => visit.stage === stage && visit.place === null).sort((one, other) => one.stage_since - other.stage_since);
  const next = open.filter(isNext).sort((one, other) => one.assessed_at - other.assessed_at);
  const shown = [...open, ...[...house.visits.values()].filter((visit) => visit.ended_at !== null)];
  const places = house.specs.map((spec) => ({
    spec,
    status: statuses.get(spec.number) ?? "ready",
    visits: (held.get(spec.number) ?? []).map((id) => house.visits.get(id)),
    since: house.places.get(spec.number)?.since ?? null,
    reason: house.places.get(spec.number)?.reason ?? "",
    vacatedAt: lastVacated(shown, spec.number),
  }));
  return {
    now,
    open,
    waiting: byStage("waiting"),
    // Someone who uses but holds no place lost a contest: they must not drop off the board.
    assessment: [...byStage("assessment"), ...byStage("using")],
    aftercare: byStage("aftercare"),
    places,
    next,
    contests: contests(house),
    emergencies: openEmergencies(),
    taken: places.filter((place) => place.visits.length).length,
    toSee: open.filter((visit) => visit.stage === "using" || visit.stage === "aftercare"),
  };
}

/** @param {any[]} visits @param {number} place */
function lastVacated(visits, place) {
  let last = null;
  for (const visit of visits) for (const [number, at] of visit.vacated) if (number === place && (last === null || at > last)) last = at;
  return last;
}

/** @param {any} visit */
export function contestsOf(visit) {
  return contests(store.house).filter((/** @type {any} */ one) => one.visits.includes(visit.id));
}
