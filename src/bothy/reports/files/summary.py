"""What the figures say in a few sentences, reckoned from what is printed and from nothing else."""

import msgspec

from bothy.reports.files.words import HARD, behind, between, of_months, said
from bothy.reports.release import Definition, Grid, Release, Row
from bothy.reports.wording import period_name

MOST = 6
"""How many key figures stand at the head."""


class Key(msgspec.Struct, frozen=True):
    """One figure at the head: what it is, the figure, and what stands behind it."""

    label: str
    says: str
    unit: str
    below: str
    kept_back: bool


def key_figures(release: Release) -> tuple[Key, ...]:
    """The whole (no group) of each indicator, once: over all complete months where they may be summed, else of the last."""
    keys: dict[str, Key] = {}
    for grid in release.grids:
        for at, column in enumerate(grid.columns):
            if column.group or column.indicator in keys or len(keys) == MOST:
                continue
            row = _row(grid, at)
            if row is not None:
                keys[column.indicator] = _key(release.defined(column.indicator), row, at)
    return tuple(keys.values())


def _row(grid: Grid, at: int) -> Row | None:
    """The row that says most of a column: the longest complete period that has a figure, else the last complete month."""
    rows = [row for row in grid.rows if row.complete and not row.group and (row.figures[at].value is not None or row.figures[at].hidden)]
    whole = [row for row in rows if row.total or "/" in row.period]
    return whole[-1] if whole else rows[-1] if rows else None


def _key(defined: Definition, row: Row, at: int) -> Key:
    one = row.figures[at]
    below = [period_name(row.period), *(part for part in (behind(one), between(one)) if part)]
    unit = "" if one.hidden or defined.unit.startswith(("%", "per ")) else defined.unit
    return Key(defined.label, said(one, defined.unit), unit, "; ".join(below), one.hidden)


def summary(release: Release) -> tuple[str, ...]:
    """One paragraph, a sentence each: the whole, the span of the months, what is not over, what is kept back."""
    sentences = []
    # What a month's last row says of the whole: the key figures of one period in one sentence.
    by_period: dict[str, list[str]] = {}
    for key in key_figures(release):
        if not key.kept_back:
            period = key.below.partition(";")[0]
            unit = "" if key.unit.lower() in key.label.lower() else f" {key.unit}"
            by_period.setdefault(period, []).append(f"{key.label[:1].lower()}{key.label[1:]}: {key.says}{unit}")
    for period, parts in by_period.items():
        listed = "; ".join(parts)
        sentences.append(f"{period}. {listed[:1].upper()}{listed[1:]}.")
    for grid in release.grids:
        if len(sentences) > 3 or not of_months(grid):
            break
        if span := _span(release, grid):
            sentences.append(span)
    running = sorted({row.period for grid in release.grids for row in grid.rows if not row.complete})
    if running:
        sentences.append(f"{_and([period_name(one) for one in running])} {'is' if len(running) == 1 else 'are'} not over and in no total.")
    if release.hidden:
        some = f"{release.hidden:,} figure{'' if release.hidden == 1 else 's'}"
        sentences.append(f"{some} {'is' if release.hidden == 1 else 'are'} kept back, so that nobody can be picked out.")
    return tuple(sentences)


def _span(release: Release, grid: Grid) -> str:
    """Between which months the first count that may be summed went; empty where a month of it is not shown."""
    for at, column in enumerate(grid.columns):
        if column.group or not release.defined(column.indicator).additive:
            continue
        rows = [row for row in grid.rows if row.complete and not row.total and "/" not in row.period]
        shown = [(row.figures[at].value, row) for row in rows]
        known = [(value, row) for value, row in shown if value is not None]
        if len(known) < 3 or len(known) < len(shown):
            return ""
        least, most = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
        unit = release.defined(column.indicator).unit
        if least[0] == most[0]:
            return f"{column.label} was {said(least[1].figures[at], unit)} in every month."
        return (
            f"{column.label} went from {said(least[1].figures[at], unit)}{HARD}{unit} in the month with the fewest "
            f"({period_name(least[1].period)}) to {said(most[1].figures[at], unit)} in the month with the most ({period_name(most[1].period)})."
        )
    return ""


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
