"""What a cell of a table says: a count, a suppressed count, that nothing is known, or something that is no count."""

from __future__ import annotations

import re

import msgspec

from bothy.evidence.figures.shape import Status, Suppressed

_PROVISIONAL = re.compile(r"\s*(?:\[p\]|\(p\)|ᵖ|\bp)\s*$", re.I)
_NUMBER = re.compile(r"\d{1,3}(?:[ ,\u00a0\u202f]\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?")
_STATUSES: dict[str, Status] = {
    "final": "final", "confirmed": "final", "official": "final", "provisional": "provisional", "prov": "provisional", "p": "provisional",
    "preliminary": "provisional", "f": "final", "": "not_said", "not said": "not_said", "not_said": "not_said",
}  # fmt: skip


class Cell(msgspec.Struct, frozen=True):
    """``wrong``: what it is instead of a count; then nothing else counts. An empty cell has neither count nor mark: it is not known."""

    count: int | None = None
    suppressed: Suppressed | None = None
    provisional: bool = False
    wrong: str = ""


def read_count(text: str) -> Cell:
    """A count as it is printed: "1,017", "x", "<5", "64 (p)", ""."""
    # Imported late: the auditor brings an optimiser along, which takes its time to load.
    from bothy.reports.auditor.marks import is_decimal, read_mark

    told = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    if not told:
        return Cell()
    provisional = bool(_PROVISIONAL.search(told)) and told.lower() != "p"
    plain = _PROVISIONAL.sub("", told) if provisional else told
    mark = read_mark(plain)
    if mark is None:
        if plain[:1] in "-−" and _NUMBER.fullmatch(plain[1:].strip()):
            return Cell(wrong="is below nought, and a count cannot be")
        if is_decimal(plain):
            return Cell(wrong="is a rate, a share or rounded to decimals; counts are whole numbers. Bring the counts, with the population beside them")
        return Cell(wrong="is no count. Write the number, or x where it is suppressed")
    if mark.number is not None:
        return Cell(count=mark.number, provisional=provisional)
    low, high = mark.bounds or (None, None)
    return Cell(suppressed=Suppressed(told[:40], low, high), provisional=provisional)


def read_exposure(text: str) -> float | None:
    """A population or another exposure, more than nought; None for an empty cell. ValueError for anything else."""
    told = "".join(text.split()) if _NUMBER.fullmatch(" ".join(text.split())) else text.strip()
    if not told:
        return None
    if not _NUMBER.fullmatch(told):
        raise ValueError("is no number")
    value = float(told.replace(",", ""))
    if value <= 0:
        raise ValueError("is nought, and nothing can be divided by it")
    return value


def read_status(text: str) -> Status | None:
    """Provisional or final; None where it says neither."""
    return _STATUSES.get(" ".join(text.lower().split()))
