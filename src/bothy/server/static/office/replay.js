// Plays the lines of an emergency as they were recorded, second by second. The lines are in the page;
// this only says which of them have happened by the moment that is shown.

/**
 * What stands at a moment: how many lines have happened, and the last value of each reading.
 * @param {{seconds: number, breaths?: string, spo2?: string, awake?: string, dose: boolean}[]} lines in their order
 * @param {number} seconds
 */
export function standsAt(lines, seconds) {
  const shown = lines.filter((line) => line.seconds <= seconds);
  /** @type {Record<string, string>} */
  const now = { breaths: "–", spo2: "–", awake: "–" };
  for (const line of shown) {
    for (const name of Object.keys(now)) if (line[name] !== undefined) now[name] = line[name];
  }
  return { happened: shown.length, now, doses: shown.filter((line) => line.dose).length };
}

/** "+02:05", with hours where there are any. @param {number} seconds */
export function sinceText(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = whole >= 3600 ? `${Math.floor(whole / 3600)}:` : "";
  return `${seconds < 0 ? "-" : "+"}${hours}${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
}

const STEP_SECONDS = 10;
const QUIET_FROM = 10; // at this speed and above, lines are not read out one by one

/** @param {HTMLElement} player */
function start(player) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".played li")]);
  const lines = rows.map((row) => ({
    seconds: Number(row.dataset.seconds),
    breaths: row.dataset.breaths,
    spo2: row.dataset.spo2,
    awake: row.dataset.awake,
    dose: row.classList.contains("dose"),
  }));
  const first = Math.min(0, ...lines.map((line) => line.seconds));
  const lasts = Math.max(Number(player.dataset.lasts), 0);
  const seek = /** @type {HTMLInputElement} */ (player.querySelector("#seek"));
  const play = /** @type {HTMLButtonElement} */ (player.querySelector('[data-act="play"]'));
  const since = /** @type {HTMLElement} */ (player.querySelector("[data-since]"));
  const said = /** @type {HTMLElement} */ (player.querySelector("[data-said]"));
  let at = first;
  let playing = false;
  let before = 0;
  let happened = -1;
  seek.min = String(Math.floor(first));

  const speed = () => Number(/** @type {HTMLInputElement} */ (player.querySelector("[name=speed]:checked")).value);

  function show() {
    const told = standsAt(lines, at);
    since.textContent = sinceText(at);
    seek.value = String(Math.floor(at));
    seek.setAttribute("aria-valuetext", sinceText(at));
    for (const [name, value] of Object.entries({ ...told.now, doses: String(told.doses) })) {
      /** @type {HTMLElement} */ (player.querySelector(`[data-now="${name}"]`)).textContent = value;
    }
    if (told.happened === happened) return;
    const on = told.happened > happened;
    happened = told.happened;
    rows.forEach((row, n) => {
      row.classList.toggle("to-come", n >= happened);
      row.classList.toggle("current", n === happened - 1);
    });
    const current = rows[happened - 1];
    if (!current) return;
    if (on && (!playing || speed() < QUIET_FROM)) said.textContent = current.textContent ?? "";
    if (playing) current.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} seconds */
  function go(seconds) {
    at = Math.min(Math.max(seconds, first), lasts);
    show();
  }

  /** @param {boolean} on */
  function set(on) {
    if (on && at >= lasts) at = first;
    playing = on;
    play.textContent = on ? "Pause" : "Play";
    if (on) {
      before = performance.now();
      requestAnimationFrame(tick);
    }
  }

  /** @param {number} now */
  function tick(now) {
    if (!playing) return;
    go(at + (Math.max(0, now - before) / 1000) * speed());
    before = now;
    if (at >= lasts) set(false);
    else requestAnimationFrame(tick);
  }

  const next = () => go(lines.find((line) => line.seconds > at + 0.0005)?.seconds ?? lasts);
  const back = () => go([...lines].reverse().find((line) => line.seconds < at - 0.0005)?.seconds ?? first);

  play.addEventListener("click", () => set(!playing));
  player.querySelector('[data-act="next"]')?.addEventListener("click", next);
  player.querySelector('[data-act="before"]')?.addEventListener("click", back);
  seek.addEventListener("input", () => go(Number(seek.value)));
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("select, textarea")) return;
    const onControl = target.closest("button, a, input") !== null;
    const acts = { ArrowLeft: () => go(at - STEP_SECONDS), ArrowRight: () => go(at + STEP_SECONDS), n: next, b: back };
    if (event.key === " " && !onControl) set(!playing);
    else if (acts[event.key] && !(onControl && target.matches("input") && event.key.startsWith("Arrow"))) acts[event.key]();
    else return;
    event.preventDefault();
  });
  player.hidden = false;
  show();
}

const player = globalThis.document?.querySelector("[data-player]");
if (player) start(/** @type {HTMLElement} */ (player));
