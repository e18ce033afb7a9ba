"""Names that are one name: Jim, James, Jamie and Hamish. A list of our own, to find people by, never to call them by."""

from collections import defaultdict
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "nicknames.txt"


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in FILE.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            names = line.split()
            for name in names:
                found[name].update(names)
    return {name: frozenset(others - {name}) for name, others in found.items()}


def also_called(word: str) -> frozenset[str]:
    """Other names that somebody called `word` (one folded word) may go by; none for a name that is not listed."""
    return _groups().get(word, frozenset())
