// The welcome page while the history fills in: how far it is, and the floor's door when it is there.

const EVERY_MS = 700;
const part = document.querySelector("[data-demo-history]");

/** @param {any} state what GET /demo/state says */
function draw(state) {
  const filling = state.phase === "filling";
  if (part instanceof HTMLElement) {
    part.hidden = !filling && state.phase !== "failed";
    part.dataset.phase = state.phase;
    const text = part.querySelector("[data-demo-text]");
    const bar = part.querySelector("[data-demo-progress]");
    if (text && text.textContent !== state.text) text.textContent = state.text;
    const todo = part.querySelector("[data-demo-do]");
    const todoText = part.querySelector("[data-demo-do-text]");
    if (todo instanceof HTMLElement) todo.hidden = !state.what_to_do;
    if (todoText && state.what_to_do) todoText.textContent = state.what_to_do;
    if (bar instanceof HTMLProgressElement && state.of) {
      bar.hidden = !filling;
      bar.max = state.of;
      bar.value = state.done;
    }
  }
  for (const button of document.querySelectorAll("[data-demo-floor]")) {
    if (button instanceof HTMLButtonElement) button.disabled = filling || state.phase === "failed";
  }
  for (const wait of document.querySelectorAll("[data-demo-wait]")) {
    if (wait instanceof HTMLElement) wait.hidden = !filling;
  }
  return filling;
}

async function follow() {
  for (;;) {
    try {
      const told = await fetch("/demo/state", { headers: { Accept: "application/json" }, cache: "no-store" });
      if (told.ok && !draw(await told.json())) return;
    } catch {
      // The server is being started again; ask until it answers.
    }
    await new Promise((soon) => setTimeout(soon, EVERY_MS));
  }
}

// Counting a fresh journal takes some seconds: the page asks again by itself until it is done.
if (document.querySelector("[data-demo-counting]")) setTimeout(() => location.reload(), 2500);

// A copy is made and its chain walked: how far it is, and then what was found.
const walk = document.querySelector("[data-demo-walk]");

/** @param {HTMLElement} part */
async function followWalk(part) {
  const text = part.querySelector("[data-demo-text]");
  const bar = part.querySelector("[data-demo-progress]");
  for (;;) {
    await new Promise((soon) => setTimeout(soon, EVERY_MS));
    try {
      const reply = await fetch(String(part.dataset.demoWalk), { headers: { Accept: "application/json" }, cache: "no-store" });
      const told = reply.ok ? await reply.json() : { busy: false };
      // A copy that is gone is said by its page.
      if (!told.busy) return location.replace(String(part.dataset.demoThen));
      if (text) text.textContent = told.text;
      if (bar instanceof HTMLProgressElement && told.of) {
        bar.max = told.of;
        bar.value = told.done;
      }
    } catch {
      // The server is being started again; ask until it answers.
    }
  }
}
if (walk instanceof HTMLElement) void followWalk(walk);

// Copying and walking take a moment on a slow machine: say so, and do it once.
for (const form of document.querySelectorAll("form[data-demo-busy]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.textContent = form.getAttribute("data-demo-busy");
  });
}

if (part instanceof HTMLElement && part.dataset.phase === "filling") void follow();
