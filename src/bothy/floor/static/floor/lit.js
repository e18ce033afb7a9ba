// The one door to third-party modules: every other file imports from here, so a move of the vendor folder is one edit.
export { LitElement, html, svg, nothing, render } from "../vendor/lit/index.js";
export { repeat } from "../vendor/lit/directives/repeat.js";
export { classMap } from "../vendor/lit/directives/class-map.js";
export { live } from "../vendor/lit/directives/live.js";
export { keyed } from "../vendor/lit/directives/keyed.js";
