"""The soundness study: every method on every truth, into the file that the product carries and the tables and pictures of its guide.

Usage: python scripts/soundness.py [--replications 2000] [--workers 2]. Some minutes on two cores.
"""

import argparse
import sys
from pathlib import Path

from bothy.evidence.honest import found, picture
from bothy.evidence.honest.study import REPLICATIONS, study
from bothy.evidence.honest.table import placed

ROOT = Path(__file__).resolve().parents[1]
CARRIED = ROOT / "src" / "bothy" / "evidence" / "honest" / found.FILE
GUIDE = ROOT / "docs" / "evidence"


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--replications", type=int, default=REPLICATIONS)
    ask.add_argument("--workers", type=int, default=2)
    asked = ask.parse_args()

    def tell(done: int, whole: int) -> None:
        print(f"\r{done} of {whole} parts", end="", file=sys.stderr, flush=True)

    cells = study(asked.replications, workers=asked.workers, tell=tell)
    print(file=sys.stderr)
    CARRIED.write_text(found.written(cells), encoding="utf-8")
    for name, made in (("wolf", picture.wolf), ("holding", picture.holding)):
        (GUIDE / f"soundness-{name}.svg").write_bytes(made(cells, "day"))
    text = GUIDE / "soundness.md"
    text.write_text(placed(text.read_text("utf-8"), cells), encoding="utf-8")
    print(f"{len(cells)} cells of {asked.replications} worlds each, {sum(map(found.fails, cells))} of them fail; written to {CARRIED.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
