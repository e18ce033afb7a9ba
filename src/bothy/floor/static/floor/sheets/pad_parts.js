// Small parts that every part of the emergency pad is made of: a button with its key, a row with its name.
import { html, nothing } from "../lit.js";

/** @typedef {any} Pad */

/**
 * A button of the pad, with the letter that stands for it.
 * @param {string} text @param {() => void} tap
 * @param {{key?: string, on?: boolean, kind?: string, note?: unknown, name?: string}} [more] `note`: smaller, below; `name`: of the row, to jump to
 */
export function padButton(text, tap, { key = "", on = false, kind = "", note = "", name = "" } = {}) {
  return html`<button class="pad-button ${on ? "on" : ""} ${kind}" data-key=${key || nothing} data-pad=${name || nothing} aria-keyshortcuts=${key || nothing} @click=${tap}>
    <span>${on ? html`<span aria-hidden="true">✓ </span>` : nothing}${text}</span>${note ? html`<small>${note}</small>` : nothing}${keyMark(key)}</button>`;
}

/** @param {string} key */
export function keyMark(key) {
  return key ? html`<kbd aria-hidden="true">${key.toUpperCase()}</kbd>` : nothing;
}

/** A named row of buttons; its letter goes to its first, arrows go along it. @param {string} name @param {string} title @param {unknown} buttons @param {string} [key] */
export function padRow(name, title, buttons, key = "") {
  return html`<div class="sign-row" data-pad=${name} data-row=${key || nothing} role="group" aria-label=${title}><span class="sign-name">${title}${keyMark(key)}</span><div class="pad-buttons">${buttons}</div></div>`;
}
