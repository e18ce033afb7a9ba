"""Memorable codes: two short words and a digit, such as plum-otter-7. Made on the device, and here for the demo.

Codes need not be unique (512 x 512 x 10 of them); where two people share one, both are shown.
"""

import json
import random
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).parent / "static" / "people" / "codewords.json"


@cache
def words() -> tuple[str, ...]:
    """The word list that tablets load too: short, inoffensive, hard to mishear."""
    return tuple(json.loads(WORDS_FILE.read_text("utf-8")))


def make_code(rng: random.Random) -> str:
    """A code drawn from `rng`; the two words differ."""
    first, second = rng.sample(words(), 2)
    return f"{first}-{second}-{rng.randrange(10)}"
