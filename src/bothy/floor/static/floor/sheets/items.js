// Left behind: sealed by two in a numbered bag, to the safe, from there to the police or destroyed; the safe counted.
// There is nothing here by which anybody weighs, opens or tests what they found.
import { items } from "../house/registers.js";
import { html, nothing } from "../lit.js";
import { needStaff } from "../needs.js";
import { countItems, findItem, moveItem } from "../register_acts.js";
import { store } from "../store.js";
import { s } from "../strings.en.js";
import { r } from "../strings.registers.en.js";
import { when } from "../times.js";
import { capital, word } from "../words.js";
import { TwoPersonSheet } from "./pin.js";
import { chip, labelled, oneOf } from "./sheet.js";

const BAG = /^[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}$/;
const RECEIPT = /^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9 ./:_#-]{0,39}$/;

class ItemsSheet extends TwoPersonSheet {
  /** What is being done: look at the list, find, move one on, count. @type {"list" | "find" | "move" | "count"} */ doing = "list";
  where = "place";
  looks = "not_known";
  bag = "";
  to = "safe";
  receipt = "";
  /** @type {any} */ item = null;
  /** @type {string[]} */ counted = [];

  /** @param {"list" | "find" | "move" | "count"} doing */
  begin(doing, more = {}) {
    this.set({ doing, bag: "", receipt: "", to: "safe", sentence: "", counted: [], item: null, ...more });
  }

  render() {
    const { doing } = this;
    if (this.waiting) return this.second(doing === "find" ? r.items.found : doing === "count" ? r.items.count : r.items.move(this.item?.bag ?? ""));
    return doing === "find" ? this.finding() : doing === "move" ? this.moving() : doing === "count" ? this.counting() : this.listing();
  }

  listing() {
    const here = items(store.house).filter((one) => !one.gone);
    return this.frame(
      r.items.title,
      html`${here.length ? nothing : html`<p class="soft">${r.items.none}</p>`}
        <ul class="duties">${here.map((one) => html`<li><span><b>${one.bag}</b> ${word("item_looks", one.looks)}, ${word("emergency_where", one.where)} · ${one.where_now === "found" ? html`<b>${r.items.notInSafe}</b>` : r.items.holds(when(one.since, this.now))}</span>
          <button class="quiet" data-bag=${one.bag} aria-label=${r.items.move(one.bag)} @click=${() => this.begin("move", { item: one, to: one.where_now === "found" ? "safe" : "police" })}>${r.items.go}</button></li>`)}</ul>`,
      { foot: html`<button class="quiet" @click=${() => store.open("registers")}>${s.sheet.back}</button><button class="quiet" data-count @click=${() => this.begin("count")}>${r.items.count}</button><span class="grow"></span><button data-new @click=${() => this.begin("find")}>${r.items.new}</button>` },
    );
  }

  /** @param {string} label @param {string} name @param {string} value @param {(value: string) => void} set */
  field(label, name, value, set) {
    return html`<label class="field">${label}<input name=${name} autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" .value=${value} @input=${(/** @type {any} */ event) => set(event.target.value)}></label>`;
  }

  finding() {
    return this.frame(
      r.items.found,
      html`${oneOf(r.items.where, labelled("emergency_where"), this.where, (where) => this.set({ where: where ?? this.where }))}
        ${oneOf(r.items.looks, labelled("item_looks"), this.looks, (looks) => this.set({ looks: looks ?? "not_known" }))}
        ${this.field(r.items.bag, "bag", this.bag, (bag) => { this.bag = bag; })}
        <p class="soft">${r.items.never}</p>${this.wrong()}`,
      { foot: html`${this.backToList()}<span class="grow"></span><button data-go @click=${() => this.seal()}>${r.items.seal}</button>` },
    );
  }

  seal() {
    const { where, looks } = this;
    const bag = this.bag.trim();
    if (!BAG.test(bag)) return this.set({ sentence: r.items.wrong });
    needStaff(() =>
      this.withSecond(async (second) => {
        const answer = await findItem({ where, looks, bag }, second);
        if (answer.answer === "refused") return this.set({ sentence: answer.refusal?.sentence ?? "" });
        store.say(r.items.said(bag));
        this.begin("list");
      }),
    );
  }

  moving() {
    const { item } = this;
    const ends = labelled("item_to", (code) => code !== item.where_now);
    return this.frame(
      r.items.move(item.bag),
      html`${oneOf(r.items.to, ends, this.to, (to) => this.set({ to: to ?? this.to }))}
        <div class="pair">${this.field(r.items.again, "bag", this.bag, (bag) => { this.bag = bag; })}
        ${this.to === "safe" ? html`<p class="soft">${r.items.receiptSafe}</p>` : this.field(r.items.receipt, "receipt", this.receipt, (receipt) => { this.receipt = receipt; })}</div>
        ${this.wrong()}`,
      { foot: html`${this.backToList()}<span class="grow"></span><button data-go @click=${() => this.move()}>${r.items.go}</button>` },
    );
  }

  move() {
    const { item, to } = this;
    const [bag, receipt] = [this.bag.trim(), this.receipt.trim()];
    if (!BAG.test(bag) || (receipt && !RECEIPT.test(receipt))) return this.set({ sentence: r.items.wrong });
    needStaff(() =>
      this.withSecond(async (second) => {
        const answer = await moveItem(item.id, { to, bag, receipt: to === "safe" ? "" : receipt }, second);
        if (answer.answer === "refused") return this.set({ sentence: answer.refusal?.sentence ?? "" });
        const differs = answer.lines[0]?.body.departures?.some((/** @type {any} */ one) => one.rule === "bag_differs");
        store.say(differs ? `${capital(word("departure", "bag_differs"))}.` : r.items.moved(bag, word("item_to", to)), differs ? { tone: "refused" } : {});
        this.begin("list");
      }),
    );
  }

  /** Blind: whoever counts says what lies there, and is not told what should. */
  counting() {
    const add = () => {
      const bag = this.bag.trim();
      if (!BAG.test(bag)) return this.set({ sentence: r.items.wrong });
      this.set({ counted: [...new Set([...this.counted, bag])], bag: "", sentence: "" });
    };
    return this.frame(
      r.items.count,
      html`<p>${r.items.countWhat}</p>
        <form class="pair" @submit=${(/** @type {SubmitEvent} */ event) => { event.preventDefault(); add(); }}>${this.field(r.items.bag, "bag", this.bag, (bag) => { this.bag = bag; })}<button>${r.items.add}</button></form>
        <div class="chips">${this.counted.map((bag) => chip(bag, true, () => this.set({ counted: this.counted.filter((one) => one !== bag) }), "×"))}</div>${this.wrong()}`,
      { foot: html`${this.backToList()}<span class="grow"></span><button data-go @click=${() => this.count()}>${r.items.done(this.counted.length)}</button>` },
    );
  }

  count() {
    const bags = this.counted;
    needStaff(() =>
      this.withSecond(async (second) => {
        const answer = await countItems(bags, second);
        if (answer.answer === "refused") return this.set({ sentence: answer.refusal?.sentence ?? "" });
        const { missing = [], unknown = [] } = answer.lines[0]?.body ?? {};
        const differs = missing.length || unknown.length;
        store.say(differs ? r.items.differs(missing, unknown) : r.items.counted, differs ? { tone: "refused" } : {});
        this.begin("list");
      }),
    );
  }

  wrong() {
    return this.sentence ? html`<p class="notice" role="alert">${this.sentence}</p>` : nothing;
  }

  backToList() {
    return html`<button class="quiet" @click=${() => this.begin("list")}>${s.sheet.back}</button>`;
  }
}
customElements.define("items-sheet", ItemsSheet);
