// What an entry could have said instead, as chips: by kind, from the same code lists.
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { labelled } from "./sheet.js";

/** @typedef {{title: string, choices: [string, string][], apply: (body: any, code: string) => any}} Changer */

/** @param {string} key @param {string} list @param {string} [title] @returns {Changer} */
const code = (key, list, title = s.history.what) => ({ title, choices: labelled(list), apply: (body, said) => ({ ...body, [key]: said }) });

/** @returns {Changer} */
const place = () => ({
  title: s.history.what,
  choices: store.house.specs.map((spec) => [String(spec.number), String(spec.number)]),
  apply: (body, said) => ({ ...body, place: Number(said) }),
});

/** @returns {Changer} */
const substances = () => ({
  title: s.assess.substances,
  choices: labelled("substance"),
  apply: (body, said) => {
    const [first, ...rest] = Array.isArray(body.preparations) && body.preparations.length ? body.preparations : [{ substances: [] }];
    const had = Array.isArray(first.substances) ? first.substances : [];
    const now = had.includes(said) ? had.filter((/** @type {string} */ one) => one !== said) : [...had, said];
    return { ...body, preparations: now.length ? [{ ...first, substances: now }, ...rest] : "not_known" };
  },
});

/** @type {Record<string, () => Changer[]>} */
const BY_KIND = {
  "visit-started": () => [{ title: s.door.purposes, choices: labelled("purpose"), apply: flip("purposes", "not_known") }],
  assessed: () => [substances(), code("last_used", "last_used", s.assess.lastUsed)],
  "place-given": () => [place()],
  "episode-started": () => [place(), substances()],
  "episode-ended": () => [code("used", "used")],
  seen: () => [code("state", "seen_state")],
  "service-given": () => [code("service", "service")],
  "visit-ended": () => [code("how", "ended_how")],
  "turned-away": () => [code("reason", "turned_away_reason")],
  "place-changed": () => [code("status", "place_status")],
  acted: () => [code("action", "action")],
  observed: () => [code("breathing", "breathing", s.pad.breathing), code("consciousness", "consciousness", s.pad.consciousness)],
  "presentation-said": () => [code("presentation", "presentation")],
  "emergency-placed": () => [code("where", "emergency_where")],
  "ambulance-moved": () => [code("step", "ambulance_step")],
  "emergency-closed": () => [code("outcome", "emergency_outcome"), code("presentation", "presentation", s.pad.presentation)],
  "person-registered": () => [code("age_band", "age_band", s.register.age), code("sex", "sex", s.register.sex)],
  "referral-moved": () => [code("step", "referral_step")],
  "referral-offered": () => [code("to", "referral_to")],
};

/** @param {string} key @param {string} none */
function flip(key, none) {
  return (/** @type {any} */ body, /** @type {string} */ said) => {
    const had = body[key] ?? [];
    const now = had.includes(said) ? had.filter((/** @type {string} */ one) => one !== said) : [...had, said];
    return { ...body, [key]: now.length ? now : [none] };
  };
}

/** @param {any} line @returns {Changer[]} */
export function changersFor(line) {
  return BY_KIND[line.kind]?.() ?? [];
}
