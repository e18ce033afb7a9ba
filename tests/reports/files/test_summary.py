"""The few sentences at the head say what the tables say, and nothing that they do not."""

from msgspec.structs import replace

from bothy.reports.disclosure import hide
from bothy.reports.figures import count, share
from bothy.reports.files.summary import key_figures, summary
from bothy.reports.files.told import told
from bothy.reports.files.words import said
from bothy.reports.release import Grid, Release, Row
from bothy.reports.wording import in_words, one_decimal
from support.releases import MONTHS, difficult, plain


def _with(*rows: Row) -> Release:
    release = plain()
    return replace(release, grids=(replace(release.grids[0], rows=rows),))


def _row(month: int, *counts: int, **more: object) -> Row:
    return Row(label=MONTHS[month], period=MONTHS[month], figures=tuple(count(k) for k in counts), **more)  # type: ignore[arg-type]


def _without_total(grid: Grid) -> Grid:
    return replace(grid, rows=tuple(row for row in grid.rows if not row.total))


def test_key_figures_are_of_all_complete_months_where_they_may_be_summed_else_of_the_last() -> None:
    keys = {key.label: key for key in key_figures(difficult())}
    assert keys["Service accessed"].says == "7,051" and keys["Service accessed"].below == "January to November 2025"
    assert keys["Different people"].says == "110" and keys["Different people"].below == "November 2025"


def test_a_month_that_is_not_over_is_no_key_figure_and_is_named() -> None:
    release = _with(_row(0, 336, 268), _row(1, 20, 10, complete=False))
    assert [key.says for key in key_figures(release)] == ["336", "268"]
    assert "February 2025 is not over and in no total." in summary(release)


def test_the_summary_names_the_months_with_most_and_fewest_only_when_all_are_shown() -> None:
    shown = _with(_row(0, 336, 1), _row(1, 684, 1), _row(2, 500, 1))
    assert any("336\u00a0visits in the month with the fewest (January 2025) to 684" in one for one in summary(shown))
    kept = replace(_row(2, 500, 1), figures=(hide(count(500)), count(1)))
    assert not any("fewest" in one for one in summary(_with(_row(0, 336, 1), _row(1, 684, 1), kept)))


def test_what_is_kept_back_is_counted_and_not_told() -> None:
    kept = replace(_row(0, 4, 268), figures=(hide(count(4)), count(268)))
    sentences = " ".join(summary(_with(kept)))
    assert "1 figure is kept back" in sentences and "service accessed" not in sentences.lower()


def test_groups_are_no_key_figures_but_their_whole_is() -> None:
    groups = [replace(_row(0, 30, 3), group="sex=male"), replace(_row(0, 12, 2), group="sex=female"), _row(0, 42, 5, total=True)]
    assert [key.says for key in key_figures(_with(*groups))] == ["42", "5"]


def test_a_first_publication_says_nothing_of_changes_and_a_later_one_names_them() -> None:
    assert told(plain()).revision == ""
    again = told(replace(plain(), revises="ab12" * 16))
    assert again.revision.endswith("No figure published before has changed.")
    assert told(difficult()).revision == "This is revision 1. 3 figures published before have changed:"


def test_what_is_kept_back_is_explained_once() -> None:
    page = told(difficult(notes=("17 figures say “kept back”: a count under 5.",)))
    assert page.kept_back == ()
    assert "keeping back fewer" in " ".join(told(difficult(proven=False)).kept_back)


def test_a_wide_table_is_set_in_even_parts() -> None:
    assert [len(part) for part in told(difficult()).tables[2].parts] == [4, 5]
    without = told(difficult(grids=(_without_total(difficult().grids[0]),)))
    assert [len(part) for part in without.tables[0].parts] == [5]


def test_a_half_is_rounded_as_spreadsheets_do_wherever_a_figure_is_said() -> None:
    # 31.25 % is 5 of 16: a page that said 31.2 beside a workbook that shows 31.3 would be two figures.
    assert [one_decimal(value) for value in (31.25, 9.25, 0.05, 1234.55, 2)] == ["31.3", "9.3", "0.1", "1,234.6", "2.0"]
    figure = share(5, 16)
    assert said(figure, "%") == "31.3\u00a0%" and in_words(figure, "%") == "31.3 %"
