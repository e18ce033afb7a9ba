"""Answers and sets on pages: what is asked stands there to be copied, and what cannot be asked is said in the form."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest

from bothy.reports.indicators import INDICATORS
from bothy.reports.release import read
from bothy.reports.sets import SETS
from reports.journals import Pen, write

ASKED = "/reports/answer?indicator=medical_emergencies&from=2025-01&to=2025-08&by="


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def manager(visitor, guarded_home):
    visitor.at(guarded_home)
    return visitor


def test_the_empty_form_says_what_will_stand_there_and_offers_every_indicator(manager):
    answer = manager.get("/reports/answer")
    assert answer.status_code == 200 and "What will stand here" in text(answer)
    offered = re.findall(r'<option value="(\w+)"[^>]* data-by=', answer.content.decode())
    assert sorted(offered) == sorted(one.name for one in INDICATORS)
    assert "September 2025 (not over)" in text(answer)


def test_an_answer_has_its_sentence_its_table_its_chart_and_its_files(manager):
    answer = manager.get(ASKED)
    page = text(answer)
    assert answer.status_code == 200
    assert "Between 13 January 2025, the first day of service, and 31 August 2025 there were 56 medical emergencies." in page
    assert "kept back" in page and "August 2025 9" not in page
    html = answer.content.decode()
    (chart,) = re.findall(r'<img class="day"[^>]* src="([^"]+)"', html)
    drawn = manager.get(chart.replace("&amp;", "&"))
    assert drawn["Content-Type"] == "image/svg+xml" and ET.fromstring(drawn.content)[0].tag.endswith("title")
    files = [one.replace("&amp;", "&") for one in re.findall(r'href="(/reports/answer/figures[^"]+)"', html)]
    assert [one.partition("?")[0][-4:] for one in files] == [".csv", "xlsx", ".pdf", "json"]
    table = manager.get(files[0])
    assert len(list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))) == 10, "a head, eight months, a total"
    assert read(manager.get(files[-1]).content).hidden > 0
    assert manager.get(files[1]).content[:2] == b"PK"


def test_neither_page_has_a_style_or_a_script_of_its_own(manager):
    for address in (ASKED, "/reports/answer", "/reports/sets/", "/reports/sets/thistle/"):
        page = manager.get(address).content.decode()
        assert " style=" not in page and "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("indicator=nonsense", "There is no indicator"),
        ("indicator=people&by=mix", "cannot be divided by “heroin, cocaine or both”"),
        ("indicator=people&from=2031-01", "Nothing is recorded for January 2031"),
        ("indicator=people&from=2025-99", "is no month"),
        ("indicator=people&from=2025-05&to=2025-02", "give the earlier month first"),
        ("indicator=<script>alert(1)</script>", "There is no indicator"),
    ],
)
def test_what_cannot_be_answered_is_said_in_the_form(manager, asked, said):
    answer = manager.get(f"/reports/answer?{asked}")
    assert answer.status_code == 400
    assert said in text(answer).replace("&#x27;", "'") and "<script>alert" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert manager.get(f"/reports/answer/chart-day.svg?{asked}").status_code == 404
    assert manager.get(f"/reports/answer/figures.csv?{asked}").status_code == 404


def test_every_set_says_for_whom_it_is_and_what_it_keeps_back(manager, visitor, exempt_home):
    page = text(manager.get("/reports/sets/")).replace("&#x27;", "'")
    for one in SETS.values():
        assert one.title in page and one.audience in page
    assert "The last month that is over is August 2025" in page and "exempt" not in page
    visitor.at(exempt_home)
    assert page.count("Counts under 8") == len(SETS)
    assert "The house rules exempt it: small counts are shown." in text(visitor.get("/reports/sets/"))


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_shown_with_its_charts_and_files(manager, name):
    answer = manager.get(f"/reports/sets/{name}/")
    page = answer.content.decode()
    assert answer.status_code == 200 and "not checked, not signed, not published" in text(answer)
    charts = [one.replace("&amp;", "&") for one in re.findall(r'<img class="night"[^>]* src="([^"]+)"', page)]
    assert len(set(charts)) == len(charts)
    if name != "otherwise":  # of which the fitted journal holds nothing
        assert manager.get(charts[0]).status_code == 200
    for kind in ("csv", "json", "html"):
        assert manager.get(f"/reports/sets/{name}/figures.{kind}?from=2025-03&to=2025-03").status_code == 200


def test_a_monthly_set_is_of_the_last_month_that_is_over(manager):
    release = read(manager.get("/reports/sets/health-canada/figures.json").content)
    assert (release.since, release.until) == ("2025-08", "2025-08")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reports/sets/nothing/", 404), ("/reports/sets/thistle/figures.doc", 404), ("/reports/sets/thistle/nothing-day.svg", 404),
        ("/reports/sets/thistle/?from=2031-01", 400), ("/reports/sets/thistle/?from=nonsense", 400),
        ("/reports/sets/thistle/figures.csv?from=2031-01", 404), ("/reports/answer/figures.doc?indicator=people", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_answered_so(manager, address, status):
    assert manager.get(address).status_code == status


def test_a_house_without_visits_says_what_will_come(visitor, tmp_path):
    write(tmp_path, Pen().drafts)
    visitor.at(tmp_path)
    assert "Nothing to report yet" in text(visitor.get("/reports/answer"))
    assert "Nothing to report yet" in text(visitor.get("/reports/sets/"))
