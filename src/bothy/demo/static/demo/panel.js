// The demo's panel on the board: how fast its day runs, taking over, and who stands at the door.
//
// It draws what the demo says on the stream (the event "bothy-demo", or the `told` property) and
// changes nothing by itself: each button asks the server, and the answer comes to every screen.

const LABELS = new Map([[0, "Pause"], [1, "1×"], [20, "20×"], [120, "120×"]]);
const WANTS = new Map(Object.entries({
  use: "to use", wound_care: "wound care", shower: "a shower", supplies: "supplies", food: "food", clothing: "clothes",
  laundry: "laundry", housing_help: "help with housing", treatment_help: "help with treatment", advice: "advice",
  naloxone_kit: "a naloxone kit", testing: "testing",
}));

/**
 * @typedef {{person: string|null, name: string, code: string, wants: string, since: string}} Caller
 * @typedef {{phase: string, text?: string, done?: number, of?: number, rate?: number, rates?: number[],
 *   taken_over?: boolean, door?: Caller[], asks?: {visit: string, says: string}[]}} Told
 */

/** @param {string} tag @param {Record<string, string>} [has] @param {...(Node|string)} holds */
function make(tag, has = {}, ...holds) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(has)) made.setAttribute(name, value);
  made.append(...holds);
  return made;
}

class BothyDemoPanel extends HTMLElement {
  /** @type {Told|null} */ #told = null;
  #drawn = "";
  #taps = 0;
  #busy = false;
  #wrong = "";
  /** @type {Record<string, {name: string}>} */ #names = {};

  /** @param {Event} event */
  #hear = (event) => (this.told = /** @type {CustomEvent} */ (event).detail);
  /** @param {Event} event */
  #count = (event) => {
    // Only taps on the board count, not those on this panel. A tap on a label comes again as one on its field.
    if (!this.#told?.taken_over || !(event.target instanceof Element) || this.contains(event.target)) return;
    if (!event.target.closest("button, a, [role=button], summary, input, select")) return;
    this.#taps += 1;
    this.#draw();
  };

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Demo");
    style();
    document.addEventListener("bothy-demo", this.#hear);
    document.addEventListener("click", this.#count, true);
    // Properties that were set before this module came are taken up now.
    for (const name of ["told", "names"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = /** @type {any} */ (this)[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = value;
    }
    if (!this.#told) void this.#ask();
  }

  disconnectedCallback() {
    document.removeEventListener("bothy-demo", this.#hear);
    document.removeEventListener("click", this.#count, true);
  }

  /** What the demo says. @param {Told|null} told */
  set told(told) {
    if (!told?.phase) return;
    if (told.taken_over && !this.#told?.taken_over) this.#taps = 0;
    this.#told = told;
    this.#draw();
  }

  get told() {
    return this.#told;
  }

  /** Chosen names by visit, so that the panel can say who asks. @param {Record<string, {name: string}>} names */
  set names(names) {
    this.#names = names ?? {};
    this.#draw();
  }

  /** Taps on the board since take-over. */
  get taps() {
    return this.#taps;
  }

  async #ask() {
    try {
      const reply = await fetch("/demo/state", { cache: "no-store" });
      if (reply.ok) this.told = await reply.json();
    } catch {
      // The stream will say.
    }
  }

  /** @param {string} path @param {object} said */
  async #post(path, said) {
    if (this.#busy) return;
    this.#busy = true;
    this.#wrong = "";
    try {
      const reply = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said) });
      // What came of it is told by the stream, in its order: an answer may overtake what was told before it.
      if (!reply.ok) this.#wrong = (await reply.json()).sentence ?? "That did not work.";
    } catch {
      this.#wrong = "No connection. Try again.";
    } finally {
      this.#busy = false;
      this.#draw();
    }
  }

  /** @param {string} words @param {string} path @param {object} said @param {boolean} [pressed] */
  #button(words, path, said, pressed) {
    const button = make("button", { type: "button", ...(pressed === undefined ? {} : { "aria-pressed": String(pressed) }) }, words);
    button.addEventListener("click", () => void this.#post(path, said));
    return button;
  }

  #draw() {
    const told = this.#told;
    if (!told || !this.isConnected) return;
    const now = JSON.stringify([told, this.#taps, this.#wrong, this.#names]);
    if (now === this.#drawn) return;
    this.#drawn = now;
    // What was tapped keeps the focus, though it is drawn anew.
    const held = this.contains(document.activeElement) ? document.activeElement?.textContent : null;
    this.replaceChildren(this.#row(told));
    if (held) for (const each of this.querySelectorAll("button")) if (each.textContent === held) each.focus();
  }

  /** @param {Told} told */
  #row(told) {
    const says = make("span", { class: "demo-says", role: "status" }, make("b", {}, "Demo"), ` ${this.#wrong || told.text || ""}`);
    const row = make("div", { class: "demo-row" }, says);
    // One line only: the board has no room to give away. The door takes the place of what is left.
    if (told.taken_over && told.phase === "live") row.append(this.#door(told));
    if (told.phase === "filling") {
      row.append(make("progress", { max: String(told.of ?? 1), value: String(told.done ?? 0), "aria-label": "History filled in" }));
    } else if (told.phase === "closed") {
      row.append(this.#button("Again from 13:50", "/demo/again", {}));
    } else if (told.phase === "live") {
      if (told.taken_over) row.append(make("span", { class: "demo-taps" }, `${this.#taps} ${this.#taps === 1 ? "tap" : "taps"}`));
      else {
        const rates = make("div", { class: "demo-rates", role: "group", "aria-label": "How fast the day runs" });
        for (const rate of told.rates ?? []) rates.append(this.#button(LABELS.get(rate) ?? `${rate}×`, "/demo/rate", { rate }, rate === told.rate));
        row.append(rates);
      }
      row.append(told.taken_over ? this.#button("Give back", "/demo/give-back", {}) : this.#button("Take over", "/demo/take-over", {}));
    }
    row.append(make("a", { href: "/demo/" }, "Tour"));
    return row;
  }

  /** @param {Told} told */
  #door(told) {
    const list = make("ul", {});
    for (const caller of told.door ?? []) {
      const known = caller.person ? caller.code : "new here";
      list.append(make("li", {}, make("b", {}, caller.name), ` ${WANTS.get(caller.wants) ?? caller.wants} · ${known}`));
    }
    for (const ask of told.asks ?? []) {
      const name = this.#names[ask.visit]?.name;
      if (name) list.append(make("li", {}, make("b", {}, name), ` ${ask.says}`));
    }
    const empty = !list.children.length;
    return make("div", { class: "demo-door" }, make("span", { class: "soft" }, empty ? "Nobody is at the door." : "At the door and asking:"), ...(empty ? [] : [list]));
  }
}

function style() {
  const href = new URL("panel.css", import.meta.url).href;
  if (![...document.styleSheets].some((sheet) => sheet.href === href) && !document.querySelector("link[data-demo-panel]")) {
    document.head.append(make("link", { rel: "stylesheet", href, "data-demo-panel": "" }));
  }
}

customElements.define("bothy-demo-panel", BothyDemoPanel);
