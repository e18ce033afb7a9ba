"""The pages say what the facts say, in words, tables, charts and files; and they say when they cannot."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bothy.care.house import House
from bothy.reports import facts
from bothy.reports.published import thistle as published
from reports.fitted import fitted
from reports.journals import Pen, at, write


@pytest.fixture(scope="module")
def fitted_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("fitted home")
    write(home, fitted().drafts)
    facts.fresh(home)
    return home


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_index_shows_every_published_count_beside_ours(visitor, fitted_home):
    visitor.at(fitted_home)
    answer = visitor.get("/reports/")
    assert answer.status_code == 200
    page = text(answer)
    for line in published().months:
        assert f"{line.service_accessed} / {line.service_accessed}" in page
        assert f"{line.injecting_episodes} / {line.injecting_episodes}" in page
    assert "6,147 / 6,147" in page and "4,068 / 4,068" in page and "418 / 418" in page
    assert "glasgowcity.hscp.scot" in page
    assert "not over" in page, "September has begun"


def test_no_page_has_a_style_or_a_script_of_its_own(visitor, fitted_home):
    visitor.at(fitted_home)
    for address in ("/reports/", "/reports/month/2025-03/", "/reports/referrals"):
        page = visitor.get(address).content.decode()
        assert " style=" not in page and "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)


def test_the_csv_of_the_months_has_the_published_columns_and_complete_months_only(visitor, fitted_home):
    visitor.at(fitted_home)
    answer = visitor.get("/reports/months.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert list(rows[0])[:4] == ["month", "service_accessed", "injecting_episodes", "medical_emergencies"]
    assert list(rows[0])[4:6] == ["share_cocaine_pct", "share_cocaine_n"]
    assert [row["month"] for row in rows] == [line.month for line in published().months]
    for row, line in zip(rows, published().months, strict=True):
        counts = (line.service_accessed, line.injecting_episodes, line.medical_emergencies)
        assert tuple(int(row[name]) for name in ("service_accessed", "injecting_episodes", "medical_emergencies")) == counts
        assert row["service_accessed_tag"] == "fitted"


def test_the_json_keeps_the_running_month_apart(visitor, fitted_home):
    visitor.at(fitted_home)
    data = json.loads(visitor.get("/reports/months.json").content)
    assert [row["month"] for row in data["incomplete"]] == ["2025-09"]
    assert data["total"]["service_accessed"] == 6147 == sum(row["service_accessed"] for row in data["months"])
    assert data["people"]["male"]["value"] == 333 and data["people"]["female"]["value"] == 85


def test_a_month_has_every_indicator_and_its_csv_says_the_same(visitor, fitted_home):
    visitor.at(fitted_home)
    page = text(visitor.get("/reports/month/2025-03/"))
    rows = list(csv.DictReader(io.StringIO(visitor.get("/reports/month/2025-03/indicators.csv").content.decode())))
    assert len(rows) > 15
    for row in rows:
        assert row["value"] in page and row["definition"] in page.replace("&#x27;", "'")
    by_name = {row["indicator"]: row for row in rows}
    assert by_name["service_accessed"]["value"] == "864"
    assert by_name["emergency_rate"]["interval"] == "10.2 to 34.4"


@pytest.mark.parametrize("name", ["use", "emergencies", "substances", "referral_funnel", "occupancy"])
def test_every_chart_is_an_svg_that_says_what_it_shows_and_has_its_data(visitor, fitted_home, name):
    visitor.at(fitted_home)
    visitor.get("/reports/")
    for theme in ("day", "night"):
        answer = visitor.get(f"/reports/chart/all/{name}-{theme}.svg?facts=1")
        assert answer.status_code == 200 and answer["Content-Type"] == "image/svg+xml"
        root = ET.fromstring(answer.content)
        assert root[0].tag.endswith("title") and root[0].text
        assert root[1].tag.endswith("desc") and root[1].text
        assert answer.content == visitor.get(f"/reports/chart/all/{name}-{theme}.svg").content
    rows = list(csv.reader(io.StringIO(visitor.get(f"/reports/data/all/{name}.csv").content.decode())))
    assert len(rows) > 5 and rows[0][-1] == "figures are" and rows[1][-1] in ("fitted", "invented")


def test_the_pdf_of_a_month_is_tagged_for_screen_readers(visitor, fitted_home):
    visitor.at(fitted_home)
    answer = visitor.get("/reports/month/2025-03/report.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content, "it declares PDF/UA"
    assert b"/StructTreeRoot" in answer.content or b"/ObjStm" in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/reports/month/2031-01/", "/reports/month/nonsense/", "/reports/chart/all/nothing-day.svg",
        "/reports/chart/all/use-noon.svg", "/reports/data/2025-99/use.csv", "/reports/month/2031-01/report.pdf",
    ],
)  # fmt: skip
def test_what_is_not_there_is_answered_404(visitor, fitted_home, address):
    visitor.at(fitted_home)
    assert visitor.get(address).status_code == 404


def test_a_house_without_visits_says_what_will_come(visitor, tmp_path):
    write(tmp_path, Pen().drafts)
    visitor.at(tmp_path)
    assert "Nothing to report yet" in text(visitor.get("/reports/"))
    assert visitor.get("/reports/chart/all/use-day.svg").status_code == 404


def test_a_house_without_a_journal_says_so_and_no_more(visitor, tmp_path):
    visitor.at(tmp_path)
    answer = visitor.get("/reports/")
    assert answer.status_code == 503 and "no journal" in text(answer)


def test_facts_that_take_long_show_how_far_they_are(visitor, fitted_home, monkeypatch):
    from bothy.reports.pages import current

    monkeypatch.setattr(current, "bring", lambda: SimpleNamespace(trouble=None, facts=None, done=12, whole=40))
    visitor.at(fitted_home)
    answer = visitor.get("/reports/")
    assert "12 of 40 entries" in text(answer)
    assert b'http-equiv="refresh"' in answer.content


def test_a_later_visit_is_on_the_page_at_once(visitor, tmp_path):
    pen = Pen()
    person = pen.person(at("2025-01-13"))
    pen.visit(person, at("2025-01-13"))
    write(tmp_path, pen.drafts)
    visitor.at(tmp_path)
    assert ">January 2025<" in visitor.get("/reports/").content.decode()
    more = Pen(founded=False)
    more.drafts = list(pen.drafts)
    more.visit(person, at("2025-02-13"))
    write(tmp_path, more.drafts[len(pen.drafts) :])
    assert ">February 2025<" in visitor.get("/reports/").content.decode()


def test_reports_are_not_for_whoever_walks_by(visitor, fitted_home, monkeypatch):
    from bothy.server import running

    house = House(demo=False, name="Northgate", time_zone="Europe/London")
    monkeypatch.setattr(running.running, "facility", SimpleNamespace(house=house, clock=SimpleNamespace(now=lambda: datetime.now(UTC))))
    visitor.at(fitted_home)
    for address in ("/reports/", "/reports/months.csv", "/reports/chart/all/use-day.svg"):
        assert visitor.get(address).status_code == 302


def test_people_who_were_not_looked_up_make_a_range_on_every_page_and_in_every_file(visitor, tmp_path):
    from uuid import uuid4

    from bothy.care import bodies as b

    pen = Pen()
    for n in range(3):
        pen.visit(pen.person(at("2025-03-03")), at(f"2025-03-0{n + 4}"))
    lark = uuid4()
    pen(lark, b.PersonRegistered(looked_up=False), at("2025-03-10"))
    pen.visit(lark, at("2025-03-10"))
    pen.visit(pen.person(at("2025-04-03")), at("2025-04-03"))
    write(tmp_path, pen.drafts)
    visitor.at(tmp_path)
    index = text(visitor.get("/reports/"))
    assert "4 to 5 different people over the complete months: 4 to 5 male, 0 to 1 female" in index
    assert "it is not said yet who they are" in index
    month = text(visitor.get("/reports/month/2025-03/"))
    assert "3 to 4" in month and "entered without being looked up" in month
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(visitor.get("/reports/month/2025-03/indicators.csv").content.decode()))}
    assert rows["people"]["value"] == "3 to 4"
    from bothy.reports.pages.shown import shown
    from bothy.reports.pages.views import rows_of

    told = {row.indicator.name: row.said for row in rows_of(shown(facts.open(tmp_path)), "2025-03")}
    assert told["people"] == "3 to 4", "what the PDF prints"
    assert visitor.get("/reports/month/2025-03/report.pdf").content.startswith(b"%PDF")
