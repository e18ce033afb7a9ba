// Day or night: what the reader chose on this device, else what the device itself asks for.
// Loaded in <head> without `defer`, so that a dark room is not flashed white.
(() => {
  const KEY = "bothy-theme";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  /** @returns {string | null} */
  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function show() {
    root.dataset.theme = chosen() ?? (dark.matches ? "night" : "day");
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      // It says what a tap will do, so it is no pressed state beside a word that would mean the opposite.
      button.textContent = root.dataset.theme === "night" ? "Day" : "Night";
      button.setAttribute("aria-label", `Show this in ${root.dataset.theme === "night" ? "day" : "night"} colours`);
    }
  }

  show();
  dark.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.addEventListener("click", () => {
        try {
          localStorage.setItem(KEY, root.dataset.theme === "night" ? "day" : "night");
        } catch {
          // A browser that keeps nothing still gets the other theme for this page.
        }
        root.dataset.theme = root.dataset.theme === "night" ? "day" : "night";
        show();
      });
    }
  });
})();
