// The page of answers: copying, and only what an indicator can be divided by. Without this the page works too.

const said = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const what = document.getElementById(button.dataset.copy);
  if (!what || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const before = button.textContent;
    let told = "Copied";
    try {
      await navigator.clipboard.writeText(what instanceof HTMLTableElement ? asCells(what) : asText(what));
    } catch {
      told = "Not copied: select it and copy it by hand";
    }
    if (said) said.textContent = told;
    button.textContent = told;
    setTimeout(() => (button.textContent = before), 3000);
  });
}

/** @param {HTMLElement} what */
function asText(what) {
  return [...what.querySelectorAll("p")].map((one) => one.innerText.trim()).join("\n\n");
}

/** A table as spreadsheets take it from the clipboard: tabs between cells. @param {HTMLTableElement} table */
function asCells(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim()).join("\t")).join("\n");
}

const indicator = document.querySelector("#indicator");
const by = document.querySelector("#by");
if (indicator instanceof HTMLSelectElement && by instanceof HTMLSelectElement) {
  const offer = () => {
    const can = (indicator.selectedOptions[0]?.dataset.by ?? "").split(" ");
    for (const option of by.options) {
      option.disabled = option.hidden = Boolean(option.value && indicator.value && !can.includes(option.value));
      if (option.disabled && option.selected) by.value = "";
    }
  };
  indicator.addEventListener("change", offer);
  // An address may ask for what cannot be: the page has said so, and the choice stays to be seen.
  if (!document.querySelector(".ask [role=alert]")) offer();
}
