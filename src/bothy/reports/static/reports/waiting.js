// While the journal is added up: the same page is asked for again, and what it says of the progress is
// shown here. Nothing is loaded anew until the report is there, so a screen reader is not thrown back.
const PAUSE_MS = 1500;

/** @returns {Promise<void>} */
async function follow() {
  const here = document.querySelector("[data-waiting]");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    let text;
    try {
      text = await (await fetch(location.href, { headers: { Accept: "text/html" } })).text();
    } catch {
      continue; // The server may be starting anew: ask again.
    }
    const there = new DOMParser().parseFromString(text, "text/html").querySelector("[data-waiting]");
    if (!there) {
      location.reload();
      return;
    }
    here.replaceChildren(...there.childNodes);
  }
}

follow();
