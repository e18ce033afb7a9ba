"""What is typed when an edition is brought: of which series, how the file is read, and, of a new series, its definition and source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from bothy.evidence.figures.columns import Role
from bothy.evidence.figures.reading import Asked, Read, WrittenAs, read_figures
from bothy.evidence.figures.shape import (
    AREA_KINDS,
    CERTAINTIES,
    DATED_BY,
    EXPOSURES,
    MEASURES,
    STATUSES,
    Definition,
    Series,
    Source,
)
from bothy.evidence.pages.brought import Brought
from bothy.evidence.table import BadTable

LONGEST = {"title": 120, "words": 1000, "source": 200, "address": 300, "licence": 200, "all_of": 120, "sheet": 80, "count": 120, "exposure": 120}
CHOICES: dict[str, Mapping[str, str]] = {"measure": MEASURES, "dated_by": DATED_BY, "certainty": CERTAINTIES, "area": AREA_KINDS, "exposure_is": EXPOSURES, "status": STATUSES}
DAYS_ARE: dict[WrittenAs, str] = {"": "as they are written", "week": "weeks", "month": "months", "quarter": "quarters", "year": "years", "financial_year": "financial years"}
FIELDS = ("key", *LONGEST, *CHOICES, "days_are", "delay_days", "retrieved_on")
MOST_DELAY = 3_650


def typed(given: Mapping[str, str]) -> dict[str, str]:
    """By field what was typed, cut to its length."""
    return {name: given.get(name, "").replace("\0", "").strip()[: LONGEST.get(name, 80) + 1] for name in FIELDS}


def read(file: Brought, told: Mapping[str, str]) -> Read:
    """The figures of the file. `BadTable` with everything that is to be put right."""
    days_are = next((code for code in DAYS_ARE if code == told["days_are"]), "")
    columns: dict[Role, str] = {}
    for role in ("count", "exposure"):
        if told[role]:
            columns[role] = told[role]  # type: ignore[index]
    found = read_figures(file.name, file.content, Asked(sheet=told["sheet"] or None, columns=columns, all_of=told["all_of"], days_are=days_are))
    status = next((code for code in STATUSES if code == told["status"]), "not_said")
    if status == "not_said":
        return found
    # What the file says of a figure itself counts before what is said of all of them.
    return msgspec.structs.replace(found, figures=tuple(msgspec.structs.replace(one, status=status) if one.status == "not_said" else one for one in found.figures))


def first(told: Mapping[str, str], found: Read) -> Series:
    """A series of its own, with the definition and source that were typed. `BadTable` where one that is needed is missing."""
    for name, label in (("title", "Title"), ("words", "What is counted"), ("source", "Who publishes it")):
        if not told[name]:
            raise BadTable(f"{label}: this has to be told of a new series.")
    for name, most in LONGEST.items():
        if len(told[name]) > most:
            raise BadTable(f"{name.replace('_', ' ').capitalize()}: at most {most} characters.")
    delay: int | None = None
    if told["delay_days"]:
        if not (told["delay_days"].isascii() and told["delay_days"].isdigit() and len(told["delay_days"]) < 6 and int(told["delay_days"]) <= MOST_DELAY):
            raise BadTable(f"Days until a period is complete: a whole number up to {MOST_DELAY:,}, or nothing.")
        delay = int(told["delay_days"])
    chosen: dict[str, Any] = {name: next((code for code in codes if code == told[name]), None) for name, codes in CHOICES.items() if name != "status"}
    defaults = {"measure": "other", "dated_by": "not_said", "certainty": "not_said", "area": "not_said", "exposure_is": "none"}
    definition = Definition(words=told["words"], delay_days=delay, **{name: chosen[name] or default for name, default in defaults.items()})
    source = Source(name=told["source"], address=told["address"], licence=told["licence"], retrieved_on=_day(told["retrieved_on"]))
    return Series(title=told["title"], definition=definition, source=source, kind=found.kind, figures=found.figures)


def later(before: Series, told: Mapping[str, str], found: Read) -> Series:
    """Another edition of a series: title and definition stay what they were. `BadTable` where the periods are of another kind."""
    if found.kind != before.kind:
        raise BadTable(f"The series is by {before.kind.replace('_', ' ')}, and the file by {found.kind.replace('_', ' ')}. That is another series: bring it as a new one.")
    retrieved = _day(told["retrieved_on"])
    source = before.source if retrieved is None else msgspec.structs.replace(before.source, retrieved_on=retrieved)
    return msgspec.structs.replace(before, figures=found.figures, source=source)


def _day(told: str) -> date | None:
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise BadTable(f"Taken from there on: {told[:20]!r} is no day. Write it as 2025-01-31.") from None
