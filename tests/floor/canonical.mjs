// The board as plain sorted JSON, as bothy/care/canonical.py tells it (watch ids apart), of histories on
// standard input, one JSON a line (tests/care/histories_json.py); the answers go to standard output.

import { createInterface } from "node:readline";

const house_dir = process.argv[2];
const load = (name) => import(`${house_dir}/${name}.js`);
const { emptyHouse, fold, fromWire, restore } = await load("fold");
const board = await load("board");
const links = await load("links");
const { due } = await load("watches");
const { completeness } = await load("completeness");
const { missedOfEmergency, missedOfVisit } = await load("missed");
const { at } = await load("time");
const registers = await load("registers");
const restrictions = await load("restrictions");
const { pathway } = await load("pathway");
const { prompts } = await load("prompts");
const { doses, lastValues } = await load("signs");
const { severity } = await load("severity");
const { departed } = await load("departures");
const { duties } = await load("duties");
const { isOpen: visitOpen } = await load("visit");
const { isOpen: emergencyOpen } = await load("emergency");

const ms = (moment) => (moment === null || moment === undefined ? null : Math.floor(moment));
const byText = (key) => (one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0);
const byId = byText((one) => one.id);

function visit(house, one) {
  const { lines, ...rest } = one;
  return {
    ...rest,
    lines: lines.map((line) => line.id),
    who: who(house, one),
    started_at: ms(one.started_at),
    stage_since: ms(one.stage_since),
    place_since: ms(one.place_since),
    vacated: one.vacated.map(([place, moment]) => [place, ms(moment)]),
    assessed_at: ms(one.assessed_at),
    episodes: one.episodes.map((e) => ({ ...e, started_at: ms(e.started_at), ended_at: ms(e.ended_at) })),
    seen_at: ms(one.seen_at),
    last_look: ms(board.lastLook(house, one)),
    last_naloxone: ms(board.lastNaloxone(house, one)),
    emergency: board.emergencyOf(house, one)?.id ?? null,
    ended_at: ms(one.ended_at),
    said_left_at: ms(one.said_left_at),
    reviews: one.reviews.map((review) => [review.entry, review.why]),
    open: visitOpen(one),
  };
}

function who(house, one) {
  const person = links.joined(house, one.person);
  if (person === null) return null;
  const { id, visits, episodes } = person;
  const [last_visit_at, last_assessed_at, otherwise_asked_at] = [person.last_visit_at, person.last_assessed_at, person.otherwise_asked_at].map(ms);
  return { id, visits, episodes, last_visit_at, last_assessed_at, otherwise_asked_at, open: links.isOpen(person) };
}

function emergency(house, one, now) {
  const whole = completeness(one);
  const judged = severity(one);
  const { lines, ...rest } = one;
  return {
    ...rest,
    lines: lines.map((line) => line.id),
    raised_at: ms(one.raised_at),
    last_look_at: ms(one.last_look_at),
    oxygen_at: ms(one.oxygen_at),
    naloxone_at: ms(one.naloxone_at),
    ambulance_at: ms(one.ambulance_at),
    moved_at: ms(one.moved_at),
    seizure_at: ms(one.seizure_at),
    debriefs: one.debriefs.map((each) => [each.of, each.outcome, ms(each.at), each.by]),
    explained: one.explained.map((each) => [each.rule, each.why, ms(each.at)]),
    duties_kept: one.duties_kept.map((each) => [each.duty, each.how, ms(each.at), each.evidence]),
    closed_at: ms(one.closed_at),
    described: one.described && [one.described.substances, one.described.appearances],
    reviews: one.reviews.map((review) => [review.entry, review.why]),
    open: emergencyOpen(one),
    reversed: whole.reversed,
    missing: whole.missing,
    acts: whole.acts,
    pathway: pathway(house, one),
    prompts: prompts(house, one, now).map((each) => [each.code, each.level, ms(each.due_at), each.values]),
    last_values: Object.fromEntries(
      Object.entries(lastValues(one)).map(([field, { value, at: when }]) => [field, [value, ms(when)]]),
    ),
    doses: doses(one).map((each) => [each.nth, ms(each.at), each.dose_mg, each.route, each.batch]),
    severity: judged.level,
    severity_reasons: judged.reasons.map((each) => [each.level, each.sign, each.value, ms(each.at), each.limit]),
    departed: departed(house, one, now).map((each) => [
      each.rule,
      ms(each.at),
      each.why,
      each.not_called_why,
      each.reason,
    ]),
    duties: duties(house, one).map((each) => [
      each.duty,
      each.after,
      ms(each.since),
      ms(each.due_at),
      ms(each.kept_at),
      each.how,
      each.evidence,
    ]),
  };
}

function canonical(house, now) {
  const statuses = board.placeStatuses(house);
  const held = board.holders(house);
  return {
    facility: {
      id: house.facility,
      name: house.name,
      time_zone: house.time_zone,
      demo: house.demo,
      floor_open: house.floor_open,
      floor_since: ms(house.floor_since),
      rules: house.rules.map((one) => [one.rules.name, ms(one.effective_from), one.signer]),
    },
    places: [...house.specs]
      .sort((one, other) => one.number - other.number)
      .map((spec) => ({ ...spec, status: statuses.get(spec.number), visits: held.get(spec.number) ?? [] })),
    staff: [...house.on_floor.values()]
      .sort(byText((one) => one.staff))
      .map((one) => ({ ...one, since: ms(one.since) })),
    flags: [...house.flags]
      .sort(byId)
      .map(({ id, at, ended_at, said }) => ({ id, at: ms(at), ended_at: ms(ended_at), about: said.about, code: said.code })),
    stock: [...house.stock]
      .sort(byText((one) => `${one.item} ${one.batch}`))
      .map((one) => [one.item, one.batch, one.expires, one.status, ms(one.since)]),
    visits: [...house.visits.values()].sort(byId).map((one) => visit(house, one)),
    emergencies: [...house.emergencies.values()].sort(byId).map((one) => emergency(house, one, now)),
    referrals: [...house.referrals.values()].sort(byId).map(({ lines, ...one }) => ({
      ...one,
      lines: lines.map((line) => line.id),
      step_at: ms(one.step_at),
      offered_at: ms(one.offered_at),
    })),
    registers: [...house.registers.values()].sort(byId).map((one) => [one.id, one.lines.map((line) => line.id), ms(one.over_at)]),
    items: registers.items(house).map((one) => [one.id, one.bag, one.where_now, ms(one.since), one.steps.map((step) => step.bag)]),
    visitors: registers.visitors(house).map((one) => [one.id, one.what, ms(one.came_at), ms(one.went_at)]),
    restricted: [...house.people.values()]
      .filter((one) => one.restrictions.some((each) => each.lifted_at === null))
      .sort(byId)
      .map(({ id }) => [id, restrictions.standing(house, id, now).map((each) => [each.id, each.what])])
      .filter(([, holds]) => holds.length),
    contests: board
      .contests(house)
      .sort(byText((one) => JSON.stringify([one.about, one.visits])))
      .map(({ about, visits }) => ({ about, visits: [...visits].sort() })),
    to_link: links.toLink(house).map((one) => one.id),
    today: board.today(house, now),
    watches: due(house, now)
      .map((one) => ({ ...one, due_at: ms(one.due_at) }))
      .sort(byText((one) => one.subject + one.rule)),
  };
}

function missed(house) {
  const found = [...house.visits.values()].flatMap((one) => missedOfVisit(house, one));
  for (const one of house.emergencies.values()) found.push(...missedOfEmergency(house, one));
  return found.map((one) => [one.entry, one.rule, one.level, one.how, ms(one.at), ms(one.seen_at)]).sort(byText((one) => one[0]));
}

const counts = (house) =>
  Object.fromEntries([...house.people].map(([id, one]) => [id, [one.visits, one.episodes, ms(one.last_visit_at)]]));

for await (const row of createInterface({ input: process.stdin })) {
  const told = JSON.parse(row);
  const lines = told.lines.map(fromWire);
  const earlier = new Map();
  let house = emptyHouse();
  const boards = [];
  for (const line of lines) {
    house = fold(house, line, (subject) => earlier.get(subject) ?? []);
    earlier.set(line.subject, [...(earlier.get(line.subject) ?? []), line]);
    for (const one of told.boards) if (one.after === line.number) boards.push({ ...canonical(house, one.now), missed: missed(house) });
  }
  const screen = restore(told.screen.map(fromWire), told.number, at(told.swept_at), told.people);
  const restored = told.boards.length ? canonical(screen, told.boards.at(-1).now) : null;
  console.log(JSON.stringify({ boards, restored, people: counts(house) }));
}
