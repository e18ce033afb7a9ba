"""Interrupted time series on many worlds: level, trend, season, step; alone, and beside all other areas together."""

from __future__ import annotations

import numpy as np

from bothy.evidence.honest.judged import Said, from_logs
from bothy.evidence.honest.truths import BEFORE, Numbers
from bothy.evidence.its.batch import Data, fit_many
from bothy.evidence.its.errors import covariance_many, lag_for

OTHERS = slice(2, None)
"""All areas but the treated one and the one beside it."""
STEP = 2


def said_by_its(worlds: Numbers) -> dict[str, Said]:
    """``worlds``: (R, 24, 60)."""
    design = _design(worlds.shape[2])
    own, others = worlds[:, 0], worlds[:, OTHERS].sum(axis=1)
    lag = lag_for(worlds.shape[2])
    alone = {
        "series, Poisson": _steps(own, design, "poisson", None),
        "series, quasi-Poisson": _steps(own, design, "quasi", None),
        "series, quasi-Poisson, HAC errors": _steps(own, design, "quasi", lag),
        "series, negative binomial": _steps(own, design, "negbin", None),
    }
    said = {name: from_logs(*found) for name, found in alone.items()}
    step, se = alone["series, quasi-Poisson"]
    their_step, their_se = _steps(others, design, "quasi", None)
    said["series beside all other areas, quasi-Poisson"] = from_logs(step - their_step, np.hypot(se, their_se))
    return said


def _design(months: int) -> Numbers:
    """(n, 5): level, trend, step, one pair of harmonics."""
    time = np.arange(months, dtype=float)
    year = 2 * np.pi * time / 12
    return np.column_stack([np.ones(months), time, time >= BEFORE, np.sin(year), np.cos(year)])


def _steps(counts: Numbers, design: Numbers, family: str, lag: int | None) -> tuple[Numbers, Numbers]:
    """(R,) log step and its standard error; not-a-number where the fit does not stand."""
    many = fit_many(Data(counts, design, np.zeros(len(design))), "negbin" if family == "negbin" else "poisson")
    with np.errstate(all="ignore"):
        se = np.sqrt(covariance_many(counts, design, many, family, lag)[:, STEP, STEP])
    stands = many.converged & np.isfinite(se)
    return np.where(stands, many.coefficients[:, STEP], np.nan), np.where(stands, se, np.nan)
