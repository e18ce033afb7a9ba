"""The running test for a bad batch: its false alarms are what it says, and a bad batch is flagged once."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from bothy.care.rules import BatchAlarm
from bothy.reports.batch import Case, Kind, Uses, look, usual_rate
from bothy.reports.cluster import alarms, emergencies_to_false_alarm, threshold_for

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SETTINGS = BatchAlarm()


@pytest.mark.parametrize(("ratio", "threshold"), [(2.0, 1.2), (3.0, 2.0), (4.0, 1.6), (4.0, 3.0), (6.0, 4.0)])
def test_the_time_to_a_false_alarm_is_that_of_the_simulated_score(ratio: float, threshold: float) -> None:
    draws = np.cumsum(np.random.default_rng(7).exponential(size=200_000))
    raised = alarms(draws, ratio, threshold)
    mean = len(draws) / len(raised)
    gaps = np.diff([0, *(one.at + 1 for one in raised)])
    error = gaps.std() / np.sqrt(len(gaps))
    assert abs(emergencies_to_false_alarm(ratio, threshold) - mean) < 4 * error


@pytest.mark.parametrize("ratio", [1.5, 3.0, 4.0, 8.0])
@pytest.mark.parametrize("emergencies", [5.0, 20.0, 77.0, 333.0, 4000.0])
def test_a_threshold_gives_the_false_alarms_that_were_asked_for(ratio: float, emergencies: float) -> None:
    assert emergencies_to_false_alarm(ratio, threshold_for(ratio, emergencies)) == pytest.approx(
        emergencies, rel=0.05
    )


def test_one_emergency_alone_is_never_an_alarm() -> None:
    assert alarms([0.0], 4.0, threshold_for(4.0, 1.0)) == []
    with pytest.raises(ValueError, match="one emergency alone"):
        alarms([0.0], 4.0, 1.0)
    with pytest.raises(ValueError, match="not more than usual"):
        alarms([0.0], 1.0, 3.0)
    with pytest.raises(ValueError, match="must not fall"):
        alarms([1.0, 0.5], 4.0, 3.0)


def test_an_alarm_says_from_which_emergency_on_and_the_score_begins_anew() -> None:
    long_before, quick = [0.5], [5.0, 5.01, 5.02, 5.03]
    (alarm,) = alarms([*long_before, *quick], 4.0, 4.0)
    assert (alarm.since, alarm.at, alarm.came) == (1, 3, 3)
    assert alarm.expected == pytest.approx(0.02)


def quiet_year(per_use: float = 0.014, uses_a_day: int = 26) -> tuple[Uses, list[Case]]:
    rng = random.Random(3)
    rows = [
        (NOW - timedelta(days=379) + timedelta(days=n / uses_a_day), ("heroin",) if n % 2 else ("cocaine",))
        for n in range(379 * uses_a_day)
    ]
    every = round(1 / per_use)
    cases = [
        Case(UUID(int=rng.getrandbits(128)), at, substances, (), False)
        for at, substances in rows[:: every + 1 - every % 2]
        if at < NOW - timedelta(days=14)
    ]
    return Uses.told(rows), cases


def came(
    days_ago: float, *appearances: str, substances: tuple[str, ...] | None = ("heroin",), poor: bool = False
) -> Case:
    return Case(
        UUID(int=random.getrandbits(128)), NOW - timedelta(days=days_ago), substances, appearances, poor
    )


def test_a_quiet_house_raises_no_flag() -> None:
    uses, cases = quiet_year()
    assert look(uses, cases, SETTINGS, NOW) == ()
    assert look(uses, [*cases, came(2)], SETTINGS, NOW) == ()
    assert look(Uses.told([]), [], SETTINGS, NOW) == ()


def test_five_in_a_day_with_one_substance_are_flagged_with_their_reasons() -> None:
    uses, cases = quiet_year()
    fresh = [came(1.0 - n / 10) for n in range(5)]
    found = {(one.about, one.code): one for one in look(uses, [*cases, *fresh], SETTINGS, NOW)}
    one = found["substance", "heroin"]
    assert set(one.emergencies) <= {case.id for case in fresh} and len(one.emergencies) >= 3
    assert one.expected < 1 < len(one.emergencies)
    assert one.usual_per_1000 == pytest.approx(1000 * usual_rate_of_heroin(uses, cases), rel=0.01)
    assert ("substance", "cocaine") not in found
    assert one.false_alarm_years == one.tested / SETTINGS.false_alarms_per_year


def usual_rate_of_heroin(uses: Uses, cases: list[Case]) -> float:
    heroin = Kind("substance", "heroin")
    n = len(uses.between(NOW - timedelta(days=379), NOW - timedelta(days=14)).of(heroin))
    return usual_rate(heroin, n, sum(map(heroin.is_case, cases)), SETTINGS)


def test_an_appearance_and_a_poor_response_are_flagged_by_fewer() -> None:
    uses, cases = quiet_year()
    green = [came(1.0 - n / 5, "green", substances=None) for n in range(4)]
    assert ("appearance", "green") in {
        (one.about, one.code) for one in look(uses, [*cases, *green], SETTINGS, NOW)
    }
    poor = [came(1.0 - n / 5, substances=None, poor=True) for n in range(4)]
    assert "poor_response" in {one.about for one in look(uses, [*cases, *poor], SETTINGS, NOW)}


def test_what_was_flagged_is_not_flagged_again() -> None:
    uses, cases = quiet_year()
    fresh = [came(1.0 - n / 10) for n in range(5)]
    found = look(uses, [*cases, *fresh], SETTINGS, NOW)
    until = {(one.about, one.code): fresh[-1].at for one in found}
    assert look(uses, [*cases, *fresh], SETTINGS, NOW, until) == ()
    again = [*fresh, *(came(0.3 - n / 50) for n in range(5))]
    assert look(uses, [*cases, *again], SETTINGS, NOW, until), "another five are flagged anew"


def test_the_busier_the_house_the_more_it_takes() -> None:
    """The same five among ten times as many uses are nothing."""
    uses, cases = quiet_year(uses_a_day=26)
    busy_uses, busy_cases = quiet_year(per_use=0.05, uses_a_day=160)
    fresh = [came(2.0 - n / 3) for n in range(5)]
    assert look(uses, [*cases, *fresh], SETTINGS, NOW)
    assert look(busy_uses, [*busy_cases, *fresh], SETTINGS, NOW) == ()
