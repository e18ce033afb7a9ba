// The registers of the house on one sheet: what is open in each, one tap away, and who is in the house.
import { inHouse } from "../house/board.js";
import { inside, items, visitors } from "../house/registers.js";
import { html } from "../lit.js";
import { needStaff } from "../needs.js";
import { store } from "../store.js";
import { r } from "../strings.registers.en.js";
import { Sheet } from "./sheet.js";

class RegistersSheet extends Sheet {
  render() {
    const lie = items(store.house).filter((one) => !one.gone).length;
    const here = visitors(store.house).filter((one) => one.went_at === null).length;
    const told = inside(store.house, inHouse(store.house));
    const go = (/** @type {string} */ name, /** @type {string} */ text, /** @type {number} */ count) => html`<button class="quiet" data-register=${name} @click=${() => needStaff(() => store.open(name))}>${text}${count ? ` (${count})` : ""}</button>`;
    return this.frame(
      r.menu,
      html`<div class="big-choices row-wrap">${go("items", r.tabs.items, lie)}${go("incident", r.tabs.incident, 0)}${go("visitors", r.tabs.visitors, here)}</div>
        <h3>${r.tabs.out}</h3><p data-inside>${r.visitors.inside(told.service_users, told.staff, told.visitors)}</p>`,
    );
  }
}
customElements.define("registers-sheet", RegistersSheet);
