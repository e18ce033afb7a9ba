"""Published figures side by side: a total tells nobody more than what is printed beside it."""

from __future__ import annotations

import csv
import io
import itertools

import msgspec
import pytest

from bothy.city.figures import KEPT_BACK, NO_SUM, NOT_ALL, NOT_PRINTED, OTHERWISE, Together, exempt, together
from bothy.city.table import as_csv, as_text
from bothy.reports.disclosure import hide
from bothy.reports.figures import Figure, count, share
from bothy.reports.release import Column, Grid, Release, Row
from support.releases import DEFINITIONS, difficult

COLUMNS = (
    Column(label="Service accessed", indicator="service_accessed"),
    Column(label="People", indicator="people"),
    Column(label="Share", indicator="share_drug", group="substance=heroin"),
)


def release(visits: Figure, people: int = 40, name: str = "North", **changed: object) -> Release:
    row = Row(label="August 2025", period="2025-08", figures=(visits, count(people), share(people, 80)))
    grid = Grid(name="use", title="Use", columns=COLUMNS, rows=(row,))
    return difficult(demo=False, facility_name=name, grids=(grid,), since="2025-08", until="2025-08", **changed)


def line(one: Together, label: str) -> tuple[list[str], str]:
    (found,) = [each for table in one.tables for block in table.blocks for each in block.lines if each.label == label]
    return [cell.said for cell in found.cells], found.together.said


def only(**published: Release) -> Together:
    (one,) = together({name: [each] for name, each in published.items()})
    return one


def test_counts_add_up_and_people_and_shares_do_not() -> None:
    one = only(north=release(count(100)), south=release(count(1023), people=60, name="South"))
    assert one.facilities == ("North", "South")
    assert line(one, "Service accessed") == (["100", "1,023"], "1,123")
    assert line(one, "People") == (["40", "60"], NO_SUM)
    assert line(one, "Share")[1] == NO_SUM


def test_where_one_is_kept_back_there_is_no_total() -> None:
    one = only(north=release(hide(count(3))), south=release(count(1023)), west=release(count(7)))
    assert line(one, "Service accessed") == ([KEPT_BACK, "1,023", "7"], KEPT_BACK)


@pytest.mark.parametrize("secret", [1, 2, 3, 4])
def test_nothing_said_depends_on_what_was_kept_back(secret: int) -> None:
    said = [as_csv(only(north=release(hide(count(n))), south=release(count(50)))) for n in (secret, 4)]
    assert said[0] == said[1]


def test_every_total_is_the_sum_of_what_is_printed_beside_it() -> None:
    """An outsider who has every facility's own publication learns nothing from the city's: over all ways to keep back."""
    for hidden in itertools.product((False, True), repeat=3):
        figures = [hide(count(n)) if back else count(n) for n, back in zip((3, 20, 30), hidden, strict=True)]
        one = only(**{f"f{n}": release(each) for n, each in enumerate(figures)})
        cells, total = line(one, "Service accessed")
        assert total == (KEPT_BACK if any(hidden) else str(sum(int(each) for each in cells)))


def test_who_did_not_publish_is_named_and_not_counted_as_nought() -> None:
    other = release(count(5), name="South")
    lacking = msgspec.structs.replace(other, grids=(msgspec.structs.replace(other.grids[0], columns=COLUMNS[1:], rows=(
        msgspec.structs.replace(other.grids[0].rows[0], figures=other.grids[0].rows[0].figures[1:]),)),))  # fmt: skip
    (one,) = together({"north": [release(count(100))], "south": [lacking], "west": []})
    assert line(one, "Service accessed") == (["100", NOT_PRINTED], NOT_ALL)
    assert one.left_out == ("west",)


def test_what_is_defined_otherwise_is_not_added() -> None:
    changed = tuple(msgspec.structs.replace(each, definition="Something else.") for each in DEFINITIONS)
    one = only(north=release(count(100)), south=release(count(50), definitions=changed))
    assert line(one, "Service accessed")[1] == OTHERWISE


def test_what_house_rules_exempt_from_suppression_is_not_shown_here() -> None:
    open_one = release(count(2))
    open_one = msgspec.structs.replace(open_one, rules=msgspec.structs.replace(open_one.rules, suppress_below=None))
    assert together({"north": [open_one]}) == ()
    assert exempt({"north": [open_one], "south": [release(count(9))]}) == (f"{open_one.title}, August 2025 (north)",)


def test_two_of_the_same_name_are_told_apart() -> None:
    assert only(north=release(count(1000)), south=release(count(1000))).facilities == ("North (north)", "North (south)")


def test_periods_stand_apart_the_newest_first() -> None:
    older = msgspec.structs.replace(release(count(9)), since="2025-01", until="2025-01")
    assert [one.key for one in together({"north": [older, release(count(9))]})] == ["thistle.2025-08.2025-08", "thistle.2025-01.2025-01"]


def test_the_file_says_what_the_page_says_and_starts_no_formula() -> None:
    one = only(north=release(count(100), name="=cmd()"), south=release(hide(count(3)), name="South"))
    rows = list(csv.DictReader(io.StringIO(as_csv(one).decode("utf-8-sig"))))
    assert len(rows) == 9
    said = {(row["facility"], row["figure"]): (row["says"], row["value"]) for row in rows}
    assert said["South", "Service accessed"] == (KEPT_BACK, "") and said["All together", "Service accessed"] == (KEPT_BACK, "")
    assert not any(row["facility"].startswith("=") for row in rows)
    assert "All together" in as_text(one) and KEPT_BACK in as_text(one)


def test_a_real_table_with_every_difficulty_is_set_side_by_side() -> None:
    one = only(north=difficult(), south=difficult(secret=2, facility_name="South"))
    assert one.demo and len(one.tables) == 4
    for table in one.tables:
        for block in table.blocks:
            for each in block.lines:
                if any(cell.said == KEPT_BACK for cell in each.cells):
                    assert each.together.said in (KEPT_BACK, NO_SUM)
