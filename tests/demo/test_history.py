"""The history as it stands in the journal: everything taken, recounted entry by entry."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from bothy.care.commands import Actor
from bothy.care.fold import line
from bothy.care.watches import watch_id
from bothy.demo.history import BuildStopped, build, founding_of
from bothy.demo.morning import live_origin
from bothy.demo.plan import Plan
from bothy.intake.facility import open_facility
from bothy.journal.verify import verify
from support.demo_table import FEMALE, MALE, PEOPLE, SMALL, TABLE

LONDON = ZoneInfo("Europe/London")
HISTORY_ENDS = datetime(2025, 9, 1, tzinfo=LONDON)


def in_history(lines, kind):
    return [line for line in lines if line.kind == kind and line.happened_at < HISTORY_ENDS]


def per_month(found):
    return Counter(line.happened_at.astimezone(LONDON).strftime("%Y-%m") for line in found)


@pytest.mark.parametrize(
    ("kind", "column"), [("visit-started", 0), ("episode-started", 1), ("emergency-raised", 2)]
)
def test_the_journal_adds_up_to_the_published_table_to_the_digit(lines, kind, column):
    counted = per_month(in_history(lines, kind))
    assert {name: counted[name] for name in TABLE} == {name: row[column] for name, row in TABLE.items()}
    assert sum(counted.values()) == sum(row[column] for row in TABLE.values())


def test_the_journal_knows_as_many_people_as_were_published_and_all_of_them_came(lines):
    sexes = {line.subject: line.body.sex for line in in_history(lines, "person-registered")}
    came = {line.body.person for line in in_history(lines, "visit-started")}
    assert Counter(sexes.values()) == {"male": MALE, "female": FEMALE}
    assert len(sexes) == PEOPLE
    assert came == set(sexes)


def test_not_one_command_of_the_history_was_refused(built):
    refused = [receipt for receipt in built.store.receipts_in_order() if b'"refused"' in receipt.answer]
    assert not refused


def test_nothing_was_contested_and_no_fact_needs_a_second_look(built, lines):
    assert not [line for line in lines if getattr(line.body, "contested", False)]
    assert not [visit for visit in built.house.visits.values() if visit.reviews]


def test_every_entry_was_recorded_when_it_happened_by_facility_time(lines):
    late = [line for line in lines if abs((line.recorded_at - line.happened_at).total_seconds()) > 1]
    assert not late
    assert [line.recorded_at for line in lines] == sorted(line.recorded_at for line in lines)


def test_the_live_day_begins_at_ten_to_two_with_people_inside(built, lines):
    assert live_origin() == datetime(2025, 9, 1, 12, 50, tzinfo=UTC)
    assert (built.clock.rate, lines[-1].kind) == (0.0, "clock-set")
    assert lines[-1].happened_at == live_origin()
    stages = Counter(visit.stage for visit in built.house.open_visits.values())
    assert stages["using"] >= 2
    assert sum(stages.values()) >= 5
    assert built.house.floor_open
    assert any(staff.here and staff.role == "nurse" for staff in built.house.on_floor.values())


def test_staff_stand_behind_what_they_did(lines):
    by_hand = [
        line for line in lines if line.kind in ("visit-started", "assessed", "place-given", "seen", "acted")
    ]
    assert all(line.staff is not None for line in by_hand)


def test_some_watches_were_missed_and_some_entries_put_right(lines):
    kinds = Counter(line.kind for line in lines)
    assert all(kinds[kind] for kind in ("watch-missed", "corrected", "turned-away"))


def test_missed_watches_are_those_the_house_would_have_named(little):
    """Recomputed from the entries: each names a watch that hangs on a look, a start of use, or an arrival."""
    looked = defaultdict(set)
    missed = []
    for each in map(line, little.store.entries()):
        if each.kind in ("seen", "place-given", "visit-started", "stage-entered"):
            looked[each.subject].add(each.happened_at)
        if each.kind == "watch-missed":
            missed.append(each)
    assert missed
    for each in missed:
        ids = {watch_id(each.subject, each.body.rule, at) for at in looked[each.subject]}
        assert each.body.watch in ids


def test_the_chain_of_the_built_journal_verifies(built):
    assert verify(built.store).ok


def head_after(home, seed, stop_after=None):
    plan = Plan(seed, SMALL, 18, 6)
    days = iter(range(10_000))
    with open_facility(
        home, founding=founding_of(plan), private_sink=lambda parts: None, watch=False
    ) as facility:
        stop = (lambda: next(days) >= stop_after) if stop_after is not None else (lambda: False)
        try:
            build(facility, plan=plan, stop=stop)
        except BuildStopped:
            assert stop_after is not None
        return facility.house, facility.writer.head


def test_of_two_builds_with_one_seed_only_the_wall_time_of_the_last_entry_differs(tmp_path):
    built = []
    for name in ("one", "two"):
        plan = Plan(5, SMALL, 18, 6)
        with open_facility(
            tmp_path / name, founding=founding_of(plan), private_sink=lambda parts: None, watch=False
        ) as f:
            build(f, plan=plan)
            built.append((list(f.store.entries()), list(f.store.receipts_in_order())))
    (one, receipts_one), (two, receipts_two) = built
    assert one[:-1] == two[:-1]
    assert len(receipts_one) > 100
    assert receipts_one[:-1] == receipts_two[:-1]
    last, other = one[-1], two[-1]
    assert replace(last, body=b"", digest=b"") == replace(other, body=b"", digest=b"")
    clock, clock_other = line(last).body.clock, line(other).body.clock
    assert clock.wall != clock_other.wall
    assert replace(clock, wall=None) == replace(clock_other, wall=None)


def test_the_same_seed_gives_the_same_journal_digest_and_another_seed_other_people(tmp_path):
    digests = []
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        plan = Plan(seed, SMALL, 18, 6)
        with open_facility(
            tmp_path / name, founding=founding_of(plan), private_sink=lambda parts: None, watch=False
        ) as f:
            build(f, plan=plan)
            # The last entry sets the clock and so carries the wall time of the build; all before it is drawn.
            digests.append((list(f.store.entries())[-2].digest, frozenset(f.house.people)))
    assert digests[0] == digests[1]
    assert digests[0][0] != digests[2][0]
    assert digests[0][1].isdisjoint(digests[2][1])


@pytest.mark.parametrize("stop_after", [0, 3, 7])
def test_a_build_that_was_cut_off_goes_on_and_doubles_nothing(tmp_path, stop_after):
    whole, head = head_after(tmp_path / "whole", 5)
    head_after(tmp_path / "cut", 5, stop_after)
    again, head_again = head_after(tmp_path / "cut", 5)
    assert head_again.number == head.number
    assert set(again.people) == set(whole.people)
    assert set(again.visits.keys()) == set(whole.visits.keys())


def test_a_build_that_was_cut_off_within_a_day_goes_on_from_there(tmp_path):
    plan = Plan(5, SMALL, 18, 6)
    day = next(iter(plan.days()))
    with open_facility(
        tmp_path, founding=founding_of(plan), private_sink=lambda parts: None, watch=False
    ) as facility:
        some = day.commands[:40]
        for command in some:
            actor = Actor(staff=command.staff, system=True)
            facility.writer.submit([command], actor, at=command.happened_at).result()
        built = build(facility, plan=Plan(5, SMALL, 18, 6))
        assert built.again == len(some)
    _, head = head_after(tmp_path / "whole", 5)
    with open_facility(tmp_path, private_sink=lambda parts: None, watch=False) as facility:
        assert facility.writer.head.number == head.number


def test_building_again_changes_nothing(little, small):
    before = little.writer.head
    assert build(little, plan=small).commands == 0
    assert little.writer.head == before
