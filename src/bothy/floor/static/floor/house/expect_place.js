// What a command about a place comes to: giving one, starting and ending an episode. As bothy/care/decide_place.py.

import { holders, placeStatus } from "./board.js";
import { decided, departure, said, visitOf } from "./expect_parts.js";
import { openEpisode, placeDepartures } from "./expect_visit.js";
import { bars, standing } from "./restrictions.js";
import { isOpen } from "./visit.js";

/** @typedef {import("./expect.js").Case} Case */
/** @typedef {import("./expect.js").Wish} Wish */

const INJECTED_ROUTES = new Set(["vein", "muscle", "under_skin"]);
const INHALED_ROUTES = new Set(["smoked", "foil", "pipe"]);
const UNASKED = new Set(["declined", "not_asked", "not_known"]);

/** @param {Case} one @returns {Wish[]} */
function givePlace(one) {
  const { house, body, acted, rules } = one;
  const visit = visitOf(house, one.subject);
  const spec = house.specs.find((/** @type {any} */ each) => each.number === body.place);
  if (!visit || !spec) return [];
  const others = (holders(house).get(spec.number) ?? []).filter((id) => id !== visit.id);
  const out = house.places.get(spec.number)?.status === "out_of_use";
  const contested = !isOpen(visit) || visit.place === spec.number || others.length > 0 || out;
  if (contested && !acted) return [];
  const preparations = preparationsOf(visit, body.preparations);
  const given = { kind: "place-given", body: decided({ place: spec.number }, departures(one, visit, spec, preparations), contested) };
  if (!rules.episode_starts_with_place || openEpisode(visit)) return [given];
  return [given, { kind: "episode-started", body: decided({ place: spec.number, preparations }) }];
}

/** As said now, else as said in the assessment, else not asked. @param {any} visit @param {any} told */
const preparationsOf = (visit, told) => told ?? visit.assessment?.preparations ?? "not_asked";

/** @param {Case} one @param {any} visit @param {any} spec @param {any} preparations */
function departures(one, visit, spec, preparations) {
  const { house, body, rules, at } = one;
  const found = placeDepartures(one, visit, body.reason);
  if (placeStatus(house, spec.number) === "being_cleaned") found.push(departure("place_not_cleaned", body.reason));
  const routes = (Array.isArray(preparations) ? preparations : [])
    .map((/** @type {any} */ preparation) => preparation.route ?? "not_asked")
    .filter((/** @type {string} */ route) => !UNASKED.has(route));
  if (routes.some((route) => !rules.routes.includes(route))) found.push(departure("route_not_allowed", body.reason));
  const smoked_where_injected = spec.kind === "inject" && routes.some((route) => INHALED_ROUTES.has(route));
  const injected_where_smoked = spec.kind === "smoke" && routes.some((route) => INJECTED_ROUTES.has(route));
  if (smoked_where_injected || injected_where_smoked) found.push(departure("route_not_for_place", body.reason));
  if (visit.person !== null && !visit.purposes.includes("use") && bars(standing(house, visit.person, at), ["use"])) found.push(departure("restricted", body.reason));
  return found;
}

/** @param {Case} one @returns {Wish[]} */
function startEpisode({ house, subject, body, acted }) {
  const visit = visitOf(house, subject);
  const place = visit?.place ?? (acted ? visit?.episodes.at(-1)?.place : null) ?? null;
  if (!visit || place === null) return [];
  const contested = !isOpen(visit) || openEpisode(visit) !== null || visit.place === null;
  if (contested && !acted) return [];
  return [{ kind: "episode-started", body: decided({ place, preparations: preparationsOf(visit, body.preparations) }, [], contested) }];
}

/** The episode ends, and with it the person leaves the place for aftercare, unless that is long told. @param {Case} one @returns {Wish[]} */
function endEpisode(one) {
  const { house, subject, body, at } = one;
  const visit = visitOf(house, subject);
  if (!visit) return [];
  const ended = { kind: "episode-ended", body: said(body) };
  const current = openEpisode(visit);
  const still_there = isOpen(visit) && visit.stage === "using" && current !== null && current.id === body.episode;
  if (!still_there || at < current.started_at) return [ended];
  return [ended, { kind: "stage-entered", body: decided({ stage: "aftercare" }, placeDepartures(one, visit, "")) }];
}

/** @type {Record<string, import("./expect.js").Decider>} */
export const DECIDERS = { "give-place": givePlace, "start-episode": startEpisode, "end-episode": endEpisode };
