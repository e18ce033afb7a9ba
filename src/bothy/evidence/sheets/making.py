"""A sheet made: what was asked and what of that was signed beforehand, how it was answered, and every item of STROBE and RECORD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from bothy import __version__
from bothy.evidence.sheets.answered import Answered, answered
from bothy.evidence.sheets.asked import Asked, Data, Signed
from bothy.evidence.sheets.items import RECORD, STROBE, Item
from bothy.evidence.sheets.methods import Method, method_of

NOT_STATED = "Not stated."


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """All that a sheet rests on."""

    method: Method
    asked: Asked
    answered: Answered
    data: Data | None = None
    signed: Signed | None = None

    @property
    def title(self) -> str:
        """ "Interrupted time series: deaths within 500 m"."""
        return f"{self.method.title}: {self.asked.outcome}"

    @property
    def objective(self) -> str:
        """What was to be estimated, of what, where."""
        return f"To estimate {self.method.estimand}, for {self.asked.outcome}{f' in {self.asked.treated}' if self.asked.treated else ''}."

    @property
    def where(self) -> str:
        """Protocol, data and program, as far as they are there."""
        protocol = f"Protocol {self.signed.protocol}, entry {self.signed.entry:,}. " if self.signed else ""
        data = f"Data: {self.data.name}, SHA-256 {self.data.sha256}. " if self.data else ""
        return f"{protocol}{data}Program: Bothy {__version__}, {self.method.guide}." if data else ""

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> str:
        """ "Periods: 59; before the step: 36."."""
        return f"{'; '.join(f'{name}: {value}' for name, value in pairs)}." if pairs else ""


class Check(msgspec.Struct, frozen=True):
    """One thing that the protocol said beside what was done."""

    state: Literal["as_signed", "otherwise", "not_said"]
    says: str


class Line(msgspec.Struct, frozen=True):
    """An item as it stands on the sheet."""

    number: str
    asks: str
    says: str
    stated: bool


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """``before``: in a sentence, whether it was asked before it was answered. ``open``: items that nobody stated."""

    title: str
    design: str
    before: str
    came_first: bool
    asked: tuple[tuple[str, str], ...]
    protocol: tuple[tuple[str, str], ...]
    proof: tuple[str, ...]
    checks: tuple[Check, ...]
    how: tuple[tuple[str, str], ...]
    results: tuple[str, ...]
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...]
    strobe: tuple[Line, ...]
    record: tuple[Line, ...]
    made: tuple[tuple[str, str], ...]

    @property
    def open(self) -> int:
        return sum(not one.stated for one in (*self.strobe, *self.record))


def sheet_of(design: str, answer: Any, asked: Asked, data: Data | None = None, signed: Signed | None = None, name: str = "The answer") -> Sheet:
    """The sheet of a design's answer (as its `--json` writes it). BadTable for an answer of another design, or one without a sheet."""
    method = method_of(design)
    told = Told(method=method, asked=asked, answered=answered(design, answer, name), data=data, signed=signed)
    before, came_first = _before(signed)
    return Sheet(
        title=told.title,
        design=method.title,
        before=before,
        came_first=came_first,
        asked=_asked(told),
        protocol=_protocol(signed),
        proof=() if signed is None else signed.sentences,
        checks=() if signed is None else _checks(asked, signed),
        how=(("Design", method.design), ("Estimates", method.estimand), ("Model", method.model), ("Interval", method.interval), *told.answered.how, *told.answered.numbers, ("As in", method.reference)),
        results=(*told.answered.results, *told.answered.others),
        assumptions=(*told.answered.assumptions, *method.weakness),
        cautions=told.answered.cautions,
        strobe=tuple(_line(one, told) for one in STROBE),
        record=tuple(_line(one, told) for one in RECORD),
        made=_made(told),
    )


def _line(item: Item, told: Told) -> Line:
    says = item.says(told).strip()
    return Line(item.number, item.asks, says or NOT_STATED, bool(says))


def _before(signed: Signed | None) -> tuple[str, bool]:
    if signed is None:
        return "No signed protocol is named: that this was asked before it was answered cannot be shown.", False
    if signed.tampered:
        return f"Entries would put a signed version right ({', '.join(f'{one:,}' for one in signed.tampered)}): look into that before anything is read from this.", False
    if signed.came_first and not signed.still_first:
        return f"The first version was signed before the data; version {signed.version}, which holds, was signed after they had begun to come in. What it changed was not asked beforehand.", False
    if signed.came_first:
        return "The protocol was signed before any visit of its time was recorded: the question came before the data.", True
    return "The protocol was signed after data had begun to come in: this was not asked before there was anything to see.", False


def _asked(told: Told) -> tuple[tuple[str, str], ...]:
    asked = told.asked
    dates = " to ".join(one.isoformat() if one else "…" for one in (asked.since, asked.until)) if asked.since or asked.until else ""
    rows = (
        ("Question", asked.question), ("Outcome", asked.outcome), ("What is judged", asked.what), ("Began", asked.begins), ("Area", asked.treated),
        ("Controls", ", ".join(asked.controls)), ("Data", dates), ("Source", asked.source), ("Model", told.method.title),
    )  # fmt: skip
    return tuple((name, says or NOT_STATED) for name, says in rows)


def _protocol(signed: Signed | None) -> tuple[tuple[str, str], ...]:
    if signed is None:
        return ()
    until = signed.until.isoformat() if signed.until else "no end"
    return (
        ("Protocol", f"{signed.title}, version {signed.version} (entry {signed.entry:,})"), ("Question", signed.question), ("Analysis", signed.analysis),
        ("Data", f"{signed.since.isoformat()} to {until}"), *((f"Outcome: {one.name}", one.says) for one in signed.outcomes),
    )  # fmt: skip


def _checks(asked: Asked, signed: Signed) -> tuple[Check, ...]:
    """What can be compared without judgement: the outcome's name and the days."""
    same = next((one for one in signed.outcomes if _plain(one.name) == _plain(asked.outcome)), None)
    if same is None:
        named = ", ".join(one.name for one in signed.outcomes)
        checks = [Check("otherwise", f"The outcome “{asked.outcome}” is not one of the protocol's ({named}): this was added afterwards, or is called otherwise.")]
    else:
        checks = [Check("as_signed", f"The outcome is the protocol's {'primary' if same.primary else 'secondary'} one of that name.")]
    if asked.since is None:
        checks.append(Check("not_said", "From when the data are is not stated, so it cannot be compared."))
    elif asked.since < signed.since and (asked.until is None or asked.until < signed.since):
        checks.append(Check("otherwise", f"The data end before the protocol's begin ({signed.since.isoformat()})."))
    elif signed.until is not None and (asked.until is None or asked.until > signed.until):
        checks.append(Check("otherwise", f"The data go on after the protocol's end ({signed.until.isoformat()})."))
    else:
        checks.append(Check("as_signed", "The days of the data reach into the protocol's and do not go on after them."))
    return tuple(checks)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _made(told: Told) -> tuple[tuple[str, str], ...]:
    rows = [("Made with", f"Bothy {__version__}")]
    if told.asked.command:
        rows.append(("Asked with", told.asked.command))
    if told.data is not None:
        rows.append(("File", f"{told.data.name}, {told.data.rows:,} rows, SHA-256 {told.data.sha256}"))
    rows.append(("Guide", told.method.guide))
    return tuple(rows)
