"""Figures of this facility's city: what a design found of one outcome, with its interval, kept in a file of rows.

Columns: claim, outcome, place, design, scale (ratio or difference), value, low, high; and where they are known p, months_to_power
(how many more months until a change of the size asked for would show with 80 % power), proxy (yes or no), provisional (yes or no),
source. The intervals are 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec
from scipy.special import ndtr

from bothy.evidence.claims.claim import Claim
from bothy.evidence.claims.design import DESIGNS, NO_ESTIMATE, Design, rung_of
from bothy.evidence.claims.finding import ALPHA, Finding, Vote
from bothy.evidence.claims.holm import holm
from bothy.evidence.normal import Z95
from bothy.evidence.table import BadTable, Table, read_csv

Scale = Literal["ratio", "difference"]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """``p``: two-sided; None: reckoned from the interval (Wald). ``months_to_power``: 0 when there is enough, None when nobody asked."""

    claim: str
    outcome: str
    place: str
    design: Design
    scale: Scale
    value: float
    low: float
    high: float
    p: float | None = None
    months_to_power: float | None = None
    proxy: bool = False
    provisional: bool = False
    source: str = ""

    @property
    def null(self) -> float:
        """The value at which nothing changed."""
        return 1.0 if self.scale == "ratio" else 0.0

    @property
    def p_two_sided(self) -> float:
        """As given, or from the interval: z = estimate / its standard error, on the log scale for a ratio."""
        if self.p is not None:
            return self.p
        low, value, high = (math.log(x) if self.scale == "ratio" else x for x in (self.low, self.value, self.high))
        if high == low:
            return 1.0 if value == 0 else 0.0
        return float(2 * ndtr(-abs(value) * 2 * Z95 / (high - low)))

    @property
    def too_early(self) -> bool:
        """Whether a change of the size asked for would still go unseen."""
        return self.months_to_power is not None and self.months_to_power > 0


def findings_of(estimates: Sequence[Estimate], claims: Collection[Claim]) -> dict[str, list[Finding]]:
    """By claim. All estimates given are shown together, so their p-values are put right for that together (Holm)."""
    by_id = {one.id: one for one in claims}
    found: dict[str, list[Finding]] = {}
    for one, p in zip(estimates, holm([each.p_two_sided for each in estimates]), strict=True):
        found.setdefault(one.claim, []).append(_finding(one, p, by_id[one.claim]))
    return found


def _finding(one: Estimate, p: float, claim: Claim) -> Finding:
    taken = [reason for taken, reason in ((one.proxy, "a neighbouring outcome"), (one.provisional, "provisional figures")) if taken]
    least, most = claim.bounds
    return Finding(
        source=one.outcome, place=one.place, vote=_vote(one, p, claim), rung=max(0, rung_of(one.design) - len(taken)),
        taken_off=tuple(taken), within=one.scale == "ratio" and least < one.low and one.high < most,
    )  # fmt: skip


def _vote(one: Estimate, p: float, claim: Claim) -> Vote:
    if one.too_early:
        # A clear result out of too little data is more often chance, and always too large.
        return "unknown"
    if p >= ALPHA or one.low <= one.null <= one.high:
        return "null"
    return "for" if (one.low > one.null) == (claim.for_is == "higher") else "against"


REQUIRED = ("claim", "outcome", "place", "design", "scale", "value", "low", "high")
OPTIONAL = ("p", "months_to_power", "proxy", "provisional", "source")


def read_estimates(source: Path | bytes, claims: Collection[Claim], name: str = "") -> tuple[Estimate, ...]:
    """The rows of a file. BadTable with line and column for what cannot be used."""
    table = read_csv(source, name)
    strange = sorted(set(table.columns) - {*REQUIRED, *OPTIONAL})
    if strange:
        raise BadTable(f"{table.name}: nothing is known of the column {strange[0]!r}. Known are: {', '.join((*REQUIRED, *OPTIONAL))}.")
    words = {column: table.texts(column) for column in REQUIRED[:5]}
    numbers = {column: table.numbers(column) for column in REQUIRED[5:]}
    rows = []
    for at, line in enumerate(table.lines):
        given = {column: cells[at] for column, cells in words.items()}
        where = f"{table.name}, line {line}"
        _among(given["claim"], [one.id for one in claims], f"{where}, claim")
        _among(given["design"], [one for one in DESIGNS if one not in NO_ESTIMATE], f"{where}, design")
        _among(given["scale"], list(get_args(Scale)), f"{where}, scale")
        one = Estimate(
            claim=given["claim"], outcome=given["outcome"], place=given["place"], design=cast(Design, given["design"]),
            scale=cast(Scale, given["scale"]), **{column: float(cells[at]) for column, cells in numbers.items()},
            p=_number(table, "p", at), months_to_power=_number(table, "months_to_power", at), proxy=_yes(table, "proxy", at),
            provisional=_yes(table, "provisional", at), source=_cell(table, "source", at),
        )  # fmt: skip
        _holds(one, where)
        rows.append(one)
    doubled = sorted({one.outcome for one in rows if [(each.claim, each.outcome) for each in rows].count((one.claim, one.outcome)) > 1})
    if doubled:
        raise BadTable(f"{table.name}: the outcome {doubled[0]!r} stands there twice for one claim. Keep one row of it, the one that the protocol names.")
    return tuple(rows)


def _holds(one: Estimate, where: str) -> None:
    if not one.low <= one.value <= one.high:
        raise BadTable(f"{where}: {one.value:g} does not lie between {one.low:g} and {one.high:g}.")
    if one.scale == "ratio" and one.low <= 0:
        raise BadTable(f"{where}: a ratio is above 0, and low is {one.low:g}.")
    if one.p is not None and not 0 <= one.p <= 1:
        raise BadTable(f"{where}: p is {one.p:g}, and a p-value is from 0 to 1.")


def _among(cell: str, known: Sequence[str], where: str) -> None:
    if cell not in known:
        raise BadTable(f"{where}: {cell[:40]!r} is not known. It is one of: {', '.join(known)}.")


def _cell(table: Table, column: str, at: int) -> str:
    return table.columns[column][at] if column in table.columns else ""


def _number(table: Table, column: str, at: int) -> float | None:
    cell = _cell(table, column, at)
    if not cell:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not number >= 0 or math.isinf(number):
        raise BadTable(f"{table.name}, line {table.lines[at]}, {column}: {cell[:40]!r} is no number of at least 0. Leave it empty where it is not known.")
    return number


def _yes(table: Table, column: str, at: int) -> bool:
    cell = _cell(table, column, at).lower()
    if cell not in ("", "yes", "no"):
        raise BadTable(f"{table.name}, line {table.lines[at]}, {column}: write yes or no.")
    return cell == "yes"
