// The pad by keyboard: a letter is a tap, arrows go along a row, Escape goes one step back. Digits are numbers and
// never choices: whoever types 84 before the number is open must not have written that somebody gasps.
// Letters count only while the pad has the focus, so that nothing typed elsewhere is ever an act.

const ROW_STEP = { ArrowRight: 1, ArrowLeft: -1 };

/** @param {any} pad @returns {() => void} stop listening */
export function listenForKeys(pad) {
  const hear = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const from = event.target;
    if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) return;
    if (from instanceof Node && from !== document.body && !pad.contains(from)) return;
    if (act(pad, event.key, from)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  addEventListener("keydown", hear, { capture: true });
  return () => removeEventListener("keydown", hear, { capture: true });
}

/** @param {any} pad @param {string} key @param {EventTarget | null} from @returns {boolean} whether it was for the pad */
function act(pad, key, from) {
  if (key === "Escape") return back(pad);
  if (pad.panel === "number" && typed(pad, key, from)) return true;
  if (key in ROW_STEP) return step(from, ROW_STEP[/** @type {"ArrowLeft"} */ (key)]);
  if (key.length !== 1) return false;
  const letter = CSS.escape(key.toLowerCase());
  const button = pad.querySelector(`button[data-key="${letter}"]:not(:disabled)`);
  if (button) {
    button.focus();
    button.click();
    return true;
  }
  const first = pad.querySelector(`[data-row="${letter}"] button`);
  first?.focus();
  return first !== null;
}

/** @param {any} pad */
function back(pad) {
  if (!pad.panel) return false;
  pad.set({ panel: "", number: null, fix: null });
  return true;
}

/** Digits go into the number that is being typed. @param {any} pad @param {string} key @param {EventTarget | null} from */
function typed(pad, key, from) {
  const name = key === "Backspace" ? "back" : key === "Enter" ? "enter" : key === "," ? "." : key;
  if (name === "enter" && from instanceof HTMLButtonElement && from.dataset.number === undefined && from.closest(".number-panel")) return false;
  const button = pad.querySelector(`.number-panel button[data-number="${CSS.escape(name)}"]:not(:disabled)`);
  button?.click();
  return button !== null;
}

/** @param {EventTarget | null} from @returns {HTMLButtonElement[]} */
function rowOf(from) {
  const row = from instanceof Element ? from.closest(".pad-buttons, .where-grid, .chips") : null;
  return row ? [.../** @type {NodeListOf<HTMLButtonElement>} */ (row.querySelectorAll("button:not(:disabled)"))] : [];
}

/** @param {EventTarget | null} from @param {number} way */
function step(from, way) {
  const all = rowOf(from);
  const at = all.indexOf(/** @type {HTMLButtonElement} */ (from));
  all[at + way]?.focus();
  return at >= 0;
}
