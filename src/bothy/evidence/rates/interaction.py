"""Whether two changes differ, on either scale.

On the ratio: chi2 = (ln R₁ − ln R_c)² / (sum of the variances of the logs), 1 degree of freedom. On the difference:
z = (d₁ − d_c) / √(sum of the variances), treated minus control. The two ask different questions and need not agree.
"""

from __future__ import annotations

import math

import msgspec

from bothy.evidence.rates.scales import Estimate, two_sided


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """``interaction_ratio``: treated ratio / control ratio. None: undefined, as with a zero count on the log scale."""

    interaction_ratio: float | None
    interaction_ratio_chi2: float | None
    interaction_ratio_p: float | None
    interaction_difference_z: float | None
    interaction_difference_p: float | None


def interaction(treated: Estimate, control: Estimate) -> Interaction:
    """Both interactions of a treated area and a control."""
    of_ratios = treated.ratio / control.ratio if treated.ratio is not None and control.ratio else None
    chi2 = z = None
    if of_ratios and treated.log_variance is not None and control.log_variance is not None:
        chi2 = math.log(of_ratios) ** 2 / (treated.log_variance + control.log_variance)
    if variance := treated.difference_variance + control.difference_variance:
        z = (treated.difference - control.difference) / math.sqrt(variance)
    return Interaction(
        interaction_ratio=of_ratios,
        interaction_ratio_chi2=chi2,
        interaction_ratio_p=None if chi2 is None else two_sided(math.sqrt(chi2)),
        interaction_difference_z=z,
        interaction_difference_p=None if z is None else two_sided(z),
    )
