"""What adds up to what is read from what is counted; and what is kept back cannot be reckoned from what is printed."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bothy.reports import facts
from bothy.reports.answer import Question, answer, set_of
from bothy.reports.boxes import ALL, Values, box_of
from bothy.reports.disclosure import Cells, audit, small
from bothy.reports.draft import Draft, draft
from bothy.reports.draft import true_sums as only_true
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import INDICATORS
from bothy.reports.measures import Measure, Where, number_key
from bothy.reports.numbers import boxes_of, exhausted
from bothy.reports.protect import of_the_house, protect
from bothy.reports.release import Release
from bothy.reports.sets import SETS
from bothy.reports.sums import Bound, bind
from reports.histories import histories
from reports.journals import write

VISITS = Measure(table="visit")
BELOW = 8


def number(measure: Measure, period: str = "2025-01", group: str = "") -> str:
    return number_key(measure, period, group)


def bound(counts: dict[Measure | tuple, int]) -> tuple[dict[str, int], set[tuple[str, frozenset[str]]]]:
    """The sums (a total, its parts) among numbers of measures, or given as (measure, period, group)."""
    names, boxes = {}, {}
    for what, count in counts.items():
        measure, period, group = what if isinstance(what, tuple) else (what, "2025-01", "")
        name = number(measure, period, group)
        names[name], boxes[name] = count, box_of(measure, period, group, GROUPINGS)
    found = bind(boxes, names)
    return found.counts, {(total, frozenset(parts)) for total, *parts in found.sums}


def test_what_a_share_leaves_over_is_a_number_too():
    yes = VISITS.but(Where("seen_within", "is", (True,)))
    known = VISITS.but(Where("seen_within", "known"))
    counts, sums = bound({yes: 98, known: 100})
    total, parts = next(one for one in sums if number(yes) in one[1])
    assert total == number(known)
    assert sorted(counts[name] for name in parts) == [2, 98]


def test_known_and_not_recorded_make_the_whole():
    known, unknown = VISITS.but(Where("ended_how", "known")), VISITS.but(Where("ended_how", "unknown"))
    _, sums = bound({VISITS: 10, known: 7, unknown: 3})
    assert sums == {(number(VISITS), frozenset({number(known), number(unknown)}))}


def test_months_make_their_total_and_a_longer_total_tells_the_month_between():
    spans = {(VISITS, "2025-01/2025-07", ""): 90, (VISITS, "2025-01/2025-08", ""): 92}
    counts, sums = bound(spans)
    ((_, parts),) = sums
    assert counts[next(name for name in parts if name.startswith("reckoned"))] == 2, "August, that nobody printed"


def test_an_answer_that_is_some_rows_of_a_table_is_bound_to_them():
    outside = VISITS.but(Where("otherwise_where", "is", ("street", "car_park")))
    groups = {(VISITS, "2025-01", f"otherwise={code}"): n for code, n in (("street", 5), ("car_park", 1), ("hostel", 9))}
    _, sums = bound({outside: 6, **groups})
    assert (number(outside), frozenset(number(VISITS, group=f"otherwise={code}") for code in ("street", "car_park"))) in sums


def test_equal_measures_are_one_number_whatever_their_words():
    alone = VISITS.but(Where("otherwise_alone", "is", ("yes",)))
    _, sums = bound({alone: 4, (VISITS, "2025-01", "alone=yes"): 4})
    assert sums == {(number(alone), frozenset({number(VISITS, group="alone=yes")}))}


def test_people_never_add_up_over_months_nor_over_what_they_did():
    people = Measure(table="visit", how="people")
    months = {(people, month, ""): 5 for month in ("2025-01", "2025-02", "2025-01/2025-02")}
    by_act = {(people.but(Where("ended_how", "is", (how,))), "2025-01", ""): 3 for how in ("left", "to_hospital")}
    _, sums = bound({**months, **by_act})
    assert sums == set()


def test_values_meet_and_exclude_as_their_conditions_do():
    some, others = Values(frozenset({"a", "b"})), Values(frozenset({"a"}), others=True)
    assert some & others == Values(frozenset({"b"}))
    assert (ALL & some) == some and others.holds("z") and not others.blank


def test_a_sum_that_does_not_come_out_stops_everything_but_minutes_may_be_rounded():
    torn = Bound(counts={"rows of visit [] | 2025-01": 3, "a": 1, "b": 1}, reckoned=frozenset(), sums=(("rows of visit [] | 2025-01", "a", "b"),))
    with pytest.raises(ValueError, match="is not the sum of its parts"):
        only_true(torn)
    minutes = Bound(counts={"sum full_minutes of floor [] | 2025-01": 3, "a": 1, "b": 1}, reckoned=frozenset({"b"}), sums=(("sum full_minutes of floor [] | 2025-01", "a", "b"),))
    assert only_true(minutes).sums == ()


def true_sums(drafted: Draft) -> None:
    counts = drafted.bound.counts
    for total, *parts in drafted.bound.sums:
        assert counts[total] == sum(counts[name] for name in parts), (total, parts)


def safe(counts: dict[str, int], sums: list[tuple[str, ...]], shown: set[str], below: int) -> None:
    """Nobody who knows the sums and what is shown can say of a small count that it is small."""
    boxes = boxes_of(counts)
    cells = Cells(below)
    for name, count in counts.items():
        cells.count(name, count)
    for total, *parts in sums:
        cells.adds_up(parts, total)
    hidden = set(counts) - shown
    for name, (_, most) in audit(cells, hidden).items():
        if small(counts[name], below) and not (name in boxes and of_the_house(boxes[name])):
            assert most is None or most >= below, (name, counts[name], most)
    small_shown = [name for name in shown if small(counts[name], below) and not of_the_house(boxes[name])]
    assert not small_shown


def shown_in(*releases: Release) -> set[str]:
    return {name for release in releases for name, count in release.numbers.items() if count is not None}


@pytest.mark.parametrize("name", SETS)
def test_every_sum_of_every_set_is_true_and_nothing_kept_back_can_be_reckoned(guarded, name):
    drafted = draft(guarded, SETS[name])
    true_sums(drafted)
    release = protect(drafted)
    safe(drafted.bound.counts, drafted.bound.sums, shown_in(release), BELOW)
    assert set(release.numbers) == set(drafted.bound.counts)


@given(histories())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_sums_hold_in_any_history_and_keep_what_is_small(drafts):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), drafts)
        opened = facts.fresh(Path(folder))
        if not opened.span():
            return
        for one in SETS.values():
            drafted = draft(opened, one, until=opened.span()[-1])
            true_sums(drafted)
            release = protect(drafted)
            if release.rules.suppress_below is not None:
                safe(drafted.bound.counts, drafted.bound.sums, shown_in(release), release.rules.suppress_below)


def together(*releases: Release, true: list[Draft]) -> tuple[dict[str, int], list[tuple[str, ...]], set[str]]:
    """Every number of several releases with its true count, every sum among them, and what any of them shows."""
    counts: dict[str, int] = {}
    for drafted in true:
        counts |= {name: k for name, k in drafted.bound.counts.items() if name not in drafted.bound.reckoned}
    found = bind(boxes_of(counts), counts, exhausted(counts))
    return found.counts, list(found.sums), shown_in(*releases) & set(found.counts)


def test_two_months_of_the_same_set_give_away_nothing_together(guarded):
    before, after = (draft(guarded, SETS["thistle"], until=month) for month in ("2025-07", "2025-08"))
    first = protect(before)
    second = protect(after, [first])
    counts, sums, shown = together(first, second, true=[before, after])
    safe(counts, sums, shown, BELOW)
    assert first.hidden and second.hidden


def test_what_was_kept_back_once_stays_so(guarded):
    whole = protect(draft(guarded, SETS["thistle"]))
    kept = {name for name, count in whole.numbers.items() if count is None and not name.startswith("reckoned")}
    asked = answer(guarded, Question(indicator="injecting_episodes", by="mix"), earlier=[whole])
    assert not [name for name in kept if asked.release.numbers.get(name) is not None]


@pytest.mark.parametrize("seed", range(4))
def test_no_row_of_questions_digs_out_what_each_answer_keeps_back(guarded, seed):
    chance = random.Random(seed)
    months = guarded.span()[:8]
    asked = [one for one in INDICATORS if one.top.table in ("visit", "emergency", "referral")]
    releases: list[Release] = []
    drafts: list[Draft] = []
    for _ in range(5):
        indicator = chance.choice(asked)
        since, until = sorted(chance.choices(months, k=2))
        by = chance.choice(["", *indicator.groupings])
        question = Question(indicator=indicator.name, since=since, until=until, by=by)
        drafted = draft(guarded, set_of(question), since, until)
        releases.append(protect(drafted, releases))
        drafts.append(drafted)
    counts, sums, shown = together(*releases, true=drafts)
    safe(counts, sums, shown, BELOW)
