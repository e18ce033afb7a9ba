"""Indicators against figures reckoned by hand, and what each says of what is missing."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import numpy as np
import pytest

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports import facts, thistle
from bothy.reports.breakdowns import BREAKDOWNS, occupancy
from bothy.reports.indicators import BY_NAME, INDICATORS
from bothy.reports.window import Window
from reports.journals import FACILITY, INJECT, Pen, at, write

COCAINE = (b.Preparation(substances=("cocaine",), route="vein"),)
BOTH = (b.Preparation(substances=("heroin", "cocaine"), route="vein"),)
TWO = (b.Preparation(substances=("heroin",), route="vein"), b.Preparation(substances=("crack",), route="vein"))
KETAMINE = (b.Preparation(substances=("ketamine",), route="muscle"),)
SMOKED = (b.Preparation(substances=("heroin",), route="foil"),)


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    """March 2025: nine visits of three registered people and one of somebody who is not."""
    pen = Pen()
    ann, ben, cal = (pen.person(at("2025-03-01"), sex) for sex in ("female", "male", "not_asked"))
    for day, person, mix, used in (
        ("03", ann, INJECT, "yes"),
        ("03", ben, COCAINE, "yes"),
        ("04", ann, BOTH, "not_known"),
        ("05", ann, TWO, "yes"),
        ("06", cal, KETAMINE, "yes"),
        ("07", ben, "declined", "yes"),
        ("08", ben, SMOKED, "yes"),
        ("09", ben, INJECT, "no"),
    ):
        pen.visit(person, at(f"2025-03-{day}"), preparations=mix, used=used)
    pen.visit(cal, at("2025-03-10"), place=None)
    pen.visit(uuid4(), at("2025-03-11"), place=None)

    late = uuid4()
    pen(late, b.VisitStarted(person=ann, purposes=("use",)), at("2025-03-12"))
    asked = b.OtherwisePlace(where="close_or_stair", alone="yes")
    pen(late, b.Assessed(preparations=INJECT, otherwise=asked), at("2025-03-12", "12:05"))
    pen(late, b.PlaceGiven(place=2), at("2025-03-12", "12:30"))
    pen(late, b.Seen(), at("2025-03-12", "12:40"))
    pen(late, b.VisitEnded(), at("2025-03-12", "13:00"))
    shy = uuid4()
    pen(shy, b.VisitStarted(person=ben, purposes=("advice",)), at("2025-03-13"))
    pen(shy, b.Assessed(preparations="not_asked", otherwise=b.OtherwisePlace(where="declined")), at("2025-03-13", "12:02"))
    pen(shy, b.SuppliesGiven(items=(b.SuppliedItem(item="needle", count=10), b.SuppliedItem(item="foil", count=3))), at("2025-03-13", "12:03"))
    pen(shy, b.SuppliesGiven(items=(b.SuppliedItem(item="one_piece_set", count=5),), returned=4), at("2025-03-13", "12:04"))
    pen(shy, b.VisitEnded(), at("2025-03-13", "12:10"))

    for n, (oxygen, naloxone, ambulance, outcome) in enumerate(
        [(True, True, "called", "recovered_here"), (True, False, "not_called", "recovered_here"),
         (False, False, None, "to_hospital"), (True, False, None, "raised_in_error")]
    ):  # fmt: skip
        id, when = uuid4(), at("2025-03-14", f"1{n}:00")
        pen(id, b.EmergencyRaised(where="place", place=1), when)
        if n == 0:
            pen(id, b.Observed(breaths_per_minute=4, consciousness="unresponsive"), when + timedelta(minutes=1))
        if oxygen:
            pen(id, b.Acted(action="oxygen"), when + timedelta(minutes=2))
        if naloxone:
            pen(id, b.Acted(action="naloxone", dose_mg=0.4), when + timedelta(minutes=3))
        if ambulance:
            pen(id, b.AmbulanceMoved(step=ambulance), when + timedelta(minutes=4))
        if n == 0:
            pen(id, b.Observed(breathing="normal", consciousness="alert"), when + timedelta(minutes=9))
        pen(id, b.EmergencyClosed(outcome=outcome), when + timedelta(minutes=30))

    for steps in ((), ("declined",), ("accepted", "made"), ("accepted", "attended", "lost"), ("engaged",), ("not_known",)):
        id = uuid4()
        pen(id, b.ReferralOffered(person=ann, to="drug_treatment"), at("2025-03-15"))
        for n, step in enumerate(steps, 1):
            pen(id, b.ReferralMoved(step=step), at("2025-04-15") + timedelta(days=n))
    for monday in ("2025-03-03", "2025-03-10"):
        pen(FACILITY, b.FloorOpened(), at(monday, "09:00"))
        pen(FACILITY, b.FloorClosed(), at(monday, "17:00"))
    for reason in ("full", "full", "under_age"):
        pen(FACILITY, b.TurnedAway(reason=reason), at("2025-03-16"))
    home = tmp_path_factory.mktemp("indicators")
    write(home, pen.drafts)
    return Window(facts.fresh(home), ["2025-03"])


@pytest.mark.parametrize(
    ("name", "value", "k", "n", "missing"),
    [
        ("service_accessed", 11, 11, None, None),
        ("injecting_episodes", 6, 6, None, None),
        ("people", 3, 3, None, None),
        ("medical_emergencies", 3, 3, None, None),
        ("emergency_rate", 500.0, 3, 6, None),
        ("share_cocaine", 20.0, 1, 5, 1),
        ("share_heroin", 20.0, 1, 5, 1),
        ("share_heroin_and_cocaine", 40.0, 2, 5, 1),
        ("share_other_or_not_recorded", 100 * 2 / 6, 2, 6, None),
        ("minutes_in_place_median", 20.0, None, 9, 0),
        ("wait_for_place_p90", 10.0, None, 9, 0),
        ("seen_within", 100 * 8 / 9, 8, 9, None),
        ("would_have_used_outside", 100.0, 1, 1, 10),
        ("would_have_used_alone", 100.0, 1, 1, 10),
        ("needles_out", 15, 15, None, None),
        ("needles_back", 4, 4, 1, 1),
        ("emergency_oxygen", 100 * 2 / 3, 2, 3, 0),
        ("emergency_naloxone", 100 / 3, 1, 3, None),
        ("emergency_ambulance", 50.0, 1, 2, 1),
        ("reversal_known", 50.0, 1, 2, None),
    ],
)
def test_an_indicator_is_what_a_hand_reckons(window, name, value, k, n, missing):
    figure = BY_NAME[name].figure(window)
    assert figure.value == pytest.approx(value)
    assert (figure.k, figure.n, figure.missing) == (k, n, missing)


def test_no_share_goes_without_its_n_and_interval(window):
    for one in INDICATORS:
        figure = one.figure(window)
        if one.unit == "%" and figure.value is not None:
            assert figure.n and figure.low <= figure.value <= figure.high
        assert one.definition and one.numerator and one.missing
        assert one.denominator or one.unit != "%"


def test_every_referral_stands_in_one_row_and_open_is_not_lost(window):
    parts = {part.code: part.figure.k for part in BREAKDOWNS["referral_endings"](window).parts}
    assert parts == {"engaged": 1, "declined": 1, "lost": 1, "not_known": 1, "open": 2}
    funnel = {part.code: part.figure.k for part in BREAKDOWNS["referral_funnel"](window).parts}
    assert funnel == {"offered": 6, "accepted": 3, "made": 3, "acknowledged": 2, "appointment": 2, "attended": 2, "engaged": 1}


def test_turned_away_services_and_supplies_are_counted_by_kind(window):
    turned = {part.code: (part.figure.k, part.figure.n) for part in BREAKDOWNS["turned_away"](window).parts}
    assert turned == {"full": (2, 3), "under_age": (1, 3)}
    assert [(part.code, part.figure.k) for part in BREAKDOWNS["services"](window).parts] == [("shower", 2)]
    supplied = {part.code: part.figure.k for part in BREAKDOWNS["supplies"](window).parts}
    assert supplied == {"needle": 10, "one_piece_set": 5, "foil": 3}


def test_reversal_is_said_only_where_enough_was_recorded(window):
    said = {part.code: part.figure.k for part in BREAKDOWNS["reversal"](window).parts}
    assert said == {
        "confirmed": 1, "probable": 0, "not": 0, "not_treated": 1, "not_enough_information": 1
    }  # fmt: skip


def test_occupancy_is_the_mean_over_days_open(window):
    grid = occupancy(window)
    assert grid[0, 12] == pytest.approx(2 * 20 / 60 / 2), "two visits on one of two Mondays"
    assert grid[0, 9] == 0.0 and np.isnan(grid[0, 3]), "open and empty is zero; closed is not"


def test_people_are_not_the_sum_of_months(tmp_path):
    pen = Pen()
    ann = pen.person(at("2025-01-13"))
    pen.visit(ann, at("2025-01-15"))
    pen.visit(ann, at("2025-02-15"))
    pen.visit(ann, at("2025-03-15"))
    write(tmp_path, pen.drafts)
    table = thistle.thistle(facts.fresh(tmp_path))
    assert [line.month for line in table.complete] == ["2025-01", "2025-02"]
    assert [line.month for line in table.incomplete] == ["2025-03"]
    assert table.total.figures["service_accessed"].value == 2, "March is not over"
    assert table.people.all.value == 1


def test_a_house_that_is_not_exempt_keeps_small_counts_back_everywhere(tmp_path):
    pen = Pen(rules=msgspec.structs.replace(SCOTLAND, exempt_publications=()))
    ann = pen.person(at("2025-01-13"))
    for day in range(13, 29):
        pen.visit(ann, at(f"2025-01-{day}"), preparations=INJECT if day < 16 else COCAINE)
    pen.visit(ann, at("2025-02-15"))
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    table = thistle.thistle(opened)
    assert table.suppressed_below == 5
    january = table.complete[0].figures
    assert january["share_heroin"].hidden and january["share_cocaine"].hidden
    assert not january["service_accessed"].hidden
    assert "kept back" in thistle.render(opened, "csv") and "kept back" in thistle.render(opened)


def test_an_unknown_format_is_refused_with_the_ones_there_are(tmp_path):
    write(tmp_path, Pen().drafts)
    with pytest.raises(ValueError, match="text, csv, json"):
        thistle.render(facts.fresh(tmp_path), "xml")
