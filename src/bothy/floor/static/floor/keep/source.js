// One stream a tablet: the tab that leads has it and passes on what it hears; the others follow, and one of them
// leads when it has gone. Where tabs cannot agree (no Web Locks) each has its own.
import { hear, say, TAB, together } from "./tabs.js";

const LOCK = "bothy-stream";
const ANSWER_MS = 3000;

/** @typedef {{house: () => Record<string, any> | null, turned: () => void, wants: () => boolean}} Told */

let leading = false;
/** @type {Source | null} */ let current = null;
/** @type {Told} */ let told = { house: () => null, turned: () => {}, wants: () => true };

/** Whether this tab has the stream, and so does what one tab a tablet should do. */
export const leads = () => leading;

/**
 * Stand for the lead. `told.house()` is what a tab that follows begins with; `told.turned()` is called when this tab
 * began or ceased to lead, and should open a source; `told.wants()` whether it has a use for one.
 * @param {Told} told_
 */
export function stand(told_) {
  told = told_;
  if (!together()) {
    leading = true;
    return told.turned();
  }
  hear("hello", ({ from }) => {
    const house = leading ? told.house() : null;
    if (house) say("house", { to: from, ...house });
  });
  hear("house", (message) => message.to === TAB && current?.pass("house", message));
  hear("event", ({ name, data }) => current?.pass(name, data));
  hear("cut", () => current?.fail());
  queue({});
}

/** @param {LockOptions} how */
function queue(how) {
  navigator.locks
    .request(LOCK, how, () => {
      leading = true;
      told.turned();
      return new Promise(() => {}); // for as long as the tab lives
    })
    .catch(() => {
      // Taken by a tab that had waited long enough for a word.
      leading = false;
      told.turned();
      queue({});
    });
}

/** Has the shape of an EventSource, as far as the stream needs it. */
export class Source extends EventTarget {
  /** @type {EventSource | null} */ #real = null;
  /** @type {(() => void) | null} */ onerror = null;
  /** @type {Set<string>} */ #names = new Set();
  #begun = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /** @param {string} url */
  constructor(url) {
    super();
    current = this;
    if (leading) {
      this.#real = new EventSource(url);
      this.#real.onerror = () => {
        say("cut");
        this.onerror?.();
      };
    } else {
      say("hello");
      // A tab that leads and does not answer is asleep: this one takes over.
      const late = () => current === this && !this.#closed && !leading && told.wants() && queue({ steal: true });
      this.#timer = setTimeout(late, ANSWER_MS);
    }
  }

  get readyState() {
    if (this.#closed) return EventSource.CLOSED;
    return this.#real ? this.#real.readyState : EventSource.OPEN;
  }

  /** @param {string} name @param {any} listen */
  addEventListener(name, listen) {
    super.addEventListener(name, listen);
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#real?.addEventListener(name, (event) => {
      if (this.#closed) return;
      const { data } = /** @type {MessageEvent} */ (event);
      this.dispatchEvent(new MessageEvent(name, { data }));
      say("event", { name, data }); // a goodbye too, which closes this source
    });
  }

  /** What the leading tab passed on. @param {string} name @param {any} data */
  pass(name, data) {
    if (this.#real || this.#closed) return;
    if (name === "house") {
      this.#begun = true;
      clearTimeout(this.#timer);
    }
    // What came before the house this tab begins with is in that house.
    if (this.#begun) this.dispatchEvent(new MessageEvent(name, { data }));
  }

  fail() {
    if (!this.#real && !this.#closed && this.#begun) this.onerror?.();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#real?.close();
  }
}
