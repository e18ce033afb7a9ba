// Adding one of the facility's own lines to the House, and letting old ones go.
// The same steps as bothy/care/fold_facility.py.

import { standing } from "./history.js";
import { put } from "./maps.js";
import { complete } from "./rules.js";
import { at } from "./time.js";

/** What the House knows only from the facility's own lines, before there are any. */
export function nothingSaid() {
  return {
    facility: null,
    name: "",
    time_zone: "UTC",
    demo: false,
    clock: null,
    specs: [],
    rules: [],
    floor_open: false,
    floor_since: null,
    on_floor: new Map(),
    places: new Map(),
    turned_away: [],
    flags: [],
    stock: [],
  };
}

/**
 * The House after the line, which happened last of the facility's own.
 * @param {any} house @param {import("./history.js").Line} line
 */
export function add(house, line) {
  const step = STEPS[line.kind];
  return step ? step(house, line, line.body) : house;
}

function founded(house, line, body) {
  return {
    ...house,
    facility: line.subject,
    name: body.name,
    time_zone: body.time_zone,
    demo: body.demo ?? false,
    clock: house.clock ?? body.clock ?? null,
    specs: body.places.map((spec) => ({
      number: spec.number,
      kind: spec.kind ?? "inject",
      accessible: spec.accessible ?? false,
    })),
  };
}

const clockSet = (house, line, body) => ({ ...house, clock: body.clock });

function rulesSigned(house, line, body) {
  const signed = {
    rules: complete(body.rules),
    effective_from: /** @type {number} */ (at(body.effective_from)),
    signer: body.signer,
    number: line.number,
  };
  // Of rules that hold from the same moment, those signed last come last and hold.
  const rules = [...house.rules, signed].sort((one, other) => one.effective_from - other.effective_from);
  return { ...house, rules };
}

const floorOpened = (house, line) => ({ ...house, floor_open: true, floor_since: line.happened_at });
const floorClosed = (house, line) => ({ ...house, floor_open: false, floor_since: line.happened_at });

const placeChanged = (house, line, body) => ({
  ...house,
  places: put(house.places, body.place, {
    status: body.status,
    since: line.happened_at,
    reason: body.reason ?? "",
  }),
});

const staffCame = (house, line, body) => ({
  ...house,
  on_floor: put(house.on_floor, body.staff, {
    staff: body.staff,
    role: body.role,
    since: line.happened_at,
    here: true,
  }),
});

function staffWent(house, line, body) {
  const role = house.on_floor.get(body.staff)?.role ?? "worker";
  const gone = { staff: body.staff, role, since: line.happened_at, here: false };
  return { ...house, on_floor: put(house.on_floor, body.staff, gone) };
}

const turnedAway = (house, line) => ({ ...house, turned_away: [...house.turned_away, line.happened_at] });

const stockNoted = (house, line, { item, batch, expires = null, status = "open" }) => ({
  ...house,
  stock: [
    ...house.stock.filter((one) => one.item !== item || one.batch !== batch),
    { item, batch, expires, status, since: line.happened_at },
  ],
});

const batchFlagged = (house, line, body) => ({
  ...house,
  flags: [...house.flags, { id: line.id, at: line.happened_at, said: body, ended_at: null }],
});

const flagEnded = (house, line, body) => ({
  ...house,
  flags: house.flags.map((one) =>
    one.id === body.flag && one.ended_at === null ? { ...one, ended_at: line.happened_at } : one,
  ),
});

/** The flags that stand, or were raised or taken down since. @param {any[]} flags @param {number} since */
export function flagsSince(flags, since) {
  return flags.filter((one) => one.ended_at === null || one.ended_at >= since || one.at >= since);
}

/** @type {Record<string, (house: any, line: import("./history.js").Line, body: any) => any>} */
const STEPS = {
  "facility-founded": founded,
  "clock-set": clockSet,
  "rules-signed": rulesSigned,
  "floor-opened": floorOpened,
  "floor-closed": floorClosed,
  "place-changed": placeChanged,
  "staff-came": staffCame,
  "staff-went": staffWent,
  "turned-away": turnedAway,
  "stock-noted": stockNoted,
  "batch-flagged": batchFlagged,
  "batch-flag-ended": flagEnded,
};

/**
 * The lines that are younger than `since` or without which the House would say something else.
 * @param {import("./history.js").Line[]} lines @param {number} since
 */
export function keep(lines, since) {
  const last = new Map();
  for (const line of standing(lines)) if (about(line) !== null) last.set(about(line), line);
  const kept = new Set([...last.values()].map((line) => line.id));
  for (const line of lines) if (line.happened_at >= since) kept.add(line.id);
  for (const id of ofFlags(lines, since, kept)) kept.add(id);
  // A correction stays with the line that it puts right, and that line with it.
  let grew = true;
  while (grew) {
    grew = false;
    for (const line of lines) {
      if (line.kind !== "corrected" || kept.has(line.id) === kept.has(line.body.entry)) continue;
      kept.add(line.id);
      kept.add(line.body.entry);
      grew = true;
    }
  }
  return lines.filter((line) => kept.has(line.id));
}

/** The lines of flags that stand or were taken down since; of one that stays for its age also its end. */
function ofFlags(lines, since, kept) {
  const raised = new Set();
  const ended = new Map();
  for (const line of standing(lines)) {
    if (line.kind === "batch-flagged") raised.add(line.id);
    else if (line.kind === "batch-flag-ended" && raised.has(line.body.flag) && !ended.has(line.body.flag)) ended.set(line.body.flag, line);
  }
  const more = [];
  for (const flag of raised) {
    const end = ended.get(flag);
    if (end && end.happened_at < since && !kept.has(flag)) continue;
    more.push(flag);
    if (end) more.push(end.id);
  }
  return more;
}

/** Of lines about the same thing only the last one counts; null: none of them does any more. */
function about(line) {
  switch (line.kind) {
    case "place-changed":
      return `place ${line.body.place}`;
    case "staff-came":
    case "staff-went":
      return `${line.kind} ${line.body.staff}`;
    case "stock-noted":
      return `stock ${line.body.item} ${line.body.batch}`;
    case "floor-opened":
    case "floor-closed":
      return "floor";
    case "clock-set":
      return "clock";
    case "facility-founded":
    case "rules-signed":
      return line.id;
    default:
      return null;
  }
}
