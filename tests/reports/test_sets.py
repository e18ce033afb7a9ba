"""A set is drafted with true figures and protected before anybody sees it."""

from __future__ import annotations

import msgspec
import pytest

from bothy.reports import facts
from bothy.reports.draft import NotThere, draft
from bothy.reports.figures import Figure, rate, share
from bothy.reports.protect import protect, rounded
from bothy.reports.published import thistle as published
from bothy.reports.release import Release, canonical, read
from bothy.reports.said import as_text
from bothy.reports.sets import SETS
from reports.journals import Pen, at, write


def column(release: Release, grid: str, indicator: str) -> list[Figure]:
    """The figures of one column, in the order of its rows."""
    found = next(one for one in release.grids if one.name == grid)
    at = next(n for n, one in enumerate(found.columns) if one.indicator == indicator)
    return [row.figures[at] for row in found.rows]


def test_the_thistles_page_is_the_published_table(exempt):
    release = protect(draft(exempt, SETS["thistle"]))
    for name in ("service_accessed", "injecting_episodes", "medical_emergencies"):
        values = [one.value for one in column(release, "months", name)]
        assert values == [getattr(line, name) for line in published().months] + [published().total(name)]
    assert [one.value for one in column(release, "people", "people")] == [333, 85, 418]
    assert (release.since, release.until) == ("2025-01", "2025-08")
    assert any("13 January" in note for note in release.notes)
    assert release.hidden == 0 and "exempt from keeping counts back" in as_text(release)


def test_every_number_of_a_release_is_true_and_every_sum_holds(exempt):
    release = protect(draft(exempt, SETS["thistle"]))
    for grid in release.grids:
        for row in grid.rows:
            assert {one.k for one in row.figures} <= set(release.numbers.values())
    for total, *parts in release.sums:
        known = [release.numbers[name] for name in parts]
        if None not in known and release.numbers[total] is not None:
            assert release.numbers[total] == sum(known)
    drafted = draft(exempt, SETS["thistle"]).bound
    for total, *parts in drafted.sums:
        assert drafted.counts[total] == sum(drafted.counts[name] for name in parts)
    assert any(len(one) == 9 for one in drafted.sums), "eight months make a total"


def test_the_running_month_stands_apart_and_in_no_total(exempt):
    release = protect(draft(exempt, SETS["thistle"], until="2025-09"))
    rows = release.grids[0].rows
    assert [row.complete for row in rows[-2:]] == [True, False] and rows[-2].total
    assert rows[-2].figures[0].value == 6147 and rows[-1].period == "2025-09"
    assert any("September 2025 is not over" in note for note in release.notes)


def test_the_same_facts_give_the_same_bytes(guarded):
    first = canonical(protect(draft(guarded, SETS["thistle"])))
    assert canonical(protect(draft(guarded, SETS["thistle"]))) == first
    assert canonical(read(first)) == first


def test_a_house_that_is_not_exempt_shows_no_small_count(guarded):
    release = protect(draft(guarded, SETS["thistle"]))
    assert release.hidden > 5 and release.rules.suppress_below == 8
    for grid in release.grids:
        for row in grid.rows:
            for one in row.figures:
                assert one.hidden or not any(k is not None and 0 < k < 8 for k in (one.k, one.n, one.missing))
                assert not one.hidden or (one.value, one.k, one.low, one.high) == (None, None, None, None)
    assert "under 8" in as_text(release)


def test_a_draft_shows_no_figure_to_anybody(exempt):
    drafted = draft(exempt, SETS["thistle"])
    assert repr(drafted) == str(drafted) == "<draft of thistle, 2025-01 to 2025-08: protect it before it is shown>"
    with pytest.raises((TypeError, NotImplementedError)):
        msgspec.json.encode(drafted)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2031-01", "", "Nothing is recorded for January 2031: the record runs from January 2025 to September 2025."),
        ("2025-05", "2025-03", "May 2025 is after March 2025"),
    ],
)
def test_months_that_are_not_there_are_refused_with_what_is(exempt, since, until, said):
    with pytest.raises(NotThere, match=said):
        draft(exempt, SETS["thistle"], since, until)


def test_a_house_in_which_nothing_happened_says_so(tmp_path):
    write(tmp_path, Pen().drafts)
    with pytest.raises(NotThere, match="Nothing is recorded yet"):
        draft(facts.fresh(tmp_path), SETS["thistle"])


def test_a_house_of_which_no_month_is_over_drafts_the_one_that_runs(tmp_path):
    pen = Pen()
    pen.visit(pen.person(at("2025-03-03")), at("2025-03-03"))
    write(tmp_path, pen.drafts)
    release = protect(draft(facts.fresh(tmp_path), SETS["thistle"]))
    assert [row.complete for row in release.grids[0].rows] == [False]
    assert not any(row.total for row in release.grids[0].rows)


def test_rounded_counts_carry_shares_reckoned_from_them():
    assert rounded(share(7, 12, 3), 5) == share(5, 10, 5)
    assert rounded(rate(7, 1012), 10) == rate(10, 1010)
    assert rounded(Figure(value=418, k=418, least=412), 5) == Figure(value=420, k=420, least=410)
    assert rounded(Figure(value=21.5, n=12), 5) == Figure(value=21.5, n=10)


def test_a_rounded_release_says_so_and_shows_multiples_only(guarded):
    release = protect(draft(guarded, SETS["thistle"]), round_to=5)
    assert release.rules.round_to == 5 and release.sums == ()
    for grid in release.grids:
        for row in grid.rows:
            assert all(k is None or k % 5 == 0 for one in row.figures for k in (one.k, one.n))
    assert "nearest 5" in as_text(release)
