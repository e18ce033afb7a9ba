// @ts-check
// Whoever types on a page is using it: the office session must not end under their hands. Asked at most every four minutes.
const EVERY_MS = 4 * 60_000;
let last = Date.now();

/** The token of the page's own forms; the sign-out form has it on every page. */
const token = () => /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"))?.value ?? "";

async function used() {
  if (Date.now() - last < EVERY_MS) return;
  last = Date.now();
  try {
    await fetch("/office/awake", { method: "POST", headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
  } catch {
    last = 0; // not heard: the next key asks again
  }
}

for (const event of ["input", "keydown", "pointerdown"]) document.addEventListener(event, () => void used(), { passive: true });
