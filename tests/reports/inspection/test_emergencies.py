"""Emergencies of the period: the ambulance, what must be reported, what is recorded, deaths; drills are none."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from bothy.care import bodies as b
from bothy.care.body import Departure
from bothy.care.rules import Duty
from reports.inspection.house import DAY, RULES, answer, asked_of, found, good
from reports.journals import at

NOTICE = RULES.duties[0].name
BIG = NOTICE[:1].upper() + NOTICE[1:]


def raised(pen, outcome: str = "recovered_here", chest_pain: bool = False, drill: bool = False, reported: timedelta | None = timedelta(hours=1)) -> UUID:
    id, when = uuid4(), at(DAY, "12:05")
    pen(id, b.EmergencyRaised(where="place", place=3, drill=drill), when)
    pen(id, b.Observed(breathing="absent" if outcome == "died" else "slow", consciousness="unresponsive", chest_pain=chest_pain or None), when + timedelta(seconds=20))
    pen(id, b.Acted(action="oxygen"), when + timedelta(seconds=40))
    pen(id, b.Observed(breathing="normal", consciousness="alert"), when + timedelta(minutes=5))
    pen(id, b.EmergencyClosed(outcome=outcome, presentation="opioid", debrief_done=True), when + timedelta(minutes=20))
    if reported is not None:
        pen(id, b.DutyDone(duty=NOTICE, how="email", evidence="ref 1"), when + reported)
    return id


def test_an_emergency_that_was_kept_as_the_rules_say_holds(tmp_path: Path) -> None:
    pen = good()
    raised(pen)
    made = asked_of(tmp_path, pen)
    assert made.holds, [(one.question.id, one.findings) for one in made.answers if one.state == "does_not_hold"]
    assert answer(made, "reported_in_time").of == "1 duty of 1 emergency"


def test_no_ambulance_for_chest_pain_is_a_breach_until_somebody_says_why(tmp_path: Path) -> None:
    pen = good()
    id = raised(pen, chest_pain=True)
    made = asked_of(tmp_path / "a", pen)
    assert answer(made, "ambulance_rule").state == "does_not_hold" and answer(made, "departures").state == "does_not_hold"
    pen(id, b.DepartureExplained(rule="ambulance_not_called", why="person_declined"), at(DAY, "18:00"))
    made = asked_of(tmp_path / "b", pen)
    assert answer(made, "ambulance_rule").state == "explained" and made.holds


def test_a_report_that_came_late_or_never_is_found(tmp_path: Path) -> None:
    for n, (reported, says) in enumerate(((timedelta(hours=25), f"{BIG}: done 1 h 0 min late"), (None, f"{BIG}: not written down as done; it was due within 24 hours"))):
        pen = good()
        raised(pen, reported=reported)
        pen(uuid4(), b.Noted(about="the week after", digest="0" * 64), at("2025-03-20"))
        (one,) = found(asked_of(tmp_path / str(n), pen), "reported_in_time")
        assert one.says == says


def test_a_report_that_is_not_due_yet_is_no_finding(tmp_path: Path) -> None:
    pen = good()
    raised(pen, reported=None)
    pen.drafts = [one for one in pen.drafts if one.happened_at < at("2025-03-13", "08:00")]
    assert answer(asked_of(tmp_path, pen, until=DAY), "reported_in_time").state == "holds"


def test_a_death_is_told_and_its_reports_are_looked_for(tmp_path: Path) -> None:
    pen = good()
    raised(pen, outcome="died")
    pen(uuid4(), b.Noted(about="the week after", digest="0" * 64), at("2025-03-20"))
    made = asked_of(tmp_path, pen)
    told = found(made, "deaths")
    assert told[0].says == "A death" and told[0].note
    assert {one.says.partition(":")[0] for one in told[1:]} == {one.name[:1].upper() + one.name[1:] for one in RULES.duties if one.after == "death"}
    assert answer(made, "deaths").state == "does_not_hold"


def test_too_little_recorded_is_found(tmp_path: Path) -> None:
    pen = good()
    id, when = uuid4(), at(DAY, "12:05")
    pen(id, b.EmergencyRaised(where="place", place=3), when)
    pen(id, b.Acted(action="oxygen"), when)
    pen(id, b.EmergencyClosed(outcome="recovered_here", presentation="opioid", debrief_done=True), when + timedelta(minutes=20))
    pen(id, b.DutyDone(duty=NOTICE, how="email"), when + timedelta(hours=1))
    assert answer(asked_of(tmp_path, pen), "emergencies_recorded").state == "does_not_hold"


def test_a_drill_is_in_no_check(tmp_path: Path) -> None:
    pen = good()
    raised(pen, chest_pain=True, drill=True, reported=None)
    made = asked_of(tmp_path, pen)
    assert made.holds and answer(made, "ambulance_rule").of == "0 emergencies"


def test_the_duties_of_the_day_are_asked_for(tmp_path: Path) -> None:
    import msgspec

    duty = Duty(name="call the manager", after="emergency", within_hours=1)
    pen = good(msgspec.structs.replace(RULES, duties=(duty,)))
    raised(pen)
    (one,) = found(asked_of(tmp_path, pen), "reported_in_time")
    assert one.says.startswith("Call the manager: not written down")


def test_words_that_staff_typed_stay_in_the_house(tmp_path: Path) -> None:
    pen = good()
    id = raised(pen, chest_pain=True)
    pen(id, b.AmbulanceMoved(step="not_called", departures=(Departure(rule="ambulance_not_called", reason="Zebedee would not have it"),)), at(DAY, "12:20"))
    made = asked_of(tmp_path, pen)
    told = [one for answer in made.answers for one in answer.findings]
    assert any(one.explained == "in words, at the entry" for one in told)
    assert not any("Zebedee" in one.explained + one.says for one in told)
