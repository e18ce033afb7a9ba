// Watches that have gone up: amber, then filled, then the shift lead by name. Not heard is not the same as not looked.
import { html, nothing } from "../lit.js";
import { due, ESCALATED } from "../house/watches.js";
import { store } from "../store.js";
import { z } from "../strings.screens.en.js";
import { span } from "../times.js";
import { capital, word } from "../words.js";
import { outOfContact } from "./screens.js";
import { fullName, rules, staffName } from "./view.js";

/** @typedef {{rule: string, subject: string, level: number, due_at: number, text: string, unlooked: string, lead: string, unheard: string}} Overdue */

/** @type {{house: any, screens: any, link: string, now: number, found: Map<string, Overdue>}} */
let last = { house: null, screens: null, link: "", now: 0, found: new Map() };

/** Of each visit and emergency the watch that has gone up farthest. @param {number} now @returns {Map<string, Overdue>} */
export function overdue(now) {
  if (last.house === store.house && last.screens === store.screens && last.link === store.link && last.now === now) return last.found;
  const found = new Map();
  const lead = leads(now);
  const unheard = cannotBeHeard();
  const top = rules(now).limits.escalate_levels;
  for (const watch of due(store.house, now)) {
    if (!ESCALATED.has(watch.rule) || watch.level < 1 || watch.rule === "emergency_look") continue;
    const before = found.get(watch.subject);
    if (before && before.level >= watch.level) continue;
    const isLead = watch.level >= Math.min(3, Math.max(2, top));
    found.set(watch.subject, { ...watch, ...inWords(watch, now), lead: isLead ? lead : "", unheard });
  }
  last = { house: store.house, screens: store.screens, link: store.link, now, found };
  return found;
}

/** @param {any} visit @param {number} now @returns {Overdue | null} */
function overdueOf(visit, now) {
  return overdue(now).get(visit.id) ?? null;
}

/** The shift leads on the floor by name, or the words for whoever leads. @param {number} now */
function leads(now) {
  const names = [...store.house.on_floor.values()].filter((one) => one.here && one.role === "shift_lead").map((one) => staffName(one.staff)).filter(Boolean);
  return [capital(word("role", "shift_lead")), names.join(", ")].filter(Boolean).join(" ");
}

/** Who may have looked without being heard, in words; empty where everybody can be heard. */
function cannotBeHeard() {
  if (store.link !== "in-step") return z.overdue.cutOff;
  const names = outOfContact().map((one) => one.name);
  return names.length ? z.overdue.unheardWhy(names.join(", ")) : "";
}

/** @param {{rule: string, due_at: number, subject: string}} watch @param {number} now */
function inWords(watch, now) {
  if (!watch.rule.startsWith("seen")) return { text: word("rule", watch.rule), unlooked: "" };
  const { limits } = rules(now);
  const every = { seen: limits.seen_every_minutes, seen_aftercare: limits.seen_every_minutes_aftercare, seen_after_naloxone: limits.after_naloxone_seen_every_minutes }[watch.rule] ?? 0;
  const unlooked = span(now - watch.due_at + every * 60_000);
  return { text: z.overdue.look(unlooked), unlooked };
}

/** "up2", "up3": how far a card has gone up; amber while somebody may have looked unheard. @param {any} visit @param {number} now */
export function overdueClass(visit, now) {
  const one = overdueOf(visit, now);
  return !one || one.unheard || one.level < 2 ? "" : `up up${Math.min(one.level, 3)}`;
}

/** What a card says instead of when they were seen; nothing where nothing has gone up. @param {any} visit @param {number} now */
export function overdueLine(visit, now) {
  const one = overdueOf(visit, now);
  if (!one || (one.level < 2 && !one.unheard)) return null;
  if (one.unheard) return html`<span class="seen late overdue-line">${one.unlooked ? z.overdue.unheardFor(one.unlooked, one.unheard) : z.overdue.unheard(one.text, one.unheard)}</span>`;
  return html`<span class="seen late overdue-line">${one.lead ? z.overdue.lead(one.lead, one.text) : z.overdue.go(one.text)}</span>`;
}

/** What has come to the shift lead: over the board on every screen, whatever else lies there. @param {number} now */
export function overdueBand(now) {
  const up = [...overdue(now).values()].filter((one) => one.lead && !one.unheard).sort((one, other) => one.due_at - other.due_at);
  if (!up.length) return nothing;
  const visit = store.house.visits.get(up[0].subject);
  if (!visit) return nothing;
  const who = [visit.place ? z.overdue.place(visit.place) : "", fullName(visit)].filter(Boolean).join(" · ");
  return html`<div class="overdue-band" role="alert"><button class="plain" @click=${() => store.open("visit", { visit: visit.id })}><b>${z.overdue.band(up[0].lead, who, up[0].text)}</b></button>${up.length > 1 ? html`<span>${z.overdue.more(up.length - 1)}</span>` : nothing}</div>`;
}
