// The progress of a verify, asked for while it goes on; the page is loaded anew when it is done.
const card = document.getElementById("verify");

/** @returns {Promise<void>} */
async function follow() {
  const bar = /** @type {HTMLProgressElement} */ (card.querySelector("[data-bar]"));
  const said = card.querySelector("[data-said]");
  for (;;) {
    const response = await fetch(card.dataset.state, { headers: { Accept: "application/json" } });
    const state = await response.json();
    if (!state.going) {
      location.reload();
      return;
    }
    bar.hidden = false;
    bar.max = state.whole || 1;
    bar.value = state.done;
    said.textContent = state.whole ? `${state.done.toLocaleString("en-GB")} of ${state.whole.toLocaleString("en-GB")} entries` : "Starting";
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

if (card?.dataset.going === "yes") follow();
