// The page: holds the house, draws the board, and the sheet that lies over it.
import "./keep/uuid.js";
import { outbox } from "./acts.js";
import { watchAlarm } from "./alarm.js";
import { banner } from "./board/banner.js";
import { boardMain } from "./board/board.js";
import { flagBand } from "./board/flags.js";
import { footer } from "./board/footer.js";
import { header, raise } from "./board/header.js";
import { overdueBand } from "./board/overdue.js";
import { board } from "./board/view.js";
import * as clock from "./clock.js";
import { demoBar } from "./demo.js";
import { startKeeping } from "./keep/keeper.js";
import { keepingNotes } from "./keep/notes.js";
import { LitElement, html, keyed, nothing } from "./lit.js";
import { doorScreen } from "./sheets/enrol.js";
import { sheetFor } from "./sheets/index.js";
import { tellState } from "./screen_state.js";
import { listenForTouch } from "./sounds.js";
import { drawTheme, store } from "./store.js";
import { follow } from "./stream.js";
import { s } from "./strings.en.js";
import { stayAwake } from "./wake.js";
import { loadWords } from "./words.js";
import { keepUpToDate } from "./worker.js";

class BothyFloor extends LitElement {
  createRenderRoot() {
    return this; // light DOM: one stylesheet serves the whole page
  }

  connectedCallback() {
    super.connectedCallback();
    store.addEventListener("change", () => this.requestUpdate());
    // Ages and countdowns move by themselves.
    setInterval(() => this.requestUpdate(), 500);
  }

  render() {
    if (store.phase !== "live") return doorScreen();
    const now = clock.now();
    const picture = board(now);
    return html`<a class="skip" href="#board">${s.board.places}</a>
      ${demoBar()}${header(now)}${keepingNotes()}${banner(picture)}${overdueBand(now)}${flagBand(now)}
      <div class="floor-area" ?data-covered=${store.sheet !== null}>
        <div class="under" ?inert=${store.sheet !== null}>${boardMain(picture)}</div>
        ${store.sheet ? keyed(store.sheet, html`<div class="shade" @click=${() => store.close()}></div>${sheetFor(store.sheet)}`) : nothing}
      </div>
      ${footer(now)}${toasts()}`;
  }
}
customElements.define("bothy-floor", BothyFloor);

function toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">${store.toasts.map(
    (toast) => html`<div class="toast ${toast.tone}" role=${toast.tone === "refused" ? "alert" : "status"}>
      <span>${toast.tone === "refused" ? html`<b aria-hidden="true">! </b>` : nothing}${toast.text}${toast.times > 1 ? html` <b>× ${toast.times}</b>` : nothing}</span>
      ${toast.undo ? html`<button class="quiet" @click=${() => { toast.undo?.(); store.unsay(toast.id); }}>${s.said.undo}</button>` : nothing}
      <button class="quiet icon" aria-label=${s.said.close} @click=${() => store.unsay(toast.id)}>✕</button>
    </div>`,
  )}</div>`;
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && store.sheet) store.close();
  // By keyboard an emergency is one key from everywhere.
  if (event.key === "F9" && !event.repeat && (store.phase === "live" || store.phase === "starting")) {
    event.preventDefault();
    raise();
  }
});

drawTheme(store.theme);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawTheme(store.theme));
listenForTouch();
watchAlarm();
stayAwake();
tellState();
keepUpToDate();
void loadWords();
void startKeeping();
follow({
  onGone(why) {
    if (store.phase === "live" && why === "enrol") why = "revoked";
    store.phase = why === "revoked" ? "revoked" : "enrol";
    store.changed();
  },
  onBack() {
    outbox.wake();
    void loadWords();
  },
});
