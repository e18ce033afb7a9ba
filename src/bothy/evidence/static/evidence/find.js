// The form for a find: the phone works out the square, and only the square goes into the form. Without this script the
// form works as well: squares are tapped or typed.
import { squareOf } from "./grid.js";

const square = /** @type {HTMLInputElement} */ (document.getElementById("square"));
const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-locate]"));
const says = /** @type {HTMLElement | null} */ (document.querySelector("[data-located]"));
const taps = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-square]"));

/** Half a square: a position that is less sure than this may lie in the next one. */
const SURE_METRES = 125;
const WHY = {
  1: "This browser was not allowed to say where it is. Tap a square or type one.",
  2: "This phone cannot tell where it is just now. Tap a square or type one.",
  3: "That took too long. Try again, or tap a square.",
};

/** @param {string} name */
function put(name) {
  square.value = name;
  for (const tap of taps) tap.checked = tap.dataset.square === name;
}

square.addEventListener("input", () => {
  for (const tap of taps) tap.checked = false;
});
for (const tap of taps) tap.addEventListener("change", () => put(tap.dataset.square ?? ""));

if (box && says && navigator.geolocation && window.isSecureContext) {
  box.hidden = false;
  const button = /** @type {HTMLButtonElement} */ (box.querySelector("button"));
  button.addEventListener("click", () => {
    button.disabled = true;
    says.textContent = "Looking…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        const name = squareOf(coords.latitude, coords.longitude);
        if (name === null) {
          says.textContent = "That is outside Great Britain, whose grid is used here.";
          return;
        }
        put(name);
        const sure = coords.accuracy <= SURE_METRES;
        says.textContent = sure ? `${name}. Only this is sent.` : `${name}, but the phone is sure only to ${Math.round(coords.accuracy)} m: look whether it is the right one. Only the square is sent.`;
      },
      (fault) => {
        button.disabled = false;
        says.textContent = WHY[/** @type {1 | 2 | 3} */ (fault.code)] ?? WHY[2];
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
}
