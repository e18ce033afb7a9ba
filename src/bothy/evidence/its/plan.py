"""The question of power as somebody asks it: falls, how long at most, and how much neighbouring periods hang together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from bothy.evidence.its.past import Past
from bothy.evidence.its.periods import Periods
from bothy.evidence.its.power import Asked, Power, power
from bothy.evidence.table import BadTable

MORE = 0.2
"""By so much more than the residuals show power is told a second time: a short series shows too little (Kendall 1954, Biometrika 41:403)."""
MOST_AUTOCORRELATION = 0.95
MOST_PERIODS = 1200
Tell = Callable[[int, int, str], None]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """``falls``: shares, each above 0 and below 1. ``autocorrelations``: to be told beside each other, in this order."""

    falls: tuple[float, ...]
    autocorrelations: tuple[float, ...]
    least: int
    most: int
    wait: int
    target: float
    replications: int
    seed: int


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One fall under one autocorrelation."""

    fall: float
    autocorrelation: float
    power: Power


class Planned(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """``cases``: fall by fall, within each by autocorrelation. ``starts``: the first period after the step, in the series' words."""

    past: Past
    plan: Plan
    starts: str
    cases: tuple[Case, ...]

    def until(self, after: int) -> str:
        """The last of so many periods after the step, in the series' words."""
        return _label(self.past.series.periods, self.plan.wait + after)

    @property
    def overstated(self) -> bool:
        """Whether any interval leaves 1 out, where nothing began, more often than is meant."""
        return any(case.power.overstated for case in self.cases)


def plan_of(
    past: Past,
    *,
    falls_percent: Sequence[float],
    autocorrelations: Sequence[float],
    least: int,
    most: int,
    starts: str,
    target_percent: float,
    replications: int,
    seed: int,
) -> Plan:
    """What was asked, checked. ``autocorrelations``: empty for the past's own and 0.2 more; ``starts``: empty for the period after the series."""
    if not falls_percent or not all(0 < one < 100 for one in falls_percent):
        raise BadTable(f"A fall is above 0 % and below 100 %; {', '.join(f'{one:g}' for one in falls_percent) or 'none'} is asked for.")
    if not 0 < target_percent < 100:
        raise BadTable(f"Power is above 0 % and below 100 %; {target_percent:g} is asked for.")
    if not 1 <= least <= most <= MOST_PERIODS:
        raise BadTable(f"It is judged after {least} to {most} periods; the first must be 1 or more, and the last no less than the first and no more than {MOST_PERIODS:,}.")
    if not all(0 <= one <= MOST_AUTOCORRELATION for one in autocorrelations):
        raise BadTable(f"An autocorrelation here is from 0 to {MOST_AUTOCORRELATION}; {', '.join(f'{one:g}' for one in autocorrelations)} is asked for.")
    own = past.autocorrelation
    return Plan(
        falls=tuple(one / 100 for one in falls_percent),
        autocorrelations=tuple(autocorrelations) or (own, min(round(own + MORE, 12), MOST_AUTOCORRELATION)),
        least=least,
        most=most,
        wait=_wait(past, starts),
        target=target_percent / 100,
        replications=replications,
        seed=seed,
    )


def planned(past: Past, plan: Plan, *, workers: int = 1, tell: Tell = lambda *_: None) -> Planned:
    """Power of each fall under each autocorrelation, all on the same chances."""
    asked = [(fall, together) for fall in plan.falls for together in plan.autocorrelations]
    cases = []
    for place, (fall, together) in enumerate(asked):

        def on(done: int, whole: int, place: int = place) -> None:
            tell(place * whole + done, len(asked) * whole, f"Drawing series, {place + 1} of {len(asked)}")

        one = Asked(fall=fall, least=plan.least, most=plan.most, replications=plan.replications, seed=plan.seed, target=plan.target, wait=plan.wait)
        found = power(msgspec.structs.replace(past, autocorrelation=together), one, workers=workers, tell=on)
        cases.append(Case(fall=fall, autocorrelation=together, power=found))
    return Planned(past=past, plan=plan, starts=_label(past.series.periods, plan.wait + 1), cases=tuple(cases))


def _wait(past: Past, starts: str) -> int:
    """How many periods lie between the series and the step."""
    periods = past.series.periods
    if not starts:
        return 0
    wait = (periods.read(starts) - periods.times[-1]) / periods.spacing - 1
    if wait != int(wait) or not 0 <= wait <= MOST_PERIODS:
        raise BadTable(f"--from {starts}: the step lies after the series, which ends with {periods.labels[-1]}. Cut the series off before it, or name a later period.")
    return int(wait)


def _label(periods: Periods, later: int) -> str:
    return periods.label(periods.times[-1] + periods.spacing * later)
