// What the browser expects of commands. One JSON a line on standard input, the answers on standard output:
//   {"line": Line}                  fold it; nothing is answered
//   {"row": Row, "device": uuid}    the lines that it is expected to come to
//   {"rows": [Row], "device": uuid}  the lines of rows drawn on the house, and whether the drawn house is as it must be
//   {"ids": [[space, name]]}        UUIDv5 of each
//   {"tables": true}                the commands that are expected, and the stage table
//   {"anew": true}                  another house begins

import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";

const load = (name) => import(`${process.argv[2]}/${name}.js`);
const { add, emptyHouse, fold, fromWire } = await load("fold");
const { expect, EXPECTED } = await load("expect");
const { Drawn } = await load("drawn");
const { uuid5 } = await load("uuid5");
const { text } = await load("time");
const { ENTER } = await load("stages");

const wire = (line) => ({ ...line, happened_at: text(line.happened_at), recorded_at: text(line.recorded_at) });

/** A house as plain values; when a line was recorded is the server's to say. */
function plain(value) {
  if (value instanceof Map) return { map: [...value].map(([key, each]) => [key, plain(each)]) };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "recorded_at" && key !== "swept_at")
      .map(([key, each]) => [key, plain(each)]),
  );
}

let house = emptyHouse();
const earlier = new Map();
const drawn = new Drawn();
for await (const row of createInterface({ input: process.stdin })) {
  const told = JSON.parse(row);
  if (told.line) {
    const line = fromWire(told.line);
    house = fold(house, line, (subject) => earlier.get(subject) ?? []);
    earlier.set(line.subject, [...(earlier.get(line.subject) ?? []), line]);
  } else if (told.rows) {
    const before = plain(house);
    // One row more at a time, as hands make them, and all at once, as after a reload.
    let grown = house;
    for (let n = 1; n <= told.rows.length; n += 1) grown = drawn.house(house, told.rows.slice(0, n), { device: told.device });
    const made = new Drawn();
    const whole = made.house(house, told.rows, { device: told.device });
    const lines = told.rows.flatMap((each) => made.lines.get(each.id));
    const folded = lines.reduce((so_far, line) => add(so_far, line), house);
    const ids = new Set(lines.map((line) => line.id));
    const known = told.rows.filter((each) => made.lines.get(each.id).length);
    console.log(JSON.stringify({
      same: isDeepStrictEqual(plain(whole), plain(folded)),
      grown: isDeepStrictEqual(plain(grown), plain(whole)),
      untouched: isDeepStrictEqual(plain(house), before),
      nothing: made.house(house, [], { device: told.device }) === house,
      twice: isDeepStrictEqual(plain(new Drawn().house(folded, known, { device: told.device }, (id) => ids.has(id))), plain(folded)),
      lines: lines.map(wire),
    }));
  } else if (told.row) {
    console.log(JSON.stringify(expect(house, told.row, { device: told.device }).map(wire)));
  } else if (told.ids) {
    console.log(JSON.stringify(told.ids.map(([space, name]) => uuid5(space, name))));
  } else if (told.tables) {
    console.log(JSON.stringify({ expected: [...EXPECTED], enter: ENTER }));
  } else if (told.anew) {
    house = emptyHouse();
    earlier.clear();
  }
}
