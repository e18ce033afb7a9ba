// The history of one subject in words, and putting an entry right. Nothing is changed: a later line names the earlier.
import { changeLine, voidLine } from "../acts.js";
import { isUnsent } from "../board/cutoff.js";
import { staffName } from "../board/view.js";
import { html, nothing } from "../lit.js";
import { departuresOf, inWords } from "../lines.en.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { c } from "../strings.cutoff.en.js";
import { s } from "../strings.en.js";
import { hhmm } from "../times.js";
import { z } from "../strings.screens.en.js";
import { changersFor } from "./changes.js";
import { notesOf } from "./history_notes.js";
import { askWhy, tapOne } from "./sheet.js";

const MINUTE = 60_000;

/** What half a correction looks like while it is tapped. */
export const noCorrection = () => ({ line: /** @type {any} */ (null), how: "", body: /** @type {any} */ (null), minutes: 0 });

/** @param {any[]} lines @param {ReturnType<typeof noCorrection>} open @param {(open: any) => void} set */
export function historyList(lines, open, set) {
  const voided = new Set(lines.filter((line) => line.kind === "corrected" && line.body.void).map((line) => line.body.entry));
  const changed = new Map(lines.filter((line) => line.kind === "corrected" && !line.body.void).map((line) => [line.body.entry, line]));
  const shown = lines.filter((line) => line.kind !== "corrected");
  return html`<ol class="history">${[...shown].reverse().map((line) => {
    const gone = voided.has(line.id);
    const put = changed.get(line.id);
    const mine = open.line?.id === line.id;
    return html`<li class=${gone ? "voided" : ""}>
      <time>${hhmm(line.happened_at)}</time>
      <div class="said"><span class="what">${inWords(put?.body.body ? { ...line, body: put.body.body } : line)}</span>
        <small class="soft">${line.staff ? s.history.by(staffName(line.staff) || "?") : line.device ? z.unclaimed : s.history.system}${gone ? ` · ${s.history.voided}` : ""}${put ? ` · ${s.history.changed}` : ""}${isUnsent(line.id) ? ` · ${c.mark}` : ""}</small>
        ${departuresOf(line.body).map((text) => html`<small class="departure">${text}</small>`)}${notesOf(line)}
      </div>
      ${gone || line.kind === "watch-missed" ? nothing : html`<button class="quiet" aria-expanded=${String(mine)} @click=${() => set(mine ? noCorrection() : { ...noCorrection(), line })}>${s.history.correct}</button>`}
      ${mine ? html`<div class="correction">${correction(line, open, set)}</div>` : nothing}
    </li>`;
  })}</ol>`;
}

/** @param {any} line @param {any} open @param {(open: any) => void} set */
function correction(line, open, set) {
  const h = s.history;
  const changers = changersFor(line);
  if (open.how === "void") return askWhy(h.reason, s.reasons.list, (reason) => send(() => voidLine(line, reason), set));
  if (open.how === "time")
    return html`${tapOne(h.time, [1, 2, 5, 10, 30].map((m) => [String(-m), h.earlier(m)]).concat([1, 5].map((m) => [String(m), h.later(m)])), (code) => set({ ...open, minutes: open.minutes + Number(code) }))}
      <p>${h.moved(hhmm(line.happened_at + open.minutes * MINUTE))}</p>
      ${open.minutes ? askWhy(h.reason, s.reasons.list, (reason) => send(() => changeLine(line, { reason, at: line.happened_at + open.minutes * MINUTE }), set)) : nothing}`;
  if (open.how === "change")
    return html`${changers.map((one) => tapOne(one.title, one.choices, (code) => set({ ...open, body: one.apply(open.body ?? line.body, code) })))}
      ${open.body ? html`<p class="what">${inWords({ ...line, body: open.body })}</p>${askWhy(h.reason, s.reasons.list, (reason) => send(() => changeLine(line, { reason, body: open.body }), set))}` : nothing}`;
  return html`<div class="chips"><button class="chipper" @click=${() => set({ ...open, how: "void" })}>${h.void}</button>
    <button class="chipper" @click=${() => set({ ...open, how: "time" })}>${h.time}</button>
    ${changers.length ? html`<button class="chipper" @click=${() => set({ ...open, how: "change" })}>${h.change}</button>` : nothing}</div>`;
}

/** @param {() => Promise<any>} act @param {(open: any) => void} set */
function send(act, set) {
  needStaff(async () => {
    set(noCorrection());
    const answer = await act();
    if (answer.answer !== "refused") store.say(s.said.corrected);
  });
}
