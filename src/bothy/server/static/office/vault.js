// What a look shows goes when its time is over, and when the page is left: nothing of it is there on the way back.

const card = /** @type {HTMLElement | null} */ (document.querySelector("[data-vault-seconds]"));
const over = /** @type {HTMLElement | null} */ (document.querySelector("[data-vault-over]"));
if (card !== null && over !== null) {
  const close = () => {
    card.remove();
    over.hidden = false;
  };
  const until = Date.now() + Number(card.dataset.vaultSeconds) * 1000;
  // A machine that slept wakes past its time: the clock is asked, not the timer alone.
  const look = () => {
    const left = until - Date.now();
    if (left <= 0) close();
    else setTimeout(look, Math.min(left, 1000));
  };
  look();
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (event.persisted) close();
  });
}
