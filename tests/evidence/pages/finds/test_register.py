"""The register says what was found by how much was looked: map, time, rings, tables, files."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from attacks.inert import faults_of
from bothy.evidence.finds.tidy import as_csv
from evidence.finds.walks import walks
from evidence.pages.conftest import text

PAGE = "/evidence/finds/"


@pytest.fixture
def found(register: Any) -> int:
    """Invented walks of twenty months in the register, and where the facility stands."""
    from bothy.evidence.pages.finds import kept
    from bothy.evidence.pages.models import Ground

    class Nobody:
        id, role = None, ""

    Ground.objects.create(reference="NS 601 648", opened="2025-01-13")
    return kept.keep(walks(20), uuid4(), Nobody())  # type: ignore[arg-type]


def inert(answer: Any) -> list[str]:
    return faults_of({name.lower(): value for name, value in answer.headers.items()}, answer.content)


def pictures(answer: Any) -> list[str]:
    return [unescape(one) for one in re.findall(r'<img class="(?:day|night)"[^>]* src="([^"]+)"', answer.content.decode())]


def test_an_empty_register_says_what_will_stand_there(lead: Any) -> None:
    page = text(lead.get(PAGE))
    assert "Write down every search, also one that found nothing" in page and "Nobody has said it yet" in page
    assert lead.get("/evidence/finds/finds.pdf").status_code == 404 and lead.get("/evidence/finds/register-0-day.svg").status_code == 404
    assert lead.get("/evidence/finds/finds.csv").content.decode().splitlines() == ["date,square,what,count,found_by,effort,effort_in"]


def test_map_time_and_rings_come_first_and_each_figure_has_its_interval(lead: Any, found: int) -> None:
    answer = lead.get(PAGE)
    page, html = text(answer), answer.content.decode()
    assert answer.status_code == 200 and inert(answer) == []
    assert html.index('<img class="day"') < html.index('<table class="data')
    assert re.search(r"\d\.\d\d per hour of looking \(\d\.\d\d to \d\.\d\d\)", page) and "The rate of a year over that of the year before" in page
    assert re.search(r"0 to 250 m: after over before \d\.\d\d \(\d\.\d\d to \d\.\d\d\)", page)
    assert "What it hangs on" in page and "The null case" in page and "What it cannot say" in page
    assert len(pictures(answer)) == 6
    for one in pictures(answer):
        drawn = lead.get(one)
        assert drawn["Content-Type"] == "image/svg+xml" and inert(drawn) == [] and ET.fromstring(drawn.content)[0].tag.endswith("title")


def test_figures_are_those_of_the_engine_and_leave_as_csv_and_on_paper(lead: Any, found: int) -> None:
    from bothy.evidence.finds.grid import point_of
    from bothy.evidence.finds.rings import around

    told = around(list(walks(20)), "needles", "minutes", point_of("NS 601 648"), date(2025, 1, 13))
    rows = list(csv.reader(io.StringIO(lead.get(f"{PAGE}finds.csv?sheet=rings&what=needles&effort_in=minutes").content.decode())))
    ring = told.rings[1]
    assert ring.after.rate is not None and rows[4][0] == "250 to 500 m, after"
    assert [float(one) for one in rows[4][1:4]] == pytest.approx([ring.after.rate.rate, ring.after.rate.low, ring.after.rate.high], rel=1e-9), "unrounded"
    assert float(rows[4][8]) == pytest.approx(ring.ratio, rel=1e-9)
    paper = lead.get(f"{PAGE}finds.pdf?what=needles")
    assert paper.content[:5] == b"%PDF-" and inert(paper) == []
    assert lead.get(f"{PAGE}finds.csv?sheet=nothing").status_code == 404


def test_what_leaves_as_csv_can_be_brought_again(lead: Any, found: int) -> None:
    from bothy.evidence.finds.reading import read_finds

    taken = lead.get(f"{PAGE}finds.csv").content
    again = read_finds("again.csv", taken, date(2030, 1, 1)).finds
    assert sorted(as_csv(again).splitlines()) == sorted(as_csv(walks(20)).splitlines()) and len(again) == found


@pytest.mark.parametrize("query", ["what=nonsense", "effort_in=<script>", "kind=day&page=-3", "page=99999", "what=needles&effort_in=km", "all&page=2", "register=x"])
def test_whatever_stands_in_the_address_is_answered(lead: Any, found: int, query: str) -> None:
    answer = lead.get(f"{PAGE}?{query}")
    assert answer.status_code == 200 and inert(answer) == []


def test_an_effort_that_nobody_measured_gives_no_rate(lead: Any, found: int) -> None:
    assert "of none is it known how much was looked in kilometres walked, so no rate can be given" in text(lead.get(f"{PAGE}?effort_in=km"))


def test_what_is_taken_back_is_in_no_figure_from_then_on(lead: Any, found: int, register: Any) -> None:
    from bothy.evidence.pages.finds import kept
    from bothy.evidence.pages.finds.shown import every_find

    before = len(every_find())
    row = register.objects.filter(count__gt=0).first()
    lead.post(f"/evidence/finds/{row.id}/withdraw", {"why": "no_find"})
    assert len(every_find()) == before - 1 == len(kept.standing())


def test_a_picture_is_kept_by_a_browser_only_while_the_register_is_the_same(lead: Any, found: int, register: Any) -> None:
    address = pictures(lead.get(PAGE))[0]
    assert "max-age=600" in lead.get(address)["Cache-Control"]
    lead.post(f"/evidence/finds/{register.objects.first().id}/withdraw", {"why": "no_find"})
    assert "Cache-Control" not in lead.get(address)


@pytest.mark.parametrize(("told", "says"), [({"reference": "NS 60 64", "opened": "2025-01-13"}, "to 100 m"), ({"reference": "Hunter Street", "opened": "2025-01-13"}, "grid reference"), ({"reference": "NS 601 648", "opened": "soon"}, "first day of service"), ({"reference": "NS 601 648", "opened": "1925-01-01"}, "before 1990")])
def test_where_the_facility_stands_is_said_in_a_grid_reference(lead: Any, told: dict[str, str], says: str) -> None:
    from bothy.evidence.pages.finds.kept import ground

    assert says in text(lead.post("/evidence/finds/ground", told, follow=True)) and ground() is None
    lead.post("/evidence/finds/ground", {"reference": " ns 601  648 ", "opened": "2025-01-13"})
    standing = ground()
    assert standing is not None and (standing.reference, standing.opened.isoformat(), standing.role) == ("NS 601 648", "2025-01-13", "shift_lead")
    assert "NS 601 648, open since 13 January 2025" in text(lead.get(PAGE))
