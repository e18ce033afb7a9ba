"""Every design has a page: what to bring, an example that answers with picture, table and assumptions, and files of it."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pypdf
import pytest

from bothy.evidence.honest.found import said
from bothy.evidence.pages.registry import every_design
from evidence.pages.conftest import text

EXAMPLES = [(design.name, example.key) for design in every_design().values() for example in design.examples]
SVG = b"http://www.w3.org/2000/svg"


def own_styles_or_scripts(page: str) -> list[str]:
    return re.findall(r"<style|<[^>]+ style=|<script(?![^>]* src=)|<[^>]+ on\w+=", page)


def test_the_index_says_of_each_design_what_it_can_and_cannot_say(visitor: Any) -> None:
    answer = visitor.get("/evidence/")
    page = text(answer)
    assert answer.status_code == 200 and "Did it work?" in page and own_styles_or_scripts(answer.content.decode()) == []
    for design in every_design().values():
        assert design.title in page and design.can in page and design.cannot in page
        assert f'href="/evidence/{design.name}/"' in answer.content.decode()


@pytest.mark.parametrize("name", every_design())
def test_a_page_that_was_asked_nothing_says_what_to_bring(visitor: Any, name: str) -> None:
    design = every_design()[name]
    answer = visitor.get(f"/evidence/{name}/")
    assert answer.status_code == 200 and design.examples, "each carries something to look at"
    page = text(answer)
    assert "What to bring" in page and all(meaning in page for _, meaning in design.bring) and design.cannot in page
    assert own_styles_or_scripts(answer.content.decode()) == []


@pytest.mark.parametrize(("name", "key"), EXAMPLES)
def test_a_carried_example_is_answered_picture_first_then_its_table_with_assumptions_beside_it(visitor: Any, name: str, key: str) -> None:
    answer = visitor.get(f"/evidence/{name}/?example={key}")
    page = answer.content.decode()
    assert answer.status_code == 200 and own_styles_or_scripts(page) == []
    assert page.index('<figure class="picture">') < page.index("<table") < page.index("What it hangs on</h2>")
    assert "null case" in page.lower(), "whatever is claimed, the null case stands beside it"
    assert "Where it comes from" in page
    sources = [address.replace("&amp;", "&") for address in re.findall(r'<img class="(?:day|night)"[^>]* src="([^"]+)"', page)]
    assert len(sources) >= 2 and all(SVG in visitor.get(source).content for source in sources)
    assert visitor.get(sources[0]).content != visitor.get(sources[1]).content, "the night has its own colours"


METHODS = {
    "rates": "Ratio",
    "likely-range": "Likely range of five years",
    "interrupted-time-series": "Series, quasi-Poisson",
    "power": "Series, quasi-Poisson",
    "synthetic-control": "Synthetic control",
}


@pytest.mark.parametrize(("name", "key"), [one for one in EXAMPLES if one[0] != "city-figures"])
def test_a_page_that_uses_a_method_says_where_it_fails(visitor: Any, name: str, key: str) -> None:
    page = text(visitor.get(f"/evidence/{name}/?example={key}"))
    section = page[page.index("Where the method fails") : page.index("What it cannot say")]
    assert METHODS[name] in section
    for sentence in said(METHODS[name][0].lower() + METHODS[name][1:]):
        assert sentence in section


@pytest.mark.parametrize(("name", "key"), EXAMPLES)
def test_its_files_say_what_the_page_says(visitor: Any, name: str, key: str) -> None:
    page = visitor.get(f"/evidence/{name}/?example={key}").content.decode()
    links = [address.replace("&amp;", "&") for address in re.findall(r'href="(/evidence/[^"]+\.(?:csv|pdf)\?[^"]+)"', page)]
    assert len(links) >= 2
    for link in links:
        answer = visitor.get(link)
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"], link
        if ".csv" in link:
            rows = list(csv.reader(io.StringIO(answer.content.decode())))
            assert len(rows) > 1 and all(head in page for head in rows[0])
        else:
            paper = pypdf.PdfReader(io.BytesIO(answer.content))
            read = re.sub(r"\s+", " ", " ".join(each.extract_text() for each in paper.pages))
            assert "What it hangs on" in read and every_design()[name].question.split()[0] in read
            assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"], "screen readers can read it"


def test_what_is_not_there_is_not_found(visitor: Any) -> None:
    for path in ("nothing/", "nothing/answer.pdf", "city-figures/answer.pdf", "city-figures/table.csv", "city-figures/picture-0-day.svg", "city-figures/picture-9-day.svg?example=nrs-drug-misuse-deaths",
                 "city-figures/picture-0-dusk.svg?example=nrs-drug-misuse-deaths", "city-figures/table.csv?example=nrs-drug-misuse-deaths&sheet=none"):  # fmt: skip
        assert visitor.get(f"/evidence/{path}").status_code == 404, path
    answer = visitor.get("/evidence/city-figures/?example=none")
    assert answer.status_code == 422 and "There is no such example" in text(answer)


def test_nothing_is_answered_to_who_may_not_read(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a visitor of a real house, and nobody whose role is not named; the roles that are stand in tests/server/test_access.py."""
    import msgspec

    from bothy.server import access, running

    monkeypatch.setattr(running.running.facility, "house", msgspec.structs.replace(running.running.facility.house, demo=False))
    paths = ("/evidence/", "/evidence/city-figures/", "/evidence/city-figures/table.csv?example=nrs-drug-misuse-deaths", "/evidence/city-figures/answer.pdf?example=nrs-drug-misuse-deaths")
    for path in paths:
        assert visitor.get(path).status_code == visitor.post(path).status_code == 302, path
    from django.urls import resolve

    for path in paths:
        told = access.access_of(resolve(path.split("?")[0]).func, ())
        assert told == access.READERS and not access.may("worker", told) and not access.may(None, told), path
