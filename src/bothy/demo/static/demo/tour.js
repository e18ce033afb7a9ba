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
    if (bar instanceof HTMLProgressElement && state.of) {
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

if (part instanceof HTMLElement && part.dataset.phase === "filling") void follow();
