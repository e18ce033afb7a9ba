"""Facts say what the journal adds up to, however and whenever they were brought up to date."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.care import bodies as b
from bothy.care import fold_emergency, fold_referral, fold_visit
from bothy.care.fold import line
from bothy.care.history import standing
from bothy.care.house import Emergency, Referral, Visit
from bothy.care.rules import SCOTLAND
from bothy.journal import open_reader
from bothy.reports import facts
from bothy.reports.facts import TABLES, NoFacts
from bothy.reports.facts.state import folder_of, read_state
from reports.histories import histories
from reports.journals import FACILITY, FOUNDED, INJECT, SIGNER, Pen, at, write

LONDON = ZoneInfo("Europe/London")


def everything(opened: facts.Facts) -> dict[str, list[str]]:
    """Every row of every table in an order of its own, and which month it lies in."""
    said = {}
    for name in TABLES:
        for month in opened.months:
            said[f"{month} {name}"] = sorted(map(repr, opened.table(name, [month]).to_pylist()))
    return {key: rows for key, rows in said.items() if rows}


def folded(home: Path) -> tuple[dict, dict, dict]:
    """Visits, emergencies and referrals as care adds them up, by subject."""
    lines: dict = {}
    with_reader = open_reader(home)
    for entry in with_reader.entries():
        lines.setdefault(entry.subject, []).append(line(entry))
    with_reader.close()
    found = ({}, {}, {})
    for subject, all_lines in lines.items():
        ordered = tuple(sorted(all_lines, key=lambda one: (one.happened_at, one.number)))
        for into, empty, add in zip(
            found,
            (Visit(subject), Emergency(subject), Referral(subject)),
            (fold_visit.add, fold_emergency.add, fold_referral.add),
            strict=True,
        ):
            state = empty
            for one in standing(ordered):
                state = add(state, one)
            into[subject] = state
    return found


@given(histories(), st.data())
@settings(max_examples=60)
def test_facts_brought_up_to_date_in_any_steps_equal_facts_built_at_once(drafts, data):
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        stepwise, whole = Path(one), Path(other)
        done = 0
        while done < len(drafts):
            step = data.draw(st.integers(1, len(drafts) - done))
            write(stepwise, drafts[done : done + step])
            done += step
            opened = facts.fresh(stepwise)
        write(whole, drafts)
        reader = open_reader(whole)
        stretch = data.draw(st.integers(1, 60))
        state = facts.bring_up_to_date(reader, whole, stretch=stretch)
        reader.close()
        assert everything(opened) == everything(facts.open(whole))
        assert opened.number == state.number == len(drafts)


@given(histories(length=60))
@settings(max_examples=80)
def test_facts_agree_with_what_care_adds_up(drafts):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write(home, drafts)
        opened = facts.fresh(home)
        visits, emergencies, referrals = folded(home)

        rows = {row["subject"]: row for row in opened.table("visit").to_pylist()}
        started = {id.bytes: visit for id, visit in visits.items() if visit.started_at is not None}
        assert rows.keys() == started.keys()
        for id, visit in started.items():
            row = rows[id]
            assert (row["at"], row["ended_at"], row["ended_how"]) == (visit.started_at, visit.ended_at, visit.ended_how)
            assert row["person"] == visit.person.bytes
            assert row["departures"] == len(visit.departures)
            where = visit.assessment.otherwise.where if visit.assessment and visit.assessment.otherwise else None
            assert row["otherwise_where"] == where

        minutes: dict = {}
        for row in opened.table("occupancy").to_pylist():
            minutes[row["subject"]] = minutes.get(row["subject"], 0.0) + row["minutes"]
        for id, row in rows.items():
            assert (row["in_place_minutes"] or 0.0) == pytest.approx(minutes.get(id, 0.0), rel=1e-4)
            assert (row["in_place_minutes"] is not None) == bool(started[id].vacated)

        episodes = {
            (row["subject"], row["episode"]): (row["at"], row["ended_at"], row["place"], row["used"])
            for row in opened.table("episode").to_pylist()
        }
        assert episodes == {
            (id, episode.id.bytes): (episode.started_at, episode.ended_at, episode.place, episode.used)
            for id, visit in started.items()
            for episode in visit.episodes
        }
        services = sorted((row["subject"], row["service"]) for row in opened.table("service").to_pylist())
        assert services == sorted((id, service) for id, visit in started.items() for service in visit.services)

        raised = {id.bytes: one for id, one in emergencies.items() if one.raised_at is not None}
        for row in opened.table("emergency").to_pylist():
            one = raised.pop(row["subject"])
            assert (row["at"], row["where"], row["place"]) == (one.raised_at, one.where, one.place)
            assert (row["closed_at"], row["outcome"]) == (one.closed_at, one.outcome)
            assert row["naloxone_doses"] == one.naloxone_doses
        assert not raised

        offered = {id.bytes: one for id, one in referrals.items() if one.offered_at is not None}
        for row in opened.table("referral").to_pylist():
            one = offered.pop(row["subject"])
            assert (row["at"], row["step"], row["said_by"]) == (one.offered_at, one.step, one.said_by)
        assert not offered


@given(histories(length=60))
@settings(max_examples=40)
def test_every_row_names_entries_that_are_about_it(drafts):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write(home, drafts)
        opened = facts.fresh(home)
        about = dict(enumerate(drafts, 1))
        for name in TABLES:
            for row in opened.table(name).to_pylist():
                assert 1 <= row["first_number"] <= row["last_number"] <= len(drafts)
                first = about[row["first_number"]]
                assert row["subject"] in (first.subject.bytes, first.id.bytes)


def test_a_correction_after_months_rebuilds_the_months_it_touches_and_no_other(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    for month in ("01", "02", "03"):
        pen.visit(person, at(f"2025-{month}-15"))
    started = next(draft for draft in pen.drafts if draft.kind == "visit-started" and draft.happened_at.month == 2)
    write(tmp_path, pen.drafts)
    before = facts.fresh(tmp_path)
    assert [before.table("visit", [month]).num_rows for month in before.months] == [1, 1, 1]

    late = Pen(founded=False)
    late.drafts = list(pen.drafts)
    late.correct(started.subject, started.id, "visit-started", at("2025-03-20"), happened_at=at("2025-01-31"))
    write(tmp_path, late.drafts[len(pen.drafts) :])
    after = facts.fresh(tmp_path)
    assert [after.table("visit", [month]).num_rows for month in ("2025-01", "2025-02", "2025-03")] == [2, 0, 1]
    folder = folder_of(tmp_path, FACILITY)
    kept = read_state(folder).months["2025-03"]["visit"].file
    assert kept.endswith(f"visit-{before.number}.parquet"), "March was not touched"


def test_a_journal_that_is_not_the_one_the_facts_were_built_from_is_not_trusted(tmp_path):
    pen = Pen()
    pen.visit(pen.person(at("2025-01-13")), at("2025-01-13"))
    write(tmp_path / "one", pen.drafts)
    facts.fresh(tmp_path / "one")
    other = Pen()
    other.visit(other.person(at("2025-01-13")), at("2025-02-13"), place=None)
    for n in range(20):
        other.person(at("2025-02-14") + timedelta(minutes=n))
    write(tmp_path / "two", other.drafts)
    (tmp_path / "one" / "facts").rename(tmp_path / "two" / "facts")
    opened = facts.fresh(tmp_path / "two")
    assert opened.table("visit").num_rows == 1
    assert opened.table("visit")["day"].to_pylist()[0].month == 2


def test_a_file_that_was_damaged_is_built_anew(tmp_path):
    pen = Pen()
    pen.visit(pen.person(at("2025-01-13")), at("2025-01-13"))
    write(tmp_path, pen.drafts)
    before = everything(facts.fresh(tmp_path))
    for path in folder_of(tmp_path, FACILITY).glob("*/visit-*.parquet"):
        path.write_bytes(b"half a fi")
    assert everything(facts.fresh(tmp_path)) == before


def test_whoever_opened_facts_before_an_update_still_reads_them_whole(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    pen.visit(person, at("2025-01-13"))
    write(tmp_path, pen.drafts)
    before = facts.fresh(tmp_path)
    for day in range(14, 20):
        more = Pen(founded=False)
        more.drafts = list(pen.drafts)
        more.visit(person, at(f"2025-01-{day}"))
        write(tmp_path, more.drafts[len(pen.drafts) :])
        pen.drafts = more.drafts
        facts.fresh(tmp_path)
    assert before.table("visit").num_rows == 1
    assert facts.open(tmp_path).table("visit").num_rows == 7


def test_rules_signed_for_the_past_are_applied_to_what_was_folded_before(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    pen.visit(person, at("2025-02-01", "04:00"))
    write(tmp_path, pen.drafts)
    assert facts.fresh(tmp_path).table("visit")["day"].to_pylist()[0].isoformat() == "2025-01-31"
    early = msgspec.structs.replace(SCOTLAND, day_starts="03:00")
    more = Pen(founded=False)
    more.drafts = list(pen.drafts)
    more(FACILITY, b.RulesSigned(rules=early, effective_from=FOUNDED, signer=SIGNER), at("2025-02-02"))
    write(tmp_path, more.drafts[len(pen.drafts) :])
    opened = facts.fresh(tmp_path)
    assert opened.table("visit")["day"].to_pylist()[0].isoformat() == "2025-02-01"
    assert opened.number == len(more.drafts)


def test_a_visit_after_midnight_belongs_to_the_business_day_before_in_local_time(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-06-01"))
    pen.visit(person, at("2025-06-30", "23:30"))
    pen.visit(person, at("2025-07-01", "04:30"))
    write(tmp_path, pen.drafts)
    days = facts.fresh(tmp_path).table("visit")["day"].to_pylist()
    assert [day.isoformat() for day in days] == ["2025-06-30", "2025-07-01"], "05:30 in Glasgow is the next day"


def test_occupancy_is_cut_at_the_hours_of_the_wall_clock_there(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-07-01"))
    pen.visit(person, at("2025-07-01", "12:45"))
    write(tmp_path, pen.drafts)
    rows = facts.fresh(tmp_path).table("occupancy").to_pylist()
    assert [(row["weekday"], row["hour"], row["minutes"]) for row in rows] == [(1, 13, 10.0), (1, 14, 10.0)]


def test_a_month_is_complete_when_the_floor_does_not_open_again_in_it(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    pen.visit(person, at("2025-01-13"))
    pen.visit(person, at("2025-02-28", "19:00"))
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    assert opened.complete("2025-01") and not opened.complete("2025-02")
    assert opened.complete("2025-02", now=at("2025-03-02"))
    closing = Pen(founded=False)
    closing.drafts = list(pen.drafts)
    closing(FACILITY, b.FloorClosed(), at("2025-02-28", "21:05"))
    write(tmp_path, closing.drafts[len(pen.drafts) :])
    assert facts.fresh(tmp_path).complete("2025-02")


def test_a_route_that_nobody_recorded_is_read_from_the_place(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    for place, mix in ((1, "declined"), (8, "declined"), (8, INJECT), (1, (b.Preparation(substances=("crack",), route="smoked"),))):
        pen.visit(person, at("2025-01-13"), preparations=mix, place=place)
    write(tmp_path, pen.drafts)
    rows = facts.fresh(tmp_path).table("episode").sort_by("first_number").to_pylist()
    assert [(row["injected"], row["injected_by"]) for row in rows] == [
        (True, "place"), (False, "place"), (True, "route"), (False, "route"),
    ]  # fmt: skip


def test_the_minutes_of_a_place_that_was_another_persons_are_not_counted(tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    kept = pen.visit(person, at("2025-01-13"))
    visit = UUID(int=77, version=4)
    pen(visit, b.VisitStarted(person=person, purposes=("use",)), at("2025-01-14"))
    pen(visit, b.PlaceGiven(place=1, contested=True), at("2025-01-14", "12:10"))
    pen(visit, b.ContestSettled(about="place 1", keeps=kept), at("2025-01-14", "12:20"))
    pen(visit, b.VisitEnded(), at("2025-01-14", "12:40"))
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    assert [row["minutes"] for row in opened.table("occupancy").to_pylist()] == [20.0]


def test_opening_facts_that_are_not_there_says_so(tmp_path):
    with pytest.raises(NoFacts, match="no facts"):
        facts.open(tmp_path)


def test_an_emergency_that_stayed_poor_after_treatment_was_not_reversed(tmp_path):
    pen = Pen()
    for n, after in enumerate(("normal", "shallow")):
        id, when = UUID(int=90 + n, version=4), at("2025-01-13", f"1{n}:00")
        pen(id, b.EmergencyRaised(), when)
        pen(id, b.Observed(breathing="slow", consciousness="pain"), when + timedelta(minutes=1))
        pen(id, b.Acted(action="oxygen"), when + timedelta(minutes=2))
        pen(id, b.Observed(breathing=after, consciousness="alert"), when + timedelta(minutes=9))
    write(tmp_path, pen.drafts)
    rows = facts.fresh(tmp_path).table("emergency").to_pylist()
    assert [row["reversed"] for row in rows] == ["confirmed", "not"]
