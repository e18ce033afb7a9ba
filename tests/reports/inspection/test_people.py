"""People inside against capacity, to the second, by the house rules of that moment."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from bothy.care import bodies as b
from bothy.care.body import Departure
from reports.inspection.house import DAY, RULES, answer, asked_of, found, good, pack_of, seconds
from reports.journals import FACILITY, SIGNER, at


def small(capacity: int = 1, **more: object):
    return msgspec.structs.replace(RULES, capacity_people=capacity, **more)


def test_a_house_that_keeps_its_rules_holds(tmp_path: Path) -> None:
    made = asked_of(tmp_path, good())
    states = {one.question.id: one.state for one in made.answers}
    assert made.holds
    assert {name for name, state in states.items() if state not in ("holds", "no_rule")} == {"checkpoints"}, "nobody brought one"
    assert answer(made, "people_inside").of == "6 visits"
    assert answer(made, "episodes_watched").of == "6 episodes"


def test_one_person_too_many_is_found_from_the_second_they_came_to_the_second_one_left(tmp_path: Path) -> None:
    pen = good(small())
    pen.stay(at(DAY, "12:00") + timedelta(minutes=5, seconds=7), minutes=10, place=5)
    made = asked_of(tmp_path, pen)
    (one,) = found(made, "people_inside")
    assert seconds(one) == (307, 307 + 30 * 60), "from the second visit's start to its end: the first was there throughout"
    assert one.says == "2 people inside, where 1 may be"
    assert not made.holds


def test_who_comes_in_the_second_another_leaves_is_not_one_too_many(tmp_path: Path) -> None:
    pen = good(small())
    pen.stay(at(DAY, "12:40"), place=5)  # the one of 12:00 goes then
    assert answer(asked_of(tmp_path, pen), "people_inside").state == "holds"


def test_a_departure_with_a_reason_explains_it_and_one_without_does_not(tmp_path: Path) -> None:
    for n, (reason, state) in enumerate((("raining", "explained"), ("not_stated", "does_not_hold"))):
        pen = good(small())
        when = at(DAY, "12:10")
        visit = uuid4()
        over = (Departure(rule="over_capacity", reason=reason),)
        pen(visit, b.VisitStarted(person=pen.person(when), purposes=("shower",), departures=over), when)
        pen(visit, b.VisitEnded(), when + timedelta(minutes=9))
        made = asked_of(tmp_path / str(n), pen)
        assert answer(made, "people_inside").state == state
        assert answer(made, "departures").state == state
        assert made.holds == (state == "explained")
        assert found(made, "people_inside")[0].explained == ("raining" if state == "explained" else "")


def test_somebody_with_two_visits_at_once_is_one_person(tmp_path: Path) -> None:
    pen = good(small())
    person = pen.person(at(DAY, "17:00"))
    pen.stay(at(DAY, "17:00"), person=person)
    pen.stay(at(DAY, "17:05"), person=person, place=4)
    other = pen.person(at(DAY, "18:00"))
    pen(other, b.PersonLinked(same_as=person), at(DAY, "18:30"))
    pen.stay(at(DAY, "18:00"), person=person)
    pen.stay(at(DAY, "18:05"), person=other, place=4)
    assert answer(asked_of(tmp_path, pen), "people_inside").state == "holds"


def test_each_moment_is_judged_by_the_rules_of_that_moment(tmp_path: Path) -> None:
    pen = good(small(2))
    pen.stay(at(DAY, "12:05"), minutes=20, place=5)
    pen(FACILITY, b.RulesSigned(rules=small(1), effective_from=at(DAY, "12:30"), signer=SIGNER), at(DAY, "08:00"))
    (one,) = found(asked_of(tmp_path, pen), "people_inside")
    assert seconds(one) == (30 * 60, 40 * 60), "two may be there until half past; the first leaves at twenty to"


def test_the_legal_basis_may_allow_fewer_than_the_house_rules(tmp_path: Path) -> None:
    basis = msgspec.structs.replace(RULES.legal_basis, capacity_people=1)
    pen = good(small(20, legal_basis=basis))
    pen.stay(at(DAY, "12:05"), place=5)
    assert found(asked_of(tmp_path, pen), "people_inside")[0].says == "2 people inside, where 1 may be"


def test_two_in_one_place_are_found(tmp_path: Path) -> None:
    pen = good()
    pen.stay(at(DAY, "12:05"), place=3)
    made = asked_of(tmp_path, pen)
    (one,) = found(made, "people_in_places")
    assert "both in place 3" in one.says and len(one.entries) == 2
    assert seconds(one) == (7 * 60, 22 * 60)


def test_a_visit_that_nobody_ended_is_found_and_counts_as_inside(tmp_path: Path) -> None:
    pen = good(small())
    visit = uuid4()
    pen(visit, b.VisitStarted(person=pen.person(at("2025-03-10")), purposes=("shower",)), at("2025-03-10"))
    made = asked_of(tmp_path, pen)
    assert found(made, "seen_out")[0].says == "Visit 1 has no end"
    assert not made.holds and answer(made, "people_inside").state == "does_not_hold"


@pytest.mark.parametrize("void", [True, False])
def test_a_correction_counts_wherever_it_stands_and_is_counted(tmp_path: Path, void: bool) -> None:
    pen = good(small())
    visit = uuid4()
    when = at(DAY, "12:10")
    started = pen(visit, b.VisitStarted(person=pen.person(when), purposes=("shower",)), when)
    pen(visit, b.VisitEnded(), when + timedelta(minutes=5))
    if void:
        pen.correct(visit, started, "visit-started", at("2025-04-20"), void=True)
    else:
        pen.correct(visit, started, "visit-started", at("2025-04-20"), happened_at=when + timedelta(minutes=2))
    made = asked_of(tmp_path, pen)
    told = found(made, "people_inside")
    assert [seconds(one) for one in told] == ([] if void else [(12 * 60, 15 * 60)])


def test_visitors_do_not_count_into_capacity_and_stand_beside_it(tmp_path: Path) -> None:
    from bothy.care.bodies_register import VisitorCame, VisitorWent

    pen = good(small())
    visitor = uuid4()
    pen(visitor, VisitorCame(what="inspector", purpose="inspection"), at(DAY, "12:10"))
    pen(visitor, VisitorWent(), at(DAY, "12:30"))
    made = pack_of(tmp_path, pen)
    assert answer(made, "people_inside").state == "holds"
    from reports.inspection.opened import minutes

    rows = {row["utc"]: row for row in minutes(made, DAY)}
    assert rows[f"{DAY}T12:15Z"]["visitors"] == 1 and rows[f"{DAY}T12:15Z"]["inside"] == 1
    assert rows[f"{DAY}T12:30Z"]["visitors"] == 0
