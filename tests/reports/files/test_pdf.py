"""The release on paper, as a screen reader and a reader get it."""

import io
import re

import pypdf
import pytest
from pypdf.generic import DictionaryObject

from bothy.reports.files import as_pdf
from support.releases import DRUGS, SIGNED, difficult, plain


@pytest.fixture(scope="module")
def paper() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(as_pdf(difficult(), SIGNED)))


@pytest.fixture(scope="module")
def text(paper: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in paper.pages))


def _tags(paper: pypdf.PdfReader) -> dict[str, list[DictionaryObject]]:
    """Every element of the structure tree, by its tag."""
    found: dict[str, list[DictionaryObject]] = {}
    waiting = [paper.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, DictionaryObject):
            found.setdefault(str(one.get("/S")), []).append(one)
            if "/K" in one:
                waiting.append(one["/K"])
    return found


def test_it_is_tagged_and_says_its_title_and_language(paper: pypdf.PdfReader) -> None:
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF's boolean)
    assert root["/Lang"] == "en-GB" and root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert paper.metadata.title == "The Thistle's monthly table, January to December 2025"
    assert "pdfuaid" in paper.xmp_metadata.stream.get_data().decode()


def test_charts_have_words_and_tables_have_headers(paper: pypdf.PdfReader) -> None:
    tags = _tags(paper)
    assert len(tags["/H1"]) == 1 and len(tags["/Figure"]) == 4
    assert all("The table has every figure." in str(figure["/Alt"]) for figure in tags["/Figure"])
    assert len(tags["/Table"]) >= 6 and len(tags["/TH"]) >= 25


def test_it_has_bookmarks_to_every_table(paper: pypdf.PdfReader) -> None:
    def titles(outline: list) -> list[str]:
        return [title for one in outline for title in (titles(one) if isinstance(one, list) else [one.title])]

    assert {grid.title for grid in difficult().grids} | {"What has changed", "Signature"} <= set(titles(paper.outline))


def test_what_changed_stands_right_after_the_summary(text: str) -> None:
    order = [text.index(words) for words in ("January to November 2025. Service accessed: 7,051 visits", "What has changed", "Key figures", "How this was made")]
    assert order == sorted(order)
    assert "entered late" in text and "31,002" in text


def test_every_page_says_that_a_demo_is_invented(paper: pypdf.PdfReader) -> None:
    assert all("invented" in page.extract_text().lower() for page in paper.pages)
    own = pypdf.PdfReader(io.BytesIO(as_pdf(plain())))
    assert not any("invented" in page.extract_text().lower() for page in own.pages)
    assert "not signed" in "".join(page.extract_text() for page in own.pages)


def test_every_row_is_printed_with_what_stands_behind_its_figure(text: str) -> None:
    flat = text.replace("\u00ad", "").replace("- ", "").replace("\u2010 ", "")
    assert sum(drug in flat for drug in DRUGS) >= len(DRUGS) - 1, "one name is longer than a line"
    assert "112 of 4,000" in flat and "not known" in flat and "90 to 96" in flat
    assert flat.count("kept back") >= difficult().hidden
    assert "Ailsa Òran Màrtainn, manager" in flat and "9f2c9f2c" in flat


def test_it_fits_its_paper(paper: pypdf.PdfReader) -> None:
    assert len(paper.pages) <= 9
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in paper.pages} == {(595, 842)}
