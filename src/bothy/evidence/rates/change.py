"""Rates before and after in one area, on both scales, with exact limits beside."""

from __future__ import annotations

import msgspec

from bothy.evidence.rates.counted import Area
from bothy.evidence.rates.exact import exact
from bothy.evidence.rates.scales import Estimate, on_difference_scale, on_log_scale


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the JSON. Ratios are after/before, differences after − before; rates are per unit of the exposure as given.

    None: undefined. With a zero count that is everything on the log scale; nothing is added to the count. ``ratio`` itself is 0
    where nothing was counted after, and None where nothing was counted before.
    """

    rate_before: float
    rate_after: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    ratio_p: float | None
    exact_low: float | None
    exact_high: float | None
    mid_p: float | None
    mid_p_low: float | None
    mid_p_high: float | None
    difference: float
    difference_low: float | None
    difference_high: float | None
    difference_p: float | None


def change(area: Area) -> Change:
    """Wald on both scales, the exact conditional limits, and mid-p."""
    found = estimate(area)
    log, plain = on_log_scale(found), on_difference_scale(found)
    sure = exact(area.before, area.after)
    return Change(
        rate_before=area.before.rate,
        rate_after=area.after.rate,
        ratio=found.ratio,
        ratio_low=log.low,
        ratio_high=log.high,
        ratio_p=log.p,
        exact_low=sure.low,
        exact_high=sure.high,
        mid_p=sure.mid_p,
        mid_p_low=sure.mid_low,
        mid_p_high=sure.mid_high,
        difference=found.difference,
        difference_low=plain.low,
        difference_high=plain.high,
        difference_p=plain.p,
    )


def estimate(area: Area) -> Estimate:
    """Variances of Poisson counts: 1/a + 1/b of ln R (None with a zero), a/t₁² + b/t₂² of the difference."""
    before, after = area.before, area.after
    return Estimate(
        ratio=after.rate / before.rate if before.n else None,
        log_variance=1 / after.n + 1 / before.n if after.n and before.n else None,
        difference=after.rate - before.rate,
        difference_variance=before.n / before.t**2 + after.n / after.t**2,
    )
