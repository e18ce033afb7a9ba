"""What two scales say together, in a sentence: a result that holds on one of them only is called so.

Where there are months, what is judged are the quasi-Poisson figures, which allow for how the months scatter.
"""

from __future__ import annotations

import math

from bothy.evidence.rates.change import Change
from bothy.evidence.rates.compare import Compared, Control
from bothy.evidence.rates.figures import number, p_value, span
from bothy.evidence.rates.interaction import Interaction
from bothy.evidence.rates.overdispersed import Model

LEVEL = 0.05
HANGS = "A result that hangs on the scale should be told on both."


def judged(one: Compared | Control) -> Change | Model:
    """The figures on which an area is judged."""
    return one.overdispersed.quasi if one.overdispersed else one


def of_change(one: Compared | Control) -> str:
    """Whether an area's rate changed by more than chance (5 % level), on each scale."""
    found = judged(one)
    if one.mid_p is None:
        return "Nothing was counted, before or after: nothing can be said of the rate."
    if found.ratio_p is None or found.difference_p is None:
        return (
            f"With a zero count the log scale gives nothing; the exact limits of the ratio are {span(one.exact_low, one.exact_high)} "
            f"(mid-p {p_value(one.mid_p)}). Difference: p {p_value(found.difference_p)}."
        )
    ratio, difference = found.ratio_p < LEVEL, found.difference_p < LEVEL
    if ratio == difference:
        told = "More than chance on both scales" if ratio else "Not to be told from chance on either scale"
    else:
        told = f"More than chance on the {'ratio' if ratio else 'difference'} scale, not on the {'difference' if ratio else 'ratio'} scale"
    return f"{told} (p {p_value(found.ratio_p)} for the ratio, {p_value(found.difference_p)} for the difference).{'' if ratio == difference else f' {HANGS}'}"


def of_interaction(one: Control) -> str:
    """Whether the treated area came out lower or higher than with the control's change, on each scale."""
    found: Control | Interaction | None = one.overdispersed.quasi.interaction if one.overdispersed else one
    if found is None or found.interaction_difference_z is None or found.interaction_difference_p is None:
        return "With zero counts only, nothing can be said of one relative to the other."
    by_difference, z = _way(found.interaction_difference_z, found.interaction_difference_p), found.interaction_difference_z
    on_difference = f"{by_difference} on the difference scale (z {z:.2f}, p {p_value(found.interaction_difference_p)})"
    warning = f" Warning: {one.difference_warning}" if one.difference_warning else ""
    if not found.interaction_ratio or found.interaction_ratio_p is None:
        return f"Relative to it the treated area is {on_difference}; with a zero count ratios cannot be compared on the log scale.{warning}"
    by_ratio = _way(math.log(found.interaction_ratio), found.interaction_ratio_p)
    on_ratio = f"{by_ratio} on the ratio scale (ratio of ratios {number(found.interaction_ratio)}, p {p_value(found.interaction_ratio_p)})"
    hangs = f" {HANGS}" if by_ratio != by_difference and not warning else ""
    return f"Relative to it the treated area is {on_ratio} and {on_difference}.{hangs}{warning}"


def _way(toward: float, p: float) -> str:
    return "not told apart" if p >= LEVEL else "lower" if toward < 0 else "higher"
