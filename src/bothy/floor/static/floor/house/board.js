// What joins subjects: who holds a place, who is here twice, what is contested, how many today.
// Nothing here is stored; the same steps as bothy/care/board.py.

import * as emergencies from "./emergency.js";
import { businessDay, daySpan, rulesAt } from "./hours.js";
import { leastAndMost, who } from "./links.js";
import { isOpen } from "./visit.js";

export { businessDay, clockTime, opening, rulesAt } from "./hours.js";

const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

/** Visits that have not ended, those that came first first. */
export function openVisits(house) {
  const open = [...house.visits.values()].filter(isOpen);
  return open.sort((one, other) => one.started_at - other.started_at || byText(one.id, other.id));
}

export const inHouse = (house) => openVisits(house).length;

/**
 * The open visits that hold each place: one, or more where it is contested. Free places are absent.
 * @returns {Map<number, string[]>}
 */
export function holders(house) {
  const held = new Map();
  const holding = openVisits(house).filter((visit) => visit.place !== null && visit.place_since !== null);
  holding.sort((one, other) => one.place_since - other.place_since || byText(one.id, other.id));
  for (const visit of holding) held.set(visit.place, [...(held.get(visit.place) ?? []), visit.id]);
  return new Map([...held].sort(([one], [other]) => one - other));
}

/** The open visits of one person, whatever they were entered as: none, one, or more where it is contested. */
export function personVisits(house, person) {
  const meant = who(house, person);
  return openVisits(house).filter((visit) => visit.person !== null && who(house, visit.person) === meant);
}

/**
 * What a person must settle: places first, then people here twice, then "left or here".
 * @returns {{about: string, visits: string[]}[]}
 */
export function contests(house) {
  const found = [];
  for (const [place, visits] of holders(house)) if (visits.length > 1) found.push({ about: `place ${place}`, visits });
  const byPerson = new Map();
  const left = [];
  for (const visit of openVisits(house)) {
    const meant = visit.person === null ? null : who(house, visit.person);
    if (meant !== null) byPerson.set(meant, [...(byPerson.get(meant) ?? []), visit.id]);
    if (visit.said_left_at !== null) left.push({ about: "left", visits: [visit.id] });
  }
  for (const visits of byPerson.values()) if (visits.length > 1) found.push({ about: "person", visits });
  return [...found, ...left];
}

/** What each place of the house is now, by its number. @returns {Map<number, string>} */
export function placeStatuses(house) {
  const held = holders(house);
  const vacated = new Map();
  for (const visit of house.visits.values()) {
    for (const [place, moment] of visit.vacated) {
      if (!vacated.has(place) || moment > vacated.get(place)) vacated.set(place, moment);
    }
  }
  return new Map(house.specs.map(({ number }) => [number, status(house, number, held, vacated)]));
}

/** "taken", "ready", "being_cleaned" or "out_of_use". */
export const placeStatus = (house, number) => placeStatuses(house).get(number);

function status(house, number, held, vacated) {
  if (held.has(number)) return "taken";
  const said = house.places.get(number);
  if (said?.status === "out_of_use") return "out_of_use";
  const leftAt = vacated.get(number);
  if (leftAt !== undefined && (!said || said.since < leftAt)) {
    return rulesAt(house, leftAt).cleaning_between ? "being_cleaned" : "ready";
  }
  return said ? said.status : "ready";
}

/** The open emergency of a visit: it names the visit, or only the place that the visit alone holds. */
export function emergencyOf(house, visit) {
  let found = null;
  for (const emergency of house.emergencies.values()) {
    if (!emergencies.isOpen(emergency) || emergency.drill) continue;
    let mine = emergency.visit === visit.id;
    if (emergency.visit === null && emergency.place !== null && isOpen(visit) && emergency.place === visit.place) {
      const held = holders(house).get(emergency.place) ?? [];
      mine = held.length === 1 && held[0] === visit.id;
    }
    const later = found === null || emergency.raised_at - found.raised_at || byText(emergency.id, found.id);
    if (mine && (later === true || later > 0)) found = emergency;
  }
  return found;
}

const latest = (moments) => (moments.length ? Math.max(...moments) : null);

const ofVisit = (house, visit) =>
  [...house.emergencies.values()].filter((one) => one.visit === visit.id && !one.drill);

/** When staff last looked at the person, be it on a round or in an emergency; null where nobody has. */
export function lastLook(house, visit) {
  const looks = [visit.seen_at, ...ofVisit(house, visit).map((one) => one.last_look_at)];
  return latest(looks.filter((moment) => moment !== null));
}

/** When the person last had naloxone in this visit; null where they had none. */
export function lastNaloxone(house, visit) {
  return latest(
    ofVisit(house, visit)
      .map((one) => one.naloxone_at)
      .filter((moment) => moment !== null),
  );
}

/** The counts of the business day that `now` belongs to. Visits, episodes and people are three counts. */
export function today(house, now) {
  const [since, until] = daySpan(house, now);
  const inDay = (moment) => moment !== null && since <= moment && moment < until;
  const visits = [...house.visits.values()].filter((visit) => inDay(visit.started_at));
  const episodes = [...house.visits.values()].flatMap((visit) => visit.episodes);
  const raised = [...house.emergencies.values()].filter((one) => inDay(one.raised_at) && !one.drill);
  const [least, most] = leastAndMost(house, visits.map((visit) => visit.person).filter((one) => one !== null));
  const inError = raised.filter((one) => one.outcome === "raised_in_error").length;
  return {
    day: businessDay(house, now),
    visits: visits.length,
    episodes: episodes.filter((episode) => inDay(episode.started_at)).length,
    people: most,
    people_least: least,
    emergencies: raised.length - inError,
    raised_in_error: inError,
    turned_away: house.turned_away.filter(inDay).length,
  };
}
