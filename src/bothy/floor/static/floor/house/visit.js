// Adding one line to a visit: what each kind of entry does to it. The same steps as bothy/care/fold_visit.py.

/** @param {string} id */
export function emptyVisit(id) {
  return {
    id,
    lines: [],
    person: null,
    started_at: null,
    purposes: [],
    stage: "waiting",
    stage_since: null,
    with_staff: null,
    place: null,
    place_since: null,
    vacated: [],
    assessment: null,
    assessed_at: null,
    episodes: [],
    seen_at: null,
    seen_state: null,
    services: [],
    supplies: [],
    departures: [],
    watches_missed: [],
    settled: [],
    ended_at: null,
    ended_how: null,
    said_left_at: null,
    said_left_how: null,
    reviews: [],
    corrected: false,
  };
}

/** @param {any} visit */
export function isOpen(visit) {
  return visit.started_at !== null && visit.ended_at === null;
}

/**
 * The visit after the line, which happened last. Lines and corrections are the caller's.
 * @param {any} visit @param {import("./history.js").Line} line
 */
export function add(visit, line) {
  const step = STEPS[line.kind];
  if (!step) return visit;
  // A device's own word: whoever held it gave no PIN, or one that turned out wrong.
  const unclaimed = line.staff === null && line.device !== null;
  return step(unclaimed ? review(visit, line, "claim_missing") : visit, line, line.body);
}

const review = (visit, line, why) => ({ ...visit, reviews: [...visit.reviews, { entry: line.id, why }] });
const ifEnded = (visit, line) => (visit.ended_at === null ? visit : review(visit, line, "after_end"));
const withDepartures = (visit, body) => [...visit.departures, ...(body.departures ?? [])];

/** Something was decided after the visit was said to have ended: open, until a person settles it. */
function hereAgain(visit) {
  if (visit.ended_at === null) return visit;
  return {
    ...visit,
    ended_at: null,
    ended_how: null,
    said_left_at: visit.ended_at,
    said_left_how: visit.ended_how,
  };
}

const vacated = (visit, moment) => (visit.place === null ? visit.vacated : [...visit.vacated, [visit.place, moment]]);

/** An episode that nobody ended ends with what follows; whether the person used is not known. */
function endEpisodes(visit, moment) {
  return visit.episodes.map((episode) =>
    episode.ended_at === null ? { ...episode, ended_at: moment, used: "not_known" } : episode,
  );
}

function visitStarted(visit, line, body) {
  if (visit.started_at !== null) return review(visit, line, "started_twice");
  return {
    ...visit,
    person: body.person,
    purposes: body.purposes,
    started_at: line.happened_at,
    stage_since: visit.stage_since ?? line.happened_at,
    departures: withDepartures(visit, body),
  };
}

function stageEntered(before, line, body) {
  if (body.stage === "left") return review(before, line, "left_is_not_a_stage_to_enter");
  const visit = hereAgain(before);
  const leaves = body.stage !== "using";
  return {
    ...visit,
    stage: body.stage,
    stage_since: visit.stage === body.stage ? visit.stage_since : line.happened_at,
    with_staff: body.with_staff ?? null,
    vacated: leaves ? vacated(visit, line.happened_at) : visit.vacated,
    place: leaves ? null : visit.place,
    place_since: leaves ? null : visit.place_since,
    seen_at: body.stage === "aftercare" ? line.happened_at : visit.seen_at,
    departures: withDepartures(visit, body),
  };
}

function assessed(visit, line, body) {
  return { ...ifEnded(visit, line), assessment: body, assessed_at: line.happened_at, departures: withDepartures(visit, body) };
}

function placeGiven(before, line, body) {
  const visit = hereAgain(before);
  const moves = visit.place !== body.place;
  const using = visit.stage === "using";
  return {
    ...visit,
    stage: "using",
    stage_since: using ? visit.stage_since : line.happened_at,
    with_staff: using ? visit.with_staff : null,
    vacated: moves ? vacated(visit, line.happened_at) : visit.vacated,
    place: body.place,
    place_since: moves ? line.happened_at : visit.place_since,
    seen_at: line.happened_at,
    departures: withDepartures(visit, body),
  };
}

function episodeStarted(before, line, body) {
  const visit = hereAgain(before);
  const episode = {
    id: line.id,
    place: body.place,
    started_at: line.happened_at,
    preparations: body.preparations,
    ended_at: null,
    used: null,
  };
  return {
    ...visit,
    episodes: [...endEpisodes(visit, line.happened_at), episode],
    seen_at: line.happened_at,
    departures: withDepartures(visit, body),
  };
}

function episodeEnded(visit, line, body) {
  if (!visit.episodes.some((episode) => episode.id === body.episode)) {
    return review(visit, line, "no_such_episode");
  }
  const episodes = visit.episodes.map((episode) =>
    episode.id === body.episode
      ? { ...episode, ended_at: episode.ended_at ?? line.happened_at, used: body.used ?? "yes" }
      : episode,
  );
  return { ...ifEnded(visit, line), episodes, departures: withDepartures(visit, body) };
}

function seen(visit, line, body) {
  const looked = { seen_at: line.happened_at, seen_state: body.state ?? "awake" };
  return { ...ifEnded(visit, line), ...looked, departures: withDepartures(visit, body) };
}

function serviceGiven(visit, line, body) {
  return { ...ifEnded(visit, line), services: [...visit.services, body.service], departures: withDepartures(visit, body) };
}

function suppliesGiven(visit, line, body) {
  return {
    ...ifEnded(visit, line),
    supplies: [...visit.supplies, ...body.items.map((given) => [given.item, given.count])],
    departures: withDepartures(visit, body),
  };
}

function visitEnded(visit, line, body) {
  if (visit.ended_at !== null) return review(visit, line, "ended_twice");
  return { ...ended(visit, line.happened_at, body.how ?? "left"), departures: withDepartures(visit, body) };
}

function ended(visit, moment, how) {
  return {
    ...visit,
    stage: "left",
    stage_since: moment,
    with_staff: null,
    vacated: vacated(visit, moment),
    place: null,
    place_since: null,
    episodes: endEpisodes(visit, moment),
    ended_at: moment,
    ended_how: how,
    said_left_at: null,
    said_left_how: null,
  };
}

function watchMissed(visit, line, body) {
  return { ...visit, watches_missed: [...visit.watches_missed, [body.watch, body.level]] };
}

/** This visit gives way; or, of "left or here", what a person decided. */
function contestSettled(visit, line, body) {
  const keeps = body.keeps ?? null;
  if (body.about === "left") return settledLeft(visit, line, keeps);
  if (keeps === visit.id || visit.ended_at !== null) return review(visit, line, "nothing_to_settle");
  let settled;
  if (body.about === "person") {
    settled = ended(visit, line.happened_at, "closed_by_staff");
  } else if (body.about === `place ${visit.place}`) {
    // The place is another person's: nothing was vacated, so nothing has to be cleaned.
    const using = visit.episodes.some((episode) => episode.ended_at === null);
    settled = {
      ...visit,
      place: null,
      place_since: null,
      stage: using ? visit.stage : "waiting",
      stage_since: using ? visit.stage_since : line.happened_at,
    };
  } else {
    return review(visit, line, "nothing_to_settle");
  }
  return { ...settled, settled: [...visit.settled, body.about] };
}

function settledLeft(visit, line, keeps) {
  if (visit.said_left_at === null) return review(visit, line, "nothing_to_settle");
  const settled =
    keeps === visit.id
      ? { ...visit, said_left_at: null, said_left_how: null }
      : ended(visit, visit.said_left_at, visit.said_left_how);
  return { ...settled, settled: [...visit.settled, "left"] };
}

/** @type {Record<string, (visit: any, line: import("./history.js").Line, body: any) => any>} */
const STEPS = {
  "visit-started": visitStarted,
  "stage-entered": stageEntered,
  assessed,
  "place-given": placeGiven,
  "episode-started": episodeStarted,
  "episode-ended": episodeEnded,
  seen,
  "service-given": serviceGiven,
  "supplies-given": suppliesGiven,
  "visit-ended": visitEnded,
  "watch-missed": watchMissed,
  "contest-settled": contestSettled,
};
