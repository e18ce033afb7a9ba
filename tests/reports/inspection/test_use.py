"""Asked before use, old enough, what was given out, by which route; each by the rules of that day."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from bothy.care import bodies as b
from bothy.care.body import Departure
from reports.inspection.house import DAY, RULES, answer, asked_of, found, good, pack_of
from reports.inspection.opened import rows
from reports.journals import FACILITY, SIGNER, at


def use(pen, when, assessed: object = None, preparations: object = "not_asked", person=None, departures=()) -> None:
    visit = uuid4()
    pen(visit, b.VisitStarted(person=person or pen.person(when), purposes=("use",)), when)
    if assessed is not None:
        pen(visit, assessed, when)
    pen(visit, b.PlaceGiven(place=1, departures=departures), when)
    episode = pen(visit, b.EpisodeStarted(place=1, preparations=preparations), when)
    later = when + timedelta(minutes=4)
    pen(visit, b.EpisodeEnded(episode=episode), later)
    pen(visit, b.StageEntered(stage="aftercare"), later)
    pen(visit, b.VisitEnded(), later)


def test_use_without_an_assessment_before_is_found(tmp_path: Path) -> None:
    pen = good()
    use(pen, at(DAY, "17:00"))
    made = asked_of(tmp_path, pen)
    (one,) = found(made, "asked_before_use")
    assert one.says == "Visit 4: used without an assessment before" and not made.holds


def test_what_was_declined_or_not_asked_is_counted_and_no_breach(tmp_path: Path) -> None:
    pen = good()
    use(pen, at(DAY, "17:00"), b.Assessed(preparations="declined", last_used="today", risk_flags=()))
    made = pack_of(tmp_path, pen)
    told = answer(made, "asked_before_use")
    assert told.state == "holds"
    assert "what: 1 declined" in told.of and "last use: 6 not asked" in told.of
    row = next(row for row in rows(made, "data/visits") if row["asked_substances"] == "declined")
    assert (row["asked_last_used"], row["asked_risks"], row["asked_otherwise"]) == ("answered", "answered", "not_asked")


def test_the_age_is_judged_by_the_least_age_and_where_nobody_asked_it_cannot_be_said(tmp_path: Path) -> None:
    pen = good()
    use(pen, at(DAY, "17:00"), b.Assessed(preparations="not_asked"), person=pen.person(at(DAY, "16:00"), age_band="not_asked"))
    pen(FACILITY, b.TurnedAway(reason="under_age"), at(DAY, "17:30"))
    told = answer(asked_of(tmp_path / "a", pen), "of_age")
    assert told.state == "cannot_be_said" and "1 visit" in told.why and "1 person turned away" in told.of
    pen = good(msgspec.structs.replace(RULES, minimum_age_years=45))
    (first, *_) = found(asked_of(tmp_path / "b", pen), "of_age")
    assert first.says == "Visit 1: 35-44 years, where 45 is the least"


def test_a_barred_item_is_judged_by_the_list_of_that_day(tmp_path: Path) -> None:
    pen = good(msgspec.structs.replace(RULES, barred_supplies=()))
    visit = uuid4()
    given = b.SuppliesGiven(items=(b.SuppliedItem(item="pipe", count=1),))
    pen(visit, b.VisitStarted(person=pen.person(at(DAY)), purposes=("supplies",)), at(DAY, "11:00"))
    pen(visit, given, at(DAY, "11:10"))
    pen(FACILITY, b.RulesSigned(rules=RULES, effective_from=at(DAY, "11:30"), signer=SIGNER), at(DAY, "09:00"))
    pen(visit, given, at(DAY, "11:40"))
    pen(visit, msgspec.structs.replace(given, departures=(Departure(rule="barred_supply", reason="pilot"),)), at(DAY, "11:45"))
    pen(visit, b.VisitEnded(), at(DAY, "11:50"))
    told = found(asked_of(tmp_path, pen), "barred_supplies")
    assert [(one.says.partition(": ")[2], one.explained) for one in told] == [("pipe given out", ""), ("pipe given out", "pilot")]


def test_a_route_that_is_not_allowed_is_found(tmp_path: Path) -> None:
    smoked = (b.Preparation(substances=("crack",), route="smoked"),)
    pen = good()
    use(pen, at(DAY, "17:00"), b.Assessed(preparations=smoked), smoked)
    use(pen, at(DAY, "18:00"), b.Assessed(preparations=smoked), smoked, departures=(Departure(rule="route_not_allowed", reason="asked to stop"),))
    told = found(asked_of(tmp_path, pen), "routes")
    assert [one.explained for one in told] == ["", "asked to stop"]


def test_first_times_are_no_rule_here(tmp_path: Path) -> None:
    assert answer(asked_of(tmp_path, good()), "first_time").state == "no_rule"
