"""What a year's figure could have been, from the years around it and without that year: a negative-binomial prediction interval.

Model: a line through the logs of the eight nearest other years (four on each side; near an end, more from the other side), with
NB2 scatter found from them. The new figure's variance is that of the scatter and of the fitted mean together,

    mean + alpha · mean² + mean² · var(ln mean),

widened by (t / 1.959964)², t Student's 97.5 % quantile with the window's degrees of freedom, because alpha is itself
found from eight figures. The limits are the 2.5 % and 97.5 % quantiles of the negative binomial distribution with that mean and
variance. docs/evidence/likely-range.md says why it is built so, and how often it holds.
"""

from __future__ import annotations

import msgspec
import numpy as np
from scipy.stats import nbinom, t

from bothy.evidence.expected.years import Years
from bothy.evidence.nb2 import NoFit, fit
from bothy.evidence.normal import Z95

NEIGHBOURS = 8
TAIL = 0.025


class Predicted(msgspec.Struct, frozen=True):
    """The expected figure of a year, and the whole numbers between which 95 % of such figures should lie."""

    mean: float
    low: float
    high: float


def predicted(years: Years, index: int) -> Predicted | None:
    """The interval for the year at ``index`` (from 0), whose own figure is not looked at.

    Needs at least four other years. None where a line through them has no finite fit (all are zero, or all but one at an end).
    """
    start = max(0, min(index - NEIGHBOURS // 2, len(years) - NEIGHBOURS - 1))
    others = np.array([one for one in range(start, min(start + NEIGHBOURS + 1, len(years))) if one != index])
    design = np.column_stack([np.ones(len(others)), others - index])
    try:
        found = fit(years.deaths[others], design)
    except NoFit:
        return None
    # Years are counted from the judged one, so the intercept is its log mean.
    mean = float(np.exp(found.coefficients[0]))
    widened = (float(t.ppf(1 - TAIL, len(others) - 2)) / Z95) ** 2
    variance = widened * (mean + (found.alpha + float(found.covariance[0, 0])) * mean**2)
    size, share = mean**2 / (variance - mean), mean / variance
    low, high = nbinom.ppf([TAIL, 1 - TAIL], size, share)
    return Predicted(mean, float(low), float(high)) if np.isfinite(high) else None
