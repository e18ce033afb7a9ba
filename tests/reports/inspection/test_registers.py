"""Registers reconciled: what was left behind is somewhere, restrictions are told, incidents end, visitors leave, duties are kept."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from bothy.care import bodies_register as r
from bothy.care.body import Departure
from bothy.care.rules import Duty
from reports.inspection.house import DAY, RULES, WORKER, answer, asked_of, found, good
from reports.journals import FACILITY, at


def item(pen, bag: str = "A 17", to: tuple[str, ...] = ("safe", "police"), **more: object) -> UUID:
    id, when = uuid4(), at(DAY, "13:00")
    pen(id, r.ItemFound(where="place", looks="powder", bag=bag, second=WORKER, place=2), when)
    for n, where in enumerate(to, 1):
        receipt = "ref 9" if where in ("police", "destroyed") else None
        pen(id, msgspec.structs.replace(r.ItemMoved(to=where, bag=bag, second=WORKER, receipt=receipt), **more), when + timedelta(minutes=10 * n))
    return id


def test_every_item_is_in_the_safe_with_the_police_or_destroyed(tmp_path: Path) -> None:
    pen = good()
    item(pen)
    item(pen, "A 18", ("safe",))
    item(pen, "A 19", ("safe", "destroyed"))
    pen(FACILITY, r.ItemsCounted(bags=("A 18",), second=WORKER), at(DAY, "19:00"))
    made = asked_of(tmp_path, pen)
    assert answer(made, "left_behind").state == "holds", found(made, "left_behind")
    assert answer(made, "left_behind").of == "3 items found by then = 1 in the safe + 1 with the police + 1 destroyed"


def test_an_item_that_never_came_to_the_safe_is_found(tmp_path: Path) -> None:
    pen = good()
    item(pen, to=())
    made = asked_of(tmp_path, pen)
    assert "1 in nobody's custody" in answer(made, "left_behind").of
    assert found(made, "left_behind")[0].says.startswith("Bag A 17: not in the safe for")


def test_one_alone_is_a_breach_unless_the_reason_is_told(tmp_path: Path) -> None:
    for n, (departures, state) in enumerate((((), "does_not_hold"), ((Departure(rule="done_by_one", reason="nobody else there"),), "explained"))):
        pen = good()
        item(pen, second=None, departures=departures, to=("safe",))
        made = asked_of(tmp_path / str(n), pen)
        assert answer(made, "left_behind").state == state


def test_a_count_that_differs_is_found(tmp_path: Path) -> None:
    pen = good()
    item(pen, to=("safe",))
    pen(FACILITY, r.ItemsCounted(bags=(), second=WORKER, finding="differs", missing=("A 17",)), at(DAY, "19:00"))
    assert found(asked_of(tmp_path, pen), "left_behind")[0].says == "Count of the safe: bag A 17 was missing"


def test_a_restriction_without_end_that_nobody_told_is_found_twice_and_names_nobody(tmp_path: Path) -> None:
    pen = good()
    person = pen.person(at(DAY, "10:00"))
    pen(person, r.RestrictionSet(what="whole_house", why="dealing", since=at(DAY, "11:00")), at(DAY, "11:00"))
    told = found(asked_of(tmp_path, pen), "restrictions")
    assert [one.says.partition("): ")[2] for one in told] == ["neither an end nor a review is set", "the person was not told"]
    assert all(person.hex not in one.says.replace("-", "") for one in told)


def test_use_in_spite_of_a_restriction_is_found(tmp_path: Path) -> None:
    pen = good()
    person = pen.person(at(DAY, "10:00"))
    pen(person, r.RestrictionSet(what="using_space", why="sharing", since=at(DAY, "11:00"), until=at(DAY, "18:00"), told=True), at(DAY, "11:00"))
    pen.stay(at(DAY, "17:00"), person=person, place=5)
    pen.stay(at(DAY, "18:30"), person=person, place=5)
    (one,) = found(asked_of(tmp_path, pen), "restrictions")
    assert one.says == "Visit 4: used in spite of a restriction"


def test_an_incident_that_is_open_after_its_day_is_found(tmp_path: Path) -> None:
    pen = good()
    id = uuid4()
    pen(id, r.IncidentOpened(what="needlestick", due_on=date(2025, 3, 12)), at(DAY, "10:00"))
    made = asked_of(tmp_path / "a", pen)
    assert found(made, "incidents")[0].says.endswith("not closed by its day (2025-03-12)")
    pen(id, r.IncidentMoved(act="closed"), at(DAY, "16:00"))
    assert answer(asked_of(tmp_path / "b", pen), "incidents").state == "holds"


def test_dealing_suspected_with_nothing_done_is_found(tmp_path: Path) -> None:
    pen = good()
    pen(uuid4(), r.IncidentOpened(what="dealing_suspected", inside=True), at(DAY, "10:00"))
    assert "nothing is written down that was done" in found(asked_of(tmp_path, pen), "incidents")[0].says


def test_a_visitor_whom_nobody_signed_out_is_found(tmp_path: Path) -> None:
    pen = good()
    pen(uuid4(), r.VisitorCame(what="police", purpose="enquiry"), at(DAY, "10:00"))
    made = asked_of(tmp_path, pen)
    assert found(made, "visitors")[0].says == "Police: never signed out"


def test_a_duty_that_comes_again_is_asked_for_in_each_of_its_periods(tmp_path: Path) -> None:
    weekly = Duty(name="test of the alarm", every="day", within_hours=2)
    pen = good(msgspec.structs.replace(RULES, duties=(weekly,)))
    pen(FACILITY, r.DutyKept(duty=weekly.name, period=date(2025, 3, 11), how="other"), at(DAY, "06:30"))
    pen(FACILITY, r.DutyKept(duty=weekly.name, period=date(2025, 3, 12), how="other"), at("2025-03-13", "09:00"))
    told = found(asked_of(tmp_path, pen), "duties_that_come_again")
    assert [one.says for one in told] == ["Test of the alarm (2025-03-12): done 2 h 0 min late"]
