"""Is there something bad about? Emergencies of one kind that come faster than this house's own usual rate.

A kind is a substance as stated, an appearance as described, a poor answer to naloxone, or any
emergency at all. For each kind the running test of `cluster` goes through the last days; its usual
rate comes from the time before them, drawn towards the prior of the house rules where little was seen.
The false alarms that the house rules allow a year are shared out evenly among the kinds tested.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.stats import gamma

from bothy.care.rules import BatchAlarm
from bothy.care.vocabulary import codes
from bothy.reports.cluster import alarms, threshold_for

About = Literal["any", "substance", "appearance", "poor_response"]
Moments = npt.NDArray[np.int64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Uses:
    """Supervised uses: when each was (`every`, int64 microseconds since 1970, sorted), and those of each substance."""

    def __init__(self, every: Moments, of_substance: Mapping[str, Moments]) -> None:
        self.every = every
        self._of = of_substance

    @classmethod
    def told(cls, rows: Iterable[tuple[datetime, Sequence[str] | None]]) -> "Uses":
        """From (when, the substances stated or None), in any order."""
        of: dict[str, list[int]] = {}
        every = []
        for at, substances in rows:
            every.append(_micros(at))
            for code in substances or ():
                of.setdefault(code, []).append(every[-1])
        return cls(_sorted(every), {code: _sorted(times) for code, times in of.items()})

    @property
    def substances(self) -> frozenset[str]:
        return frozenset(self._of)

    def of(self, kind: "Kind") -> Moments:
        """The uses against which a kind is tested: of a substance those with it stated, else all."""
        return self._of.get(kind.code, self.every[:0]) if kind.about == "substance" else self.every

    def between(self, first: datetime, last: datetime) -> "Uses":
        """Those from `first` to `last`, both included."""
        return Uses(
            _between(self.every, first, last),
            {code: some for code, times in self._of.items() if len(some := _between(times, first, last))},
        )


class Case(msgspec.Struct, frozen=True):
    """One real emergency (no drill, not raised in error), with what was recorded of the substance."""

    id: UUID
    at: datetime
    substances: tuple[str, ...] | None
    appearances: tuple[str, ...]
    poor_response: bool


class Finding(msgspec.Struct, frozen=True):
    """Emergencies of one kind came faster than usual from `since` to `at`; `emergencies` in order.

    `expected`: how many the usual rate expects for the `uses` since the first of them. `usual_per_1000`
    uses. `tested`: how many kinds share the false alarms; `false_alarm_years`: one false alarm of this
    kind is expected in so many years at the house's present number of uses.
    """

    about: About
    code: str
    since: datetime
    at: datetime
    emergencies: tuple[UUID, ...]
    uses: int
    expected: float
    usual_per_1000: float
    baseline_emergencies: int
    baseline_uses: int
    tested: int
    false_alarm_years: float


class Kind(msgspec.Struct, frozen=True):
    """What is tested: which emergencies, against which uses (of a substance those with it stated, else all)."""

    about: About
    code: str

    def is_case(self, case: Case) -> bool:
        """Whether an emergency is of this kind."""
        if self.about == "substance":
            return case.substances is not None and self.code in case.substances
        if self.about == "appearance":
            return self.code in case.appearances
        return self.about == "any" or case.poor_response


def kinds(uses: Uses) -> tuple[Kind, ...]:
    """Every kind that is tested: fixed but for the substances, of which those that were used at all."""
    used = uses.substances
    return (
        Kind("any", "any"),
        *(Kind("substance", code) for code in codes("substance") if code in used and code != "not_known"),
        *(Kind("appearance", code) for code in codes("appearance") if code not in PLAIN),
        Kind("poor_response", "poor_response"),
    )


PLAIN = frozenset(
    {"white", "off_white", "brown", "clear_liquid", "tablet", "not_asked", "not_known", "declined"}
)
"""Appearances that are nothing unusual by themselves; a substance's own test covers them."""


def usual_rate(kind: Kind, uses: int, cases: int, settings: BatchAlarm) -> float:
    """Emergencies a use in usual times: the upper `rate_quantile` of a gamma posterior.

    The prior weighs as much as `prior_uses` uses at `prior_per_1000`; rarer kinds (an appearance, a poor
    response) at a tenth of it. A quantile above the middle makes up for a rate that is only estimated.
    """
    share = 1.0 if kind.about in ("any", "substance") else 0.1
    shape = settings.prior_uses * settings.prior_per_1000 * share / 1000 + cases
    return float(gamma.ppf(settings.rate_quantile, shape) / (settings.prior_uses + uses))


def look(
    uses: Uses,
    cases: Sequence[Case],
    settings: BatchAlarm,
    now: datetime,
    flagged_until: Mapping[tuple[str, str], datetime] | None = None,
) -> tuple[Finding, ...]:
    """What stands out now, by kind; at most one finding a kind, the latest.

    `cases` in order of time; both with the whole baseline. `flagged_until`: for a kind (about,
    code) that was flagged, the moment of the last emergency that was part of it: the test begins anew after it.
    """
    watched_from = now - timedelta(days=settings.watch_days)
    baseline_from = watched_from - timedelta(days=settings.baseline_days)
    recent = uses.between(baseline_from, now)
    tested = kinds(recent)
    days = _days(int(recent.every[0]), watched_from) if len(recent.every) else 0.0
    found = []
    for kind in tested:
        until = (flagged_until or {}).get((kind.about, kind.code))
        start = watched_from if until is None else max(watched_from, until)
        every = recent.of(kind)
        usual_uses = int(np.searchsorted(every, _micros(watched_from)))
        usual_cases = sum(baseline_from <= case.at < watched_from and kind.is_case(case) for case in cases)
        rate = usual_rate(kind, usual_uses, usual_cases, settings)
        times = _between(every, start, now)
        came = [case for case in cases if case.at > start and kind.is_case(case)]
        if not came:
            continue
        a_year = _uses_a_year(usual_uses, days, len(times), start, now) * rate
        allowed = settings.false_alarms_per_year / len(tested)
        threshold = max(threshold_for(settings.ratio, _rounded(a_year / allowed)), _takes(settings))
        before = np.searchsorted(times, [_micros(case.at) for case in came], side="right")
        raised = alarms(before * rate, settings.ratio, threshold)
        if not raised:
            continue
        last = raised[-1]
        first = came[last.since]
        found.append(
            Finding(
                about=kind.about,
                code=kind.code,
                since=first.at,
                at=came[last.at].at,
                emergencies=tuple(case.id for case in came[last.since : last.at + 1]),
                uses=int(before[last.at] - before[last.since]),
                expected=last.expected,
                usual_per_1000=1000 * rate,
                baseline_emergencies=usual_cases,
                baseline_uses=usual_uses,
                tested=len(tested),
                false_alarm_years=1 / allowed,
            )
        )
    return tuple(found)


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _sorted(times: list[int]) -> Moments:
    return np.sort(np.array(times, dtype=np.int64))


def _between(times: Moments, first: datetime, last: datetime) -> Moments:
    return times[np.searchsorted(times, _micros(first)) : np.searchsorted(times, _micros(last), side="right")]


def _days(since: int, until: datetime) -> float:
    return (_micros(until) - since) / 86_400_000_000


def _takes(settings: BatchAlarm) -> float:
    """A threshold that fewer than `at_least` emergencies cannot reach, however quick."""
    return (settings.at_least - 1) * float(np.log(settings.ratio)) * (1 + 1e-9) + 1e-9


def _uses_a_year(usual_uses: int, days: float, watched_uses: int, start: datetime, now: datetime) -> float:
    """How many uses of a kind a year brings, by the baseline, or by the watched days where there is none yet."""
    if days >= 1:
        return max(usual_uses, 1) * 365.25 / days
    watched = max((now - start).total_seconds() / 86_400, 1.0)
    return max(watched_uses, 1) * 365.25 / watched


def _rounded(emergencies: float) -> float:
    """Two figures are enough to set a threshold by, and let it be reckoned once."""
    return float(f"{emergencies:.2g}")
