"""When a synthetic control should not be believed, or not as much as its numbers look: found in the panel, told in sentences.

The limits are rules of thumb of ours, chosen so that a reader is told too often rather than too seldom.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bothy.evidence.synthetic.panel import MOST_NAMED, Panel
from bothy.evidence.synthetic.placebo import Fits
from bothy.evidence.synthetic.robust import Earlier
from bothy.evidence.synthetic.unique import Choice

ENOUGH_UNITS = 20  # 1/20 is 0.05
ENOUGH_BEFORE = 8
LARGE_OF_LEVEL = 0.1
LARGE_OF_VARIATION = 0.5
MOST_FIT_BETTER = 0.75
FOUND_BEFORE = 0.1


def cautions(panel: Panel, fits: Fits, weights: Choice, earlier: Sequence[Earlier]) -> tuple[str, ...]:
    """What a reader must know before the figures are used."""
    return (
        *_fit(panel, fits),
        *_hull(panel),
        *_weights(panel, weights),
        *_few(panel),
        *_over_rejection(panel, fits, earlier),
    )


def _fit(panel: Panel, fits: Fits) -> list[str]:
    pre = float(fits.pre[panel.treated])
    if pre == 0:
        return [
            f"The fit before is perfect (RMSPE 0), so the ratio after/before is infinite (or not defined, with no gap after) and says nothing of how large the gap is. With {panel.donors} donors and {panel.before} periods before this can come about by itself."
        ]
    said = []
    own = panel.outcome[panel.treated, : panel.before]
    level, variation = float(np.abs(own).mean()), float(own.std())
    if level and pre > LARGE_OF_LEVEL * level:
        said.append(f"Poor fit before: the RMSPE is {pre / level:.0%} of the level of {panel.name}. The gap after may be the same misfit.")
    if pre > LARGE_OF_VARIATION * variation:
        told = f"{pre / variation:.0%} of the standard deviation" if variation else "more than nothing, while the outcome stood still"
        said.append(f"Poor fit before: the RMSPE is {told} of {panel.name} before, so its ups and downs are hardly followed.")
    others = np.delete(fits.pre, panel.treated)
    better = int((others < pre).sum())
    if better >= MOST_FIT_BETTER * len(others):
        said.append(f"Poor fit before: {better} of {len(others)} placebos are fitted better than {panel.name}.")
    return said


def _hull(panel: Panel) -> list[str]:
    others = np.delete(panel.outcome[:, : panel.before], panel.treated, axis=0)
    own = panel.outcome[panel.treated, : panel.before]
    outside = np.flatnonzero((own > others.max(axis=0)) | (own < others.min(axis=0)))
    if not len(outside):
        return []
    named = ", ".join(str(panel.times[n]) for n in outside[:MOST_NAMED]) + (" …" if len(outside) > MOST_NAMED else "")
    return [
        f"Outside the donors' range: in {len(outside)} of {panel.before} periods before ({named}) {panel.name} lies above or below every donor. No mixture reaches it there."
    ]


def _weights(panel: Panel, weights: Choice) -> list[str]:
    if weights.unique:
        return []
    start = "Other weights fit as well before and differ after: "
    if weights.low is None or weights.high is None:
        return [start + "how far the mean gap then differs could not be worked out."]
    return [start + f"with them the mean gap lies anywhere between {weights.low:.6g} and {weights.high:.6g}."]


def _few(panel: Panel) -> list[str]:
    said = []
    units = len(panel.units)
    if units < ENOUGH_UNITS:
        said.append(f"Few units: with {units} the smallest p possible is 1/{units} = {1 / units:.3f}, so p ≤ 0.05 cannot come about, whatever happened.")
    if panel.before < ENOUGH_BEFORE:
        said.append(f"Few periods before: {panel.before}. A mixture that fits so few periods may do so by chance.")
    elif panel.before < panel.donors:
        said.append(f"Fewer periods before ({panel.before}) than donors ({panel.donors}): part of the fit may be noise that will not go on, which makes gaps after look larger.")
    return said


def _over_rejection(panel: Panel, fits: Fits, earlier: Sequence[Earlier]) -> list[str]:
    said = []
    found = [one for one in earlier if one.p <= FOUND_BEFORE]
    if found:
        said.append(
            f"May reject too often: as if the change had come earlier, when nothing had, p is {FOUND_BEFORE:g} or less for {len(found)} of {len(earlier)} dates ({', '.join(str(one.since) for one in found[:MOST_NAMED])}{' …' if len(found) > MOST_NAMED else ''})."
        )
    levels = panel.outcome[:, : panel.before].mean(axis=1)
    own, others = levels[panel.treated], np.delete(levels, panel.treated)
    if own > others.max() or own < others.min():
        end = "highest" if own > others.max() else "lowest"
        said.append(
            f"May reject too often: {panel.name} has the {end} level of all before. The test takes each unit to be as likely as any other to be treated; if it was chosen for standing out, a return towards the others looks like an effect."
        )
    others = np.delete(fits.pre, panel.treated)
    if (others > fits.pre[panel.treated]).all():
        said.append(
            f"May reject too often: no placebo is fitted as closely before as {panel.name}. A ratio with so small an error below it becomes large more easily."
        )
    return said
