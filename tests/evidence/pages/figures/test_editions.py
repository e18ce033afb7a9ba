"""Editions of the city's figures: looked at before they are written down, kept as they stood, compared, withdrawn with a reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from attacks.inert import HOSTILE, faults_of
from bothy.evidence.figures.bundled import carried
from bothy.evidence.pages.brought import MOST_POSTED
from evidence.pages.conftest import text

LIST, BRING = "/evidence/figures/", "/evidence/figures/bring"
NRS = "nrs-drug-misuse-deaths"
NEW = {"title": "Ambulance call-outs", "words": "Call-outs to suspected overdoses.", "source": "The ambulance service", "measure": "ambulance_callouts", "dated_by": "occurrence", "delay_days": "30", "count": "calls"}
FIRST = b"place,year,calls\nGlasgow,2023,410\nGlasgow,2024,388\n"
LATER = b"place,year,calls\nGlasgow,2023,412\nGlasgow,2024,388\nGlasgow,2025,x\n"


def look(browser: Any, content: bytes = FIRST, name: str = "calls.csv", **told: str) -> Any:
    return browser.post(BRING, {"file": SimpleUploadedFile(name, content), **told})


def hidden(answer: Any) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(kept|kept_name)" value="([^"]*)"', answer.content.decode())}


def bring(browser: Any, content: bytes = FIRST, **told: str) -> Any:
    """Look at it, then write it down."""
    return browser.post(BRING, {**hidden(look(browser, content, **told)), **told, "write": "1"}, follow=True)


def wrong(answer: Any) -> str:
    found = re.search(r'<div class="notice error" role="alert">(.*?)</div>', answer.content.decode(), re.S)
    return unescape(re.sub(r"<[^>]+>", " ", found[1])).strip() if found else ""


def inert(answer: Any) -> list[str]:
    return faults_of({name.lower(): value for name, value in answer.headers.items()}, answer.content)


def test_the_list_has_what_is_carried_with_sources_and_keeps_a_quotation_apart(analyst: Any) -> None:
    answer = analyst.get(LIST)
    page = text(answer)
    assert all(one.series.title in page and one.series.source.name in page for one in carried()) and "carried with Bothy" in page
    assert page.index("Quoted, and not data") < page.index("“170 deaths”") and inert(answer) == []


@pytest.mark.parametrize("key", [one.key for one in carried()])
def test_a_series_has_picture_table_definition_and_files(analyst: Any, key: str) -> None:
    answer = analyst.get(f"{LIST}{key}/")
    html = answer.content.decode()
    assert answer.status_code == 200 and inert(answer) == [] and html.index('<img class="day"') < html.index('<table class="data')
    series = next(one for one in carried() if one.key == key).series
    assert series.definition.words in text(answer) and series.source.name in text(answer) and "The null case" in text(answer) and "The first edition." in text(answer)
    for address in re.findall(r'<img class="(?:day|night)"[^>]* src="([^"]+)"', html):
        drawn = analyst.get(unescape(address))
        assert drawn["Content-Type"] == "image/svg+xml" and inert(drawn) == []
    table = analyst.get(f"{LIST}{key}/figures.csv")
    assert len(list(csv.DictReader(io.StringIO(table.content.decode())))) == len(series.figures) and inert(table) == []
    paper = analyst.get(f"{LIST}{key}/figures.pdf")
    assert paper.content[:5] == b"%PDF-" and inert(paper) == []


def test_places_are_chosen_and_one_that_is_not_there_is_told(analyst: Any) -> None:
    divisions = f"{LIST}suspected-drug-deaths-by-police-division/"
    assert "G: Greater Glasgow: 72 in Oct to Dec 2023" in text(analyst.get(divisions)), "the carried series begins with it"
    assert "E: Edinburgh" in text(analyst.get(divisions, {"place": "E: Edinburgh"}))
    answer = analyst.get(divisions, {"place": "Atlantis"})
    assert answer.status_code == 400 and "There is no place 'Atlantis'" in wrong(answer) and 'value="Atlantis"' in answer.content.decode()
    assert analyst.get(f"{divisions}picture-day.svg", {"place": "Atlantis"}).status_code == 404
    assert analyst.get(f"{divisions}picture-day.svg", {"place": ""}).status_code == 200


def test_a_new_series_is_looked_at_then_written_down_with_its_definition(analyst: Any, editions: Any) -> None:
    looked = look(analyst, **NEW)
    assert "calls.csv can be used; nothing is written down yet" in text(looked) and "A new series: Ambulance call-outs" in text(looked) and not editions.objects.exists()
    done = analyst.post(BRING, {**hidden(looked), **NEW, "write": "1"}, follow=True)
    assert done.redirect_chain[-1][0] == f"{LIST}ambulance-call-outs/"
    page = text(done)
    assert "Written down as a new series." in page and "Call-outs to suspected overdoses." in page and "388 in 2024" in page and "Brought by analyst" in page
    row = editions.objects.get()
    assert (row.key, row.brought_by, row.role, row.file, len(row.sha256)) == ("ambulance-call-outs", analyst.staff.id, "analyst", "calls.csv", 64)
    assert "Ambulance call-outs" in text(analyst.get(LIST))


def test_a_later_edition_is_compared_figure_by_figure_and_the_earlier_one_reads_as_it_stood(analyst: Any, editions: Any) -> None:
    bring(analyst, **NEW)
    first = editions.objects.get()
    looked = look(analyst, LATER, key="ambulance-call-outs", count="calls")
    page = text(looked)
    assert "2 figures are otherwise than in the edition that stands" in page and "Glasgow 2023 410 412 another number" in page and "Glasgow 2025 no row x new" in page
    assert "1 another number, mark or population; 1 new" in page and editions.objects.count() == 1
    after = text(bring(analyst, LATER, key="ambulance-call-outs", count="calls"))
    assert "Written down as a new edition" in after and "388 in 2024" in after and "2 figures are otherwise" in after
    old = text(analyst.get(f"{LIST}ambulance-call-outs/", {"edition": str(first.id)}))
    assert "This is an earlier edition, as it stood." in old and "410" in old
    rows = list(csv.DictReader(io.StringIO(analyst.get(f"{LIST}ambulance-call-outs/figures.csv", {"edition": str(first.id)}).content.decode())))
    assert [row["count"] for row in rows] == ["410", "388"]


def test_a_later_edition_of_what_is_carried_takes_its_place_and_gives_it_back(analyst: Any, editions: Any) -> None:
    later = b"place,year,deaths\n" + "".join(f"Scotland,{one.period.name},{one.count}\n" for one in carried()[0].series.figures).encode() + b"Scotland,2025,1000\n"
    page = text(bring(analyst, later, key=NRS, status="provisional"))
    assert "Scotland: 1,000 in 2025, a provisional figure" in page
    row = editions.objects.get()
    again = text(analyst.post(f"{LIST}{row.id}/withdraw", {"why": "the wrong year"}, follow=True))
    assert "Withdrawn. It can still be read as it stood." in again and "Scotland: 1,017 in 2024" in again and "the wrong year" in again
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_role, row.withdrawn_why) == (analyst.staff.id, "analyst", "the wrong year")
    assert "This edition was withdrawn" in text(analyst.get(f"{LIST}{NRS}/", {"edition": str(row.id)}))
    assert "withdrawn already" in text(analyst.post(f"{LIST}{row.id}/withdraw", {"why": "twice over"}, follow=True))


def test_an_edition_is_compared_with_the_one_that_stood_and_not_with_one_that_was_withdrawn(analyst: Any, editions: Any) -> None:
    bring(analyst, **NEW)
    bring(analyst, b"place,year,calls\nGlasgow,2023,1\nGlasgow,2024,2\n", key="ambulance-call-outs", count="calls")
    analyst.post(f"{LIST}{editions.objects.order_by('brought_at').last().id}/withdraw", {"why": "the wrong table"})
    page = text(bring(analyst, LATER, key="ambulance-call-outs", count="calls"))
    assert "Glasgow 2023 410 412 another number" in page and "Glasgow 2023 1 412" not in page


def test_what_the_file_says_of_a_figure_counts_before_what_is_said_of_all(analyst: Any) -> None:
    told = b"place,year,calls,status\nGlasgow,2023,410,final\nGlasgow,2024,388,\n"
    bring(analyst, told, **NEW, status="provisional")
    rows = list(csv.DictReader(io.StringIO(analyst.get(f"{LIST}ambulance-call-outs/figures.csv").content.decode())))
    assert [row["status"] for row in rows] == ["final", "provisional"]


@pytest.mark.parametrize("why", ["", "  a ", "\0\0\0\0\0"])
def test_nothing_is_withdrawn_without_a_reason(analyst: Any, editions: Any, why: str) -> None:
    bring(analyst, **NEW)
    row = editions.objects.get()
    assert "Say why it is withdrawn" in text(analyst.post(f"{LIST}{row.id}/withdraw", {"why": why}, follow=True))
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_the_same_figures_are_not_written_down_twice(analyst: Any, editions: Any) -> None:
    bring(analyst, **NEW)
    assert "These very figures stand already" in text(look(analyst, key="ambulance-call-outs", count="calls"))
    assert "These very figures stand already: nothing was added." in wrong(bring(analyst, key="ambulance-call-outs", count="calls"))
    assert "There is a series of that title already" in wrong(look(analyst, **NEW)) and editions.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told", "says"),
    [
        (FIRST, NEW | {"title": ""}, "Title: this has to be told"), (FIRST, NEW | {"words": ""}, "What is counted: this has to be told"), (FIRST, NEW | {"source": ""}, "Who publishes it: this has to be told"),
        (FIRST, NEW | {"delay_days": "soon"}, "a whole number"), (FIRST, NEW | {"retrieved_on": "soon"}, "is no day"), (FIRST, NEW | {"title": "???"}, "a title with letters"), (FIRST, NEW | {"key": "nothing"}, "There is no such series"),
        (FIRST, {"key": "suspected-drug-deaths-by-sex", "count": "calls"}, "The series is by quarter, and the file by year"), (b"place,year,calls\nA,2023,5\nA,2023,6\nA,2024,lots\n", NEW, "rows 2 and 3"), (b"", NEW, "is empty"), (b"\xff\x00", NEW, "calls.csv"),
        (b"year,calls\n2023,1\n", NEW, "say of which place"), (FIRST, NEW | {"count": "nothing"}, "There is no column 'nothing'"),
    ],
)  # fmt: skip
def test_what_cannot_be_brought_is_told_and_what_was_typed_is_kept(analyst: Any, editions: Any, content: bytes, told: dict[str, str], says: str) -> None:
    answer = look(analyst, content, **told, write="1")
    assert answer.status_code in (409, 422) and says in wrong(answer) and not editions.objects.exists()
    for name in ("title", "source"):
        assert f'name="{name}" value="{told.get(name, "")}"' in answer.content.decode()


def test_hostile_words_stay_words_and_a_form_needs_its_token(analyst: Any, editions: Any) -> None:
    answer = bring(analyst, f"place,year,calls\n{HOSTILE.replace(',', '')},2024,5\n".encode(), **NEW | {"title": "Odd", "words": HOSTILE, "source": HOSTILE, "address": "javascript:alert(1)"})
    assert answer.status_code == 200 and inert(answer) == [] and editions.objects.count() == 1
    for path in (LIST, f"{LIST}odd/", f"{LIST}odd/figures.csv", f"{LIST}odd/figures.pdf", f"{LIST}odd/picture-day.svg"):
        assert inert(analyst.get(path)) == [], path
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = analyst.cookies
    assert look(stranger, **NEW, write="1").status_code == 403
    assert look(stranger, b"x" * (MOST_POSTED + 9), write="1").status_code == 413
    assert editions.objects.count() == 1


@pytest.mark.parametrize("path", [f"{LIST}nothing/", f"{LIST}{NRS}/?edition=nothing", f"{LIST}{NRS}/picture-noon.svg", f"{LIST}nothing/figures.csv", f"{LIST}{NRS}/figures.pdf?place=Atlantis"])
def test_what_is_not_there_is_answered_so(analyst: Any, path: str) -> None:
    assert analyst.get(path).status_code == 404


READ, WRITE = {"shift_lead", "manager", "analyst", "administrator"}, {"manager", "analyst", "administrator"}


@pytest.mark.parametrize("role", ["reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator"])
def test_each_role_may_what_is_its_own_and_no_more(office: Callable[..., Any], role: str, editions: Any) -> None:
    browser = office(role)
    for path in (LIST, f"{LIST}{NRS}/", f"{LIST}{NRS}/figures.csv", f"{LIST}{NRS}/figures.pdf"):
        assert browser.get(path).status_code == (200 if role in READ else 403), path
    assert browser.get(BRING).status_code == (200 if role in WRITE else 403)
    assert look(browser, **NEW, write="1").status_code == (302 if role in WRITE else 403) and editions.objects.exists() == (role in WRITE)
    assert browser.post(f"{LIST}00000000-0000-0000-0000-000000000001/withdraw", {"why": "a reason"}).status_code == (404 if role in WRITE else 403)
