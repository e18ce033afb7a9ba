"""What a cell of a published table says: a number, that it is hidden, how far it is hidden, or nothing we count."""

import re
from collections.abc import Mapping

import msgspec

Bounds = tuple[int, int | None]

HIDDEN = frozenset({
    "x", "*", "**", "***", "..", "...", "…", "-", "–", "—", "c", "s", ":", "#", "~", "u", "!", "[c]", "[x]", "[s]", "[u]", "(c)", "(x)", "(s)", "[low]",
    "kept back", "suppressed", "hidden", "not shown", "withheld", "confidential", "redacted", "nd", "np", "n.p.", "not published",
})  # fmt: skip
"""Marks that say no more than that a number is hidden, in lower case."""

NOUGHT = frozenset({"[z]", "nil", "none"})
_FOOT = re.compile(r"\s*(\[(note|r|p|e|b|f)[^\]]*\]|\((r|p|note[^)]*)\)|[¹²³⁴⁵⁶⁷⁸⁹⁰†‡]+)\s*$", re.I)
_NUMBER = re.compile(r"[+]?(\d{1,3}([ ,.'’\u00a0\u202f]\d{3})+|\d+)([.,]0+)?")
_DECIMAL = re.compile(r"[+-]?\d[\d ,'\u00a0\u202f]*([.,]\d+)?\s*%?|-\d+")
_UNDER = re.compile(r"(?:<|fewer than|less than|under|below)\s*(\d{1,12})(?: but not (?:0|zero|nought))?", re.I)
_UP_TO = re.compile(r"(?:<=|≤|=<|up to|at most)\s*(\d{1,12})", re.I)
_FROM_TO = re.compile(r"\[?(\d{1,12})\s*(?:-|–|to)\s*(\d{1,12})\]?", re.I)
_OVER = re.compile(r"(?:>=|≥|at least)\s*(\d{1,12})|(\d{1,12})\s*(?:\+|or more)", re.I)
_MORE = re.compile(r"(?:>|more than|over)\s*(\d{1,12})", re.I)


LONGEST = 80
"""Letters of a cell that can be a number or a mark; more are words, and no pattern is tried on them."""
MOST_DIGITS = 12
"""More are no count of anything here, and more than sums over many can be reckoned with to the last digit."""


class Mark(msgspec.Struct, frozen=True):
    """`number`: what is shown; None where it is hidden. `said`: as printed. `bounds`: what the mark itself tells."""

    said: str
    number: int | None = None
    bounds: Bounds | None = None


class Meaning(msgspec.Struct, frozen=True):
    """How this table's marks are to be read. `least`: the least that "<5" can stand for, 1 or 0.

    `means`: a mark, in lower case → the bounds that it stands for.
    """

    least: int = 1
    means: Mapping[str, Bounds] = {}


def read_mark(said: str, meaning: Meaning | None = None) -> Mark | None:
    """What a cell says; None where it is neither a count nor hidden (words, a share, a rate)."""
    meaning = meaning or Meaning()
    if len(said) > LONGEST:
        return None
    text = " ".join(said.replace("\u00a0", " ").split())
    plain = text.lower()
    if plain in meaning.means:
        low, high = meaning.means[plain]
        return Mark(text, low if low == high else None, None if low == high else (low, high))
    if plain in NOUGHT:
        return Mark(text, 0)
    if not plain or plain in HIDDEN:
        return Mark(text)
    text = _FOOT.sub("", text)
    if _NUMBER.fullmatch(text):
        whole = re.sub(r"[.,]0{1,2}$", "", text) if not re.fullmatch(r".*[.,]\d{3}", text) else text
        digits = re.sub(r"\D", "", whole)
        return Mark(said.strip(), int(digits)) if len(digits) <= MOST_DIGITS else None
    return _hidden_within(said.strip(), text, meaning.least)


def _hidden_within(said: str, text: str, least: int) -> Mark | None:
    if found := _UNDER.fullmatch(text):
        return Mark(said, bounds=(1 if "not" in text else least, int(found[1]) - 1))
    if found := _UP_TO.fullmatch(text):
        return Mark(said, bounds=(least, int(found[1])))
    if found := _FROM_TO.fullmatch(text):
        low, high = int(found[1]), int(found[2])
        # 2017-2018 is a time.
        return Mark(said, bounds=(low, high)) if low < high and low < 1900 else None
    if found := _OVER.fullmatch(text):
        return Mark(said, bounds=(int(found[1] or found[2]), None))
    if found := _MORE.fullmatch(text):
        return Mark(said, bounds=(int(found[1]) + 1, None))
    return None


def is_decimal(said: str) -> bool:
    """Whether this is a number that is no count: a share, a rate, a difference."""
    text = said.strip()
    return len(text) <= LONGEST and bool(_DECIMAL.fullmatch(text)) and not _NUMBER.fullmatch(text)
