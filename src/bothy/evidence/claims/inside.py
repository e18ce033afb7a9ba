"""What a facility's own record shows beside a claim: figures from a protected release, which say what happened inside and no more."""

from __future__ import annotations

import msgspec

from bothy.evidence.claims.claim import Claim
from bothy.reports.files.words import between, said
from bothy.reports.release import Release


class Inside(msgspec.Struct, frozen=True):
    """``says``: the figure in words, "kept back" and "not known" included. ``interval``: its exact 95 % interval, "" where it has none."""

    indicator: str
    label: str
    says: str
    interval: str
    definition: str


def inside_of(claim: Claim, release: Release | None) -> tuple[Inside, ...]:
    """The claim's indicators over the whole period of a release; those that it does not hold are left out."""
    if release is None:
        return ()
    found = []
    for name in claim.indicators:
        figure = next((row.figures[at] for grid in release.grids for at, column in enumerate(grid.columns) if column.indicator == name and not column.group
                       for row in reversed(grid.rows) if not row.group), None)  # fmt: skip
        if figure is not None:
            defined = release.defined(name)
            unit = "" if defined.unit.startswith(("%", "per ")) or figure.hidden or figure.value is None else f" {defined.unit}"
            found.append(Inside(name, defined.label, f"{said(figure, defined.unit)}{unit}", between(figure), defined.definition))
    return tuple(found)
