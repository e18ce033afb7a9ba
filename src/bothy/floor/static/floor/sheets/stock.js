// Boxes in the house: batch and last day, so that on the pad a dose names its batch by one tap.
import { send } from "../acts.js";
import { isBatch } from "../house/ranges.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { p } from "../strings.pad.en.js";
import { isoDay } from "../times.js";
import { word } from "../words.js";
import { Sheet, labelled, oneOf } from "./sheet.js";

class StockSheet extends Sheet {
  item = "naloxone_im";
  sentence = "";

  /** @param {any} body */
  note(body) {
    needStaff(async () => {
      if (store.sheet === null) store.open("stock");
      const answer = await send("note-stock", store.house.facility ?? "", body);
      if (answer.answer !== "refused") store.say(p.stock.noted(body.batch));
    });
  }

  /** @param {SubmitEvent} event */
  add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const told = new FormData(form);
    const batch = String(told.get("batch") ?? "").trim();
    const expires = String(told.get("expires") ?? "");
    // A batch number has a digit in it; anything else may be a name, and is not kept.
    if (!isBatch(batch)) {
      this.sentence = p.stock.wrong;
      return this.requestUpdate();
    }
    this.sentence = "";
    this.note({ item: this.item, batch, ...(expires ? { expires } : {}) });
    form.reset();
  }

  render() {
    const boxes = store.house.stock.filter((/** @type {any} */ box) => box.status === "open");
    const today = isoDay(this.now);
    return this.frame(
      p.stock.title,
      html`${oneOf(p.stock.what, labelled("stock_item"), this.item, (item) => { this.item = item ?? this.item; this.requestUpdate(); }, { quiet: true })}
        <form class="pair" @submit=${(/** @type {SubmitEvent} */ event) => this.add(event)}>
          <label class="field">${p.stock.batch}<input name="batch" autocomplete="off" spellcheck="false" maxlength="24" required></label>
          <label class="field">${p.stock.expires}<input name="expires" type="date"></label>
          <button>${p.stock.add}</button></form>
        ${this.sentence ? html`<p class="notice" role="alert">${this.sentence}</p>` : nothing}
        <h3>${p.stock.here}</h3>
        ${boxes.length ? nothing : html`<p class="soft">${p.stock.none}</p>`}
        <ul class="duties">${boxes.map((/** @type {any} */ box) => html`<li><span><b>${box.batch}</b> ${word("stock_item", box.item)}${box.expires ? ` · ${box.expires < today ? p.pad.expired(box.expires) : p.pad.batchExpires(box.expires)}` : ""}</span>
          <button class="quiet" @click=${() => this.note({ item: box.item, batch: box.batch, ...(box.expires ? { expires: box.expires } : {}), status: "used_up" })}>${p.stock.usedUp}</button></li>`)}</ul>`,
    );
  }
}
customElements.define("stock-sheet", StockSheet);
