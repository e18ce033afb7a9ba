"""How much a design can carry: the ladder on which every study and every figure of ours stands."""

from __future__ import annotations

from typing import Literal, get_args

Design = Literal[
    "case study",
    "cross-sectional",
    "before-after",
    "cohort",
    "before-after with control",
    "interrupted time series",
    "controlled interrupted time series",
    "synthetic control",
    "model",
    "review",
]

NO_ESTIMATE: frozenset[Design] = frozenset({"model", "review"})
"""These measure nothing themselves: a model assumes the effect, a review repeats others."""

RUNGS = ("description", "before and after", "with a comparison", "controlled series")
"""What each rung is called, from the lowest."""

_LADDER: dict[Design, int] = {
    "case study": 0,
    "cross-sectional": 0,
    "before-after": 1,
    # People who came against people who did not: they chose, as a before chooses no after.
    "cohort": 1,
    "before-after with control": 2,
    "interrupted time series": 2,
    "controlled interrupted time series": 3,
    "synthetic control": 3,
}

DESIGNS: tuple[Design, ...] = get_args(Design)


def rung_of(design: Design) -> int:
    """0 to 3. KeyError for a design that measures nothing."""
    return _LADDER[design]
