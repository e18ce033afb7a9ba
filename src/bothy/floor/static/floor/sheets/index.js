// Which sheet is which. Each is an element of its own, so that what was half tapped dies with it.
import { html, nothing } from "../lit.js";
import "./after.js";
import "./afterwards.js";
import "./arm.js";
import "./assess.js";
import "./contest.js";
import "./door.js";
import "./flags.js";
import "./give.js";
import "./handover.js";
import "./incident.js";
import "./items.js";
import "./kept.js";
import "./link.js";
import "./menu.js";
import "./pad.js";
import "./refer.js";
import "./register.js";
import "./registers.js";
import "./restrict.js";
import "./screens.js";
import "./shift.js";
import "./stock.js";
import "./turned.js";
import "./visit.js";
import "./visitors.js";

/** @type {Record<string, (args: any) => unknown>} */
const SHEETS = {
  after: (args) => html`<after-sheet .args=${args}></after-sheet>`,
  afterwards: (args) => html`<afterwards-sheet .args=${args}></afterwards-sheet>`,
  arm: (args) => html`<arm-sheet .args=${args}></arm-sheet>`,
  assess: (args) => html`<assess-sheet .args=${args}></assess-sheet>`,
  contest: (args) => html`<contest-sheet .args=${args}></contest-sheet>`,
  describe: (args) => html`<describe-sheet .args=${args}></describe-sheet>`,
  door: (args) => html`<door-sheet .args=${args}></door-sheet>`,
  entries: (args) => html`<entries-sheet .args=${args}></entries-sheet>`,
  flags: (args) => html`<flags-sheet .args=${args}></flags-sheet>`,
  give: (args) => html`<give-sheet .args=${args}></give-sheet>`,
  handover: (args) => html`<handover-sheet .args=${args}></handover-sheet>`,
  incident: (args) => html`<incident-sheet .args=${args}></incident-sheet>`,
  items: (args) => html`<items-sheet .args=${args}></items-sheet>`,
  kept: (args) => html`<kept-sheet .args=${args}></kept-sheet>`,
  link: (args) => html`<link-sheet .args=${args}></link-sheet>`,
  menu: (args) => html`<menu-sheet .args=${args}></menu-sheet>`,
  pad: (args) => html`<pad-sheet .args=${args}></pad-sheet>`,
  referrals: (args) => html`<referrals-sheet .args=${args}></referrals-sheet>`,
  register: (args) => html`<register-sheet .args=${args}></register-sheet>`,
  registers: (args) => html`<registers-sheet .args=${args}></registers-sheet>`,
  restrict: (args) => html`<restrict-sheet .args=${args}></restrict-sheet>`,
  screens: (args) => html`<screens-sheet .args=${args}></screens-sheet>`,
  shift: (args) => html`<shift-sheet .args=${args}></shift-sheet>`,
  stock: (args) => html`<stock-sheet .args=${args}></stock-sheet>`,
  turned: (args) => html`<turned-sheet .args=${args}></turned-sheet>`,
  visit: (args) => html`<visit-sheet .args=${args}></visit-sheet>`,
  visitors: (args) => html`<visitors-sheet .args=${args}></visitors-sheet>`,
};

/** @param {{name: string, args: Record<string, any>}} call */
export function sheetFor({ name, args }) {
  return SHEETS[name]?.(args) ?? nothing;
}
