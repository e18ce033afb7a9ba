// The side of the pad: what the house rules say comes next, what was just written, who is there, and the timeline.
import { isUnsent } from "../board/cutoff.js";
import { staffName } from "../board/view.js";
import { standing } from "../house/history.js";
import { prompts } from "../house/prompts.js";
import { html, nothing } from "../lit.js";
import { inWords } from "../lines.en.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { p } from "../strings.pad.en.js";
import { hhmm, hhmmss, stopwatch } from "../times.js";
import { codes, word } from "../words.js";
import { keyMark, padButton } from "./pad_parts.js";
import { boxesFor, expiry } from "./pad_stock.js";

const LITRES = [2, 4, 6, 10, 15];
const MOST_PROMPTS = 5;

/** @param {any} pad @param {any} one */
export function side(pad, one) {
  return html`${promptList(pad, one)}${justWritten(pad, one)}${helpers(pad, one)}${written(pad, one)}`;
}

// --- prompts ----------------------------------------------------------------------------------------

/** Calm, in words: what, and since or until when. @param {any} pad @param {any} one */
function promptList(pad, one) {
  const found = prompts(store.house, one, pad.now);
  return html`<section class="prompts" aria-label=${p.prompts.title} aria-live="off"><ul>${found.slice(0, MOST_PROMPTS).map((prompt) => html`<li class=${prompt.level} data-prompt=${prompt.code}><b>${p.prompts.level[prompt.level]}</b> <span>${promptText(prompt)}</span> <small>${promptTime(prompt, pad.now)}</small></li>`)}</ul></section>`;
}

/** @param {any} prompt */
function promptText({ code, values }) {
  const text = word("prompt", code);
  if (code === "call_ambulance") return `${text}: ${String(values.conditions).split(" ").map((each) => word("ambulance_condition", each)).join(", ")}`;
  if (code === "next_dose") return `${p.pad.dose(values.nth)} ${p.band.naloxone.toLowerCase()}`;
  if (code === "naloxone_watch") return `${text}, ${p.prompts.every(values.every_minutes)}`;
  if (values.spo2_percent !== undefined) return `${text} (SpO₂ ${values.spo2_percent} %)`;
  if (values.temperature_celsius !== undefined) return `${text} (${values.temperature_celsius} °C)`;
  if (values.glucose_mmol_per_litre !== undefined) return `${text} (${values.glucose_mmol_per_litre} mmol/l)`;
  return text;
}

/** @param {any} prompt @param {number} now */
function promptTime({ level, due_at }, now) {
  if (due_at === null) return "";
  if (level === "info") return p.prompts.until(hhmm(due_at));
  if (level === "wait") return p.prompts.from(hhmmss(due_at), stopwatch(due_at - now));
  return due_at <= now ? p.prompts.dueSince(stopwatch(now - due_at)) : p.prompts.dueIn(stopwatch(due_at - now));
}

// --- what was just written --------------------------------------------------------------------------

/** In words, with its way back, and with what may be said along. @param {any} pad @param {any} one */
function justWritten(pad, one) {
  const { just } = pad;
  if (!just) return nothing;
  return html`<section class="just" aria-label=${p.pad.justNow}>
    <div class="just-line"><span role="status"><time>${hhmmss(just.at)}</time> <b>${just.text}</b></span>
      <button class="quiet" @click=${() => { pad.set({ just: null }); just.takeBack({ ...pad.args }); }}>${p.pad.undo}</button></div>
    ${followUp(pad, just, one)}</section>`;
}

/** @param {any} pad @param {any} just @param {any} one */
function followUp(pad, just, one) {
  const { body } = just;
  const chips = (/** @type {string} */ title, /** @type {unknown} */ list) => html`<div class="follow" role="group" aria-label=${title}><span class="soft">${title}</span>${list}</div>`;
  if (body.action === "oxygen" && body.litres_per_minute === undefined)
    return chips(p.pad.litres, LITRES.map((litres) => html`<button class="pad-button" @click=${() => pad.did("oxygen", { litres_per_minute: litres })}>${litres}</button>`));
  if (body.action === "naloxone") return batches(pad, just, one, chips);
  if (body.step === "not_called" && !body.why) return chips(p.pad.whyNot, whyNot(pad));
  return nothing;
}

/** @param {any} pad */
export function whyNot(pad) {
  return codes("not_called_why").filter((why) => why !== "raised_in_error").map((why) => html`<button class="pad-button" @click=${() => pad.record("move-ambulance", { step: "not_called", why })}>${word("not_called_why", why)}</button>`);
}

/** The box that is tapped holds for the doses to come. @param {any} pad @param {any} just @param {any} one @param {any} chips */
function batches(pad, just, one, chips) {
  const boxes = boxesFor(just.body.route);
  if (just.body.batch || !boxes.length) return nothing;
  const dose = standing(one.lines).findLast((/** @type {any} */ line) => isDose(line) && !line.body.batch);
  return chips(p.pad.batchOf, boxes.map((box) => padButton(box.batch, () => pad.sayBatch(box.batch, dose), { on: pad.batch === box.batch, note: expiry(box, pad.now) })));
}

// --- who is there -----------------------------------------------------------------------------------

/** @param {any} pad @param {any} one */
function helpers(pad, one) {
  const may = [...store.house.on_floor.values()].filter((each) => each.here && !one.staff.includes(each.staff));
  const me = may.find((each) => each.staff === store.active);
  const others = may.filter((each) => each !== me).slice(0, 5);
  const there = one.staff.map(staffName).filter(Boolean).join(", ");
  const join = (/** @type {string} */ staff) => pad.record("join-emergency", { staff });
  return html`<div class="helpers" role="group" aria-label=${p.pad.whoIsThere}>${there ? html`<span class="soft">${s.board.with(there)}</span>` : nothing}
    ${me ? html`<button class="pad-button" data-key="," aria-keyshortcuts="," @click=${() => join(me.staff)}>${p.band.here}${keyMark(",")}</button>` : nothing}
    ${others.map((each) => html`<button class="pad-button" @click=${() => join(each.staff)} aria-label=${s.pad.join(staffName(each.staff))}>+ ${staffName(each.staff)}</button>`)}</div>`;
}

// --- the timeline -----------------------------------------------------------------------------------

/** The last first. A tap on a line puts it right. @param {any} pad @param {any} one */
function written(pad, one) {
  const lines = standing(one.lines).filter((/** @type {any} */ line) => line.kind !== "watch-missed").reverse();
  const doses = lines.filter(isDose).reverse();
  return html`<section class="written" aria-label=${p.pad.written}>
    ${lines.length > 1 ? nothing : html`<p class="soft">${p.pad.nothing}</p>`}
    <ol>${lines.map((/** @type {any} */ line) => html`<li><button class="plain line" aria-pressed=${String(pad.fix?.line.id === line.id)} @click=${() => pad.set({ panel: "fix", fix: { line, at: line.happened_at }, number: null })}>
      <time>${hhmmss(line.happened_at)}</time><span>${inWords(line)} <small class="soft">${[isDose(line) ? p.pad.dose(doses.indexOf(line) + 1) : "", whose(line)].filter(Boolean).join(" · ")}${isUnsent(line.id) ? ` (${p.pad.unsent})` : ""}</small></span></button></li>`)}</ol></section>`;
}

/** @param {any} line */
const isDose = (line) => line.kind === "acted" && line.body.action === "naloxone";

/** Who tapped it, and where it was not this tablet. @param {any} line */
function whose(line) {
  const who = line.staff ? staffName(line.staff) : "";
  const elsewhere = line.device && line.device !== store.device.id;
  return [who, elsewhere && !who ? p.pad.elsewhere : ""].filter(Boolean).join(" ");
}
