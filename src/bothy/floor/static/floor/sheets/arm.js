// At the start of a shift: the alarm is tried, and somebody says whether they heard it. One tap.
import { html, nothing } from "../lit.js";
import { heard, soundState, tryAlarm } from "../sounds.js";
import { p } from "../strings.pad.en.js";
import { isHeld } from "../wake.js";
import { Sheet } from "./sheet.js";

class ArmSheet extends Sheet {
  no = false;

  firstUpdated() {
    super.firstUpdated();
    tryAlarm();
  }

  /** @param {boolean} yes */
  say(yes) {
    heard(yes);
    if (yes) return this.close();
    this.no = true;
    this.requestUpdate();
  }

  again() {
    this.no = false;
    tryAlarm();
    this.requestUpdate();
  }

  render() {
    const a = p.arm;
    if (soundState().why === "none") return this.frame(a.title, html`<p>${a.none}</p>`);
    return this.frame(
      a.title,
      html`<p>${a.lead}</p>
        <div class="arm-answers"><button data-first @click=${() => this.say(true)}>${a.yes}</button>
          <button class="quiet" @click=${() => this.say(false)}>${a.no}</button>
          <button class="quiet" @click=${() => this.again()}>${a.again}</button></div>
        ${this.no ? html`<p class="notice" role="status">${a.noLead}</p>` : nothing}
        <p class="soft">${isHeld() ? a.awake : a.asleep}</p>`,
    );
  }
}
customElements.define("arm-sheet", ArmSheet);
