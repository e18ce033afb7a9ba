"""A shift made while cut off, told in one go: a real page drains 500 commands from its disk. Bar: under 2 s.

The page is a Chromium's, its rows lie encrypted in IndexedDB, the server is the real `bothy run`; both on this machine.

Usage: python bench/drain.py [--rows 500] [--times 5]
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from _print import Bars, head

from journeys.facility import PIN, Facility
from journeys.hands import Hands

BAR_S = 2.0

KEEP = """async (rows) => {
  const { outbox } = await import("/static/floor/acts.js");
  const { store } = await import("/static/floor/store.js");
  const began = performance.now();
  const row = () => ({
    id: crypto.randomUUID(), kind: "turn-away", subject: store.house.facility, body: { reason: "full" }, acted: true,
    happened_at: new Date().toISOString(), seen: 0, staff: store.active, tick_ms: performance.now(), boot: crypto.randomUUID(),
  });
  await Promise.all(Array.from({ length: rows }, () => outbox.keep(row())));
  return performance.now() - began;
}"""

DRAIN = """async () => {
  const { outbox } = await import("/static/floor/acts.js");
  const began = performance.now();
  outbox.wake();
  while ((await outbox.waiting()).length) await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - began;
}"""


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, default=500)
    ask.add_argument("--times", type=int, default=5)
    asked = ask.parse_args()
    head(f"{asked.rows} commands from a page's disk to the journal, one tablet")
    bars = Bars()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        facility = Facility(Path(folder))
        try:
            facility.start()
            facility.found()
            facility.add_staff("Ailsa", "nurse")
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
            hands = Hands(browser.new_page())
            hands.enrol(facility.url, facility.code_for("Floor tablet"))
            hands.sign_in("Ailsa", PIN)
            page, kept, drained = hands.page, [], []
            for _ in range(asked.times):
                page.route("**/floor/commands", lambda route: route.abort())
                kept.append(page.evaluate(KEEP, asked.rows))
                page.unroute("**/floor/commands")
                drained.append(page.evaluate(DRAIN) / 1e3)
                page.wait_for_timeout(1000 * asked.rows / 50)  # the allowance of a tablet fills again
            browser.close()
        finally:
            facility.stop()
    bars.under(f"{asked.rows} rows, median of {len(drained)}", statistics.median(drained), BAR_S, "s")
    bars.note(f"best {min(drained):.2f}, worst {max(drained):.2f} s; kept on the disk at once in {statistics.median(kept):,.0f} ms (median)")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
