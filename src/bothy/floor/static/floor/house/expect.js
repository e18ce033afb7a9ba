// What a command will come to: the lines that bothy/care/decide.py would write for it, so that a tablet
// draws what its hands did before the server has said so, or while it cannot be heard at all.
//
// Who changes what decide writes changes it here too: tests/floor/test_expect.py runs random commands
// through both. Sentences and roles are the server's; a command that the House itself makes impossible
// comes to nothing here, and one that was acted on is written down as contested, as there.

import * as correct from "./expect_correct.js";
import * as emergency from "./expect_emergency.js";
import * as facility from "./expect_facility.js";
import * as place from "./expect_place.js";
import * as register from "./expect_register.js";
import * as visit from "./expect_visit.js";
import { rulesAt } from "./hours.js";
import { at as moment } from "./time.js";
import { entryId } from "./uuid5.js";

/** @typedef {import("./history.js").Line} Line */
/** @typedef {import("./fold.js").House} House */
/** @typedef {import("../outbox.js").Row} Row */
/** @typedef {{kind: string, body: any, subject?: string, at?: number}} Wish what is to be written; the case's subject and time where none is said */
/** @typedef {{house: House, row: Row, body: any, subject: string, at: number, acted: boolean, rules: any}} Case */
/** @typedef {(one: Case) => Wish[]} Decider */

/** @type {Record<string, Decider>} */
const DECIDERS = { ...facility.DECIDERS, ...visit.DECIDERS, ...place.DECIDERS, ...emergency.DECIDERS, ...register.DECIDERS, ...correct.DECIDERS };

/** The commands that come to lines here. */
export const EXPECTED = new Set(Object.keys(DECIDERS));

/**
 * The lines that a command will be, numbered on from the House, in the order in which they are written;
 * none where it will be refused.
 * @param {House} house as it will stand when the command is decided @param {Row} row
 * @param {{device: string | null}} me this tablet
 * @returns {Line[]}
 */
export function expect(house, row, me) {
  const decide = DECIDERS[row.kind];
  if (!decide || house.facility === null) return [];
  if ((facility.ABOUT_FACILITY.has(row.kind) || register.ABOUT_FACILITY.has(row.kind)) && row.subject !== house.facility) return [];
  const happened = Math.floor(/** @type {number} */ (moment(row.happened_at)));
  const one = { house, row, body: row.body ?? {}, subject: row.subject, at: happened, acted: row.acted, rules: rulesAt(house, happened) };
  return decide(one).map(({ kind, body, subject = row.subject, at = happened }, n) => ({
    number: house.number + 1 + n,
    id: entryId(row.id, n),
    kind,
    subject,
    body,
    happened_at: at,
    recorded_at: at,
    staff: row.staff ?? null,
    device: me.device || null,
  }));
}
