"""A running test for too many emergencies: the cumulative sum of a Poisson count against its usual rate.

Time is counted in *expected emergencies*: between two emergencies it moves by uses x usual rate, so busy
and quiet days are alike. The score falls by (ratio - 1) for each emergency expected and rises by
log(ratio) for each that came, never below 0: the log-likelihood ratio of "ratio times the usual rate"
against "the usual rate" since the best moment to begin (Lucas 1985, Technometrics 27:129). At the
threshold it raises an alarm and begins anew.

How long the usual rate runs before a false alarm follows exactly from the law of the score at each
emergency: `emergencies_to_false_alarm` solves its integral equation (Page 1954, Biometrika 41:100).
"""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np

_NODES = 160


class Alarm(msgspec.Struct, frozen=True):
    """The emergency with index `at` raised an alarm; the score had last been 0 before the one with index `since`.

    `came`: how many came from `since` to `at`. `expected`: how many the usual rate expects after the first of them.
    """

    at: int
    since: int
    came: int
    expected: float


def alarms(moments: Sequence[float] | np.ndarray, ratio: float, threshold: float) -> list[Alarm]:
    """Every alarm of a sequence of emergencies.

    `moments`: for each emergency, in order, how many had been expected by then at the usual rate
    (floats that do not fall). ValueError for moments that fall, a ratio of 1 or less, or a threshold
    that one single emergency would reach.
    """
    _checked(ratio, threshold)
    rise, fall = float(np.log(ratio)), ratio - 1.0
    found: list[Alarm] = []
    score, before, since, began = 0.0, 0.0, 0, 0.0
    for i, moment in enumerate(moments):
        if moment < before:
            raise ValueError("the moments of emergencies must not fall")
        fallen = score - fall * (moment - before)
        if fallen <= 0:
            since, began = i, moment
        score, before = max(0.0, fallen) + rise, moment
        if score >= threshold:
            found.append(Alarm(i, since, i - since + 1, float(moment - began)))
            score = 0.0
    return found


def emergencies_to_false_alarm(ratio: float, threshold: float) -> float:
    """How many emergencies at the usual rate pass, in the mean, until a false alarm (that one included).

    Since one is expected in each unit of time, this is also the mean time in expected emergencies.
    After an emergency the score is s in [log ratio, threshold). The next finds it at
    max(0, s - (ratio-1) E) + log ratio with E exponential of mean 1; Nystroem's method on Gauss-Legendre nodes.
    """
    _checked(ratio, threshold)
    rise, fall = float(np.log(ratio)), ratio - 1.0
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    low, high = rise, threshold
    points = 0.5 * (high - low) * nodes + 0.5 * (high + low)
    weights = 0.5 * (high - low) * weights
    # Rows: from the atom (a score of exactly `rise`) and from each point; the score may only come down
    # to `rise` (the atom again) or to a point below s + rise.
    starts = np.concatenate([[rise], points])
    to_atom = np.exp(-starts / fall)
    drop = starts[:, None] + rise - points[None, :]
    to_points = np.where(drop > 0, np.exp(-np.maximum(drop, 0) / fall) / fall, 0.0) * weights[None, :]
    # A step of the density at s + rise spoils the quadrature's weights: the rest of each row's
    # probability that stays below the threshold is known exactly, so rows are scaled to it.
    stays = np.where(
        starts + rise <= high, 1.0 - to_atom, np.exp(-np.maximum(starts + rise - high, 0) / fall) - to_atom
    )
    sums = to_points.sum(axis=1)
    to_points *= np.where(sums > 0, stays / np.where(sums > 0, sums, 1.0), 0.0)[:, None]
    matrix = np.concatenate([to_atom[:, None], to_points], axis=1)
    lengths = np.linalg.solve(np.eye(len(starts)) - matrix, np.ones(len(starts)))
    # The first emergency ever finds a score of 0 and leaves one of exactly `rise`.
    return float(1.0 + lengths[0])


@lru_cache(maxsize=4096)
def threshold_for(ratio: float, emergencies: float) -> float:
    """The lowest threshold at which a false alarm comes once in `emergencies` (float, in the mean) or less often.

    Never so low that a single emergency raises an alarm. Between thresholds 0.1 apart the logarithm of
    the time to a false alarm is taken as straight (it is within a few per cent: a test holds it to 5).
    """
    lowest = _threshold(ratio, 0)
    if _log_time(ratio, 0) >= np.log(emergencies):
        return lowest
    high = 1
    while _log_time(ratio, high) < np.log(emergencies):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _log_time(ratio, middle) < np.log(emergencies) else (low, middle)
    times = [_log_time(ratio, low), _log_time(ratio, high)]
    return float(np.interp(np.log(emergencies), times, [_threshold(ratio, low), _threshold(ratio, high)]))


def _threshold(ratio: float, steps: int) -> float:
    return float(np.log(ratio)) * (1 + 1e-9) + 1e-9 + 0.1 * steps


@lru_cache(maxsize=4096)
def _log_time(ratio: float, steps: int) -> float:
    return float(np.log(emergencies_to_false_alarm(ratio, _threshold(ratio, steps))))


def _checked(ratio: float, threshold: float) -> None:
    if not ratio > 1:
        raise ValueError(f"a ratio of {ratio} is not more than usual")
    if not threshold > np.log(ratio):
        raise ValueError("one emergency alone would be an alarm")
