"""A release as one web page of its own: it needs nothing, keeps nobody out, and reads by night."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bothy.reports.files import as_html
from bothy.reports.files.page import Link, page_of
from support.releases import SIGNED, difficult

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def html() -> bytes:
    return as_html(difficult(), SIGNED)


@pytest.fixture(scope="module")
def address(html: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "release.html"
    file.write_bytes(html)
    return file.as_uri()


@pytest.mark.parametrize(("width", "height", "scheme"), [(1280, 800, "light"), (1024, 768, "dark"), (390, 844, "light"), (390, 844, "dark")])
def test_nobody_is_kept_out_and_nothing_is_cut_off(browser: Browser, address: str, width: int, height: int, scheme: str) -> None:
    # The page's own policy forbids scripts, the one that looks for barriers too.
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate(AXE.read_text("utf-8"))
    told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], one["nodes"][0]["target"]) for one in told["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [address], "it asks nobody for anything"
    context.close()


def test_charts_follow_the_night(browser: Browser, address: str) -> None:
    def ink(page: Page) -> str:
        return page.evaluate("getComputedStyle(document.querySelector('.release-chart svg path[style*=chart-1]')).fill")

    fills = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(address)
        fills.append(ink(page))
        context.close()
    assert fills == ["rgb(42, 102, 106)", "rgb(124, 196, 196)"]


def test_no_colour_of_the_day_is_left_in_a_chart_by_night(html: bytes) -> None:
    charts = re.findall(r"<svg.*?</svg>", html.decode(), re.DOTALL)
    assert len(charts) == 4
    for svg in charts:
        assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= {"#000000"}, "all come from the page"


def test_it_holds_no_script_and_no_address_of_another(html: bytes) -> None:
    text = html.decode()
    assert "<script" not in text and "default-src 'none'" in text
    assert set(re.findall(r'(?:src|href)="(?!data:|#)([^"]*)"', text)) == set()
    assert not re.search(r"url\((?!#)", text)


def test_every_id_is_its_own_and_every_reference_finds_one(html: bytes) -> None:
    ids = re.findall(r'\bid="([^"]+)"', html.decode())
    assert len(ids) == len(set(ids))
    used = re.findall(r'(?:xlink:href="#|url\(#)([^")]+)', html.decode())
    assert used and set(used) <= set(ids)


def test_every_figure_stands_in_a_table_with_headers(html: bytes) -> None:
    text = html.decode()
    release = difficult()
    assert text.count("<caption") == text.count("<table") == len(release.grids) + 1
    assert text.count('<th scope="row">') == sum(len(grid.rows) for grid in release.grids) + len(release.changes)
    assert text.count('class="word">kept back') == release.hidden
    assert "=SUM(A1:A9)" in text and "Übung" in text


def test_words_of_a_release_are_never_read_as_html() -> None:
    text = as_html(difficult(title="<script>alert(1)</script>", facility_name="<b>House</b>")).decode()
    assert "<script" not in text and "&lt;script&gt;" in text and "<b>House" not in text


def test_a_page_of_bothy_fetches_charts_and_offers_the_files() -> None:
    page = page_of(
        difficult(),
        SIGNED,
        chart_url=lambda grid, theme: f"/c/{grid.name}-{theme}.svg",
        data_url=lambda grid: f"/d/{grid.name}.csv",
        downloads=(Link(label="PDF", href="/x.pdf"),),
    )
    first = page.tables[0]
    assert first.picture.day == "/c/use-day.svg" and first.picture.night == "/c/use-night.svg" and first.picture.svg is None
    assert first.data.href == "/d/use.csv" and page.downloads[0].label == "PDF"
