"""Charts of a release: what is drawn, what is not, and how a reader without colours tells."""

import itertools
import re

import pytest
from msgspec.structs import replace

from bothy.reports.files import chart
from bothy.reports.files.drawn import LARGEST, pictured
from bothy.reports.panels import HATCHES, Panel, Panels, Series, draw
from support.releases import difficult, plain


def _pictured(at: int):
    release = difficult()
    made = pictured(release, release.grids[at])
    assert made is not None
    return made


def test_columns_of_different_units_have_panels_of_their_own() -> None:
    made = _pictured(0)
    assert [panel.title for panel in made.panels][:2] == ["Service accessed (visits)", "Injecting episodes"]
    release = plain()
    assert len(pictured(release, release.grids[0]).panels) == 2


def test_the_row_of_sums_is_never_drawn_beside_its_months() -> None:
    assert len(_pictured(0).labels) == 12


def test_what_is_kept_back_is_said_where_it_would_stand_and_has_no_value() -> None:
    emergencies = next(panel.series[0] for panel in _pictured(0).panels if panel.title == "Medical emergencies")
    assert emergencies.values[2:4] == (None, None) and emergencies.blanks[2:5] == ("kept back", "kept back", "")
    assert "2 are kept back and not drawn" in _pictured(0).description


def test_a_month_that_is_not_over_is_pale_and_dashed_and_a_rate_leaves_it_out() -> None:
    assert _pictured(0).faint == (11,) and "dashed" in _pictured(0).note
    release = difficult()
    assert b"stroke-dasharray: 3,2" in chart(release, release.grids[0])
    assert len(_pictured(1).labels) == 11


def test_a_rate_is_a_point_with_its_interval() -> None:
    made = _pictured(1)
    assert made.points
    (series,) = made.panels[0].series
    for value, span in zip(series.values, series.spans, strict=True):
        assert (value is None and span is None) or span[0] < value < span[1]


def test_parts_of_one_whole_are_shares_and_parts_of_different_wholes_are_counts() -> None:
    release = difficult()
    grid = release.grids[2]
    assert pictured(release, grid).panels[0].unit == "% of all"
    first = grid.rows[0]
    apart = replace(first, figures=(replace(first.figures[0], n=999), *first.figures[1:]))
    made = pictured(release, replace(grid, rows=(apart, *grid.rows[1:])))
    assert made.panels[0].unit == "number of injecting episodes" and made.panels[0].series[0].values[0] == first.figures[0].k


def test_shares_that_add_up_to_more_than_the_whole_are_not_stacked_as_parts_of_it() -> None:
    release = difficult()
    grid = release.grids[2]
    first = grid.rows[0]
    assert any(one.hidden for one in first.figures)
    over = replace(first, figures=(replace(first.figures[0], k=250), *first.figures[1:]))
    assert pictured(release, replace(grid, rows=(over, *grid.rows[1:]))).panels[0].unit == "number of injecting episodes"


def test_neighbouring_parts_differ_in_more_than_colour() -> None:
    assert all(one != other for one, other in itertools.pairwise(HATCHES))
    release = difficult()
    assert chart(release, release.grids[2]).count(b"<pattern") >= 6


def test_of_many_groups_the_largest_are_drawn_and_the_note_says_so() -> None:
    made = _pictured(3)
    assert len(made.labels) == LARGEST and made.labels[0] == "heroin" and "The 15 largest of 40" in made.note


def test_a_chart_has_a_name_and_a_description() -> None:
    release = difficult()
    for grid in release.grids:
        svg = chart(release, grid, "night").decode()
        assert re.search(r'<svg[^>]*role="img" aria-labelledby="title desc"', svg) and "<desc" in svg


def test_a_table_without_a_chart_and_an_unknown_theme_are_refused_in_words() -> None:
    release = difficult()
    with pytest.raises(ValueError, match="a table without a chart"):
        chart(release, replace(release.grids[0], chart=""))
    with pytest.raises(ValueError, match="ask for day or night"):
        chart(release, release.grids[0], "dusk")


_MONTHS = tuple(f"{name} 2025" for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"))


def _texts(svg: bytes) -> list[tuple[str, float]]:
    """Every text of a chart (drawn as shapes, with its words as a comment) and where it begins."""
    found = re.findall(r"<!-- (.+?) -->\s*<g [^>]*translate\(([\d.]+) ", svg.decode())
    return [(words, float(at)) for words, at in found]


def test_nothing_but_noughts_has_no_scale_of_hundredths() -> None:
    noughts = Series(
        name="Full-house minutes",
        values=(0,) * 7 + (None,),
        spans=(None,) * 8,
        blanks=("",) * 7 + ("kept back",),
    )
    other = replace(noughts, name="Turned away", values=(17, 21, 24, 30, 30, 31, 28, 27), blanks=("",) * 8)
    panels = tuple(Panel(title=one.name, unit="", series=(one,)) for one in (noughts, other))
    words = [
        said
        for said, _ in _texts(draw(Panels(title="t", description="d", labels=_MONTHS, panels=panels), "day"))
    ]
    assert {"20", "kept back"} <= set(words) and not [said for said in words if said.startswith("0.")]


def test_values_of_rates_in_small_panels_do_not_lie_on_the_next_point() -> None:
    shares = (86.6, 89.2, 92.9, 92.2, 89.7, 92.0, 93.3, 91.0)
    one = Series(
        name="a", values=shares, spans=tuple((share - 4, share + 4) for share in shares), blanks=("",) * 8
    )
    panels = tuple(Panel(title=f"p{n}", unit="", series=(one,)) for n in range(5))
    told = _texts(draw(Panels(title="t", description="d", labels=_MONTHS, panels=panels, points=True), "day"))
    places = [at for words, at in told if words in {f"{share:.1f}" for share in shares}]
    assert len(places) == 40
    # Four signs of 7.5 points are about 17 points wide.
    assert all(second - first > 17 for first, second in itertools.pairwise(places[:8]))
