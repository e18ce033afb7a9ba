"""A file comes, is answered, comes along again for its downloads, and stays nowhere; what is wrong is said and nothing is lost."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest

from bothy.evidence.pages.brought import MOST_BYTES, MOST_POSTED
from evidence.pages.conftest import FIGURES, form_again, text

Bring = Callable[..., Any]


def test_its_picture_stands_in_the_page_and_its_files_are_asked_for_with_the_file_itself(visitor: Any, bring: Bring) -> None:
    page = bring(place="North; South", source="An office")
    assert page.status_code == 200 and "North: 28 in 2023" in text(page) and "An office" in text(page)
    day, night = (b64decode(told) for told in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page.content.decode()))
    assert b"<svg" in day and b"<svg" in night and day != night
    again = form_again(page)
    assert b64decode(again["kept"]) == FIGURES
    table = visitor.post("/evidence/city-figures/table.csv", {**again, "sheet": "figures"})
    rows = list(csv.DictReader(io.StringIO(table.content.decode())))
    assert [row["Count"] for row in rows] == ["31", "28", "", "12", "9", "14"], "what is suppressed is an empty cell"
    assert visitor.post("/evidence/city-figures/answer.pdf", again).content[:5] == b"%PDF-"
    one = visitor.post("/evidence/city-figures/table.csv", {**again, "place": "South"})
    assert [row["Place"] for row in csv.DictReader(io.StringIO(one.content.decode()))] == ["South"] * 3


def test_other_options_need_no_second_choosing_of_the_file(visitor: Any, bring: Bring) -> None:
    again = form_again(bring())
    page = visitor.post("/evidence/city-figures/", {**again, "place": "South"})
    assert "South: 14 in 2024" in text(page) and "deaths.csv is at hand" in text(page)


def test_a_carried_example_has_an_address_that_can_be_sent_on(visitor: Any) -> None:
    answer = visitor.post("/evidence/city-figures/", {"asked": "1", "example": "nrs-drug-misuse-deaths", "opened": "2020-01-01"})
    assert answer.status_code == 302
    assert "1,017 in 2024" in text(visitor.get(answer.url)) and 'value="2020-01-01"' in visitor.get(answer.url).content.decode()


def test_a_quotation_stands_beside_the_carried_figures_and_is_not_among_them(visitor: Any) -> None:
    page = visitor.get("/evidence/city-figures/?example=suspected-drug-deaths-by-police-division")
    assert "Quoted, and not data: “170 deaths”" in text(page) and "G: Greater Glasgow" in text(page)
    table = visitor.get("/evidence/city-figures/table.csv?example=suspected-drug-deaths-by-police-division").content.decode()
    assert {row["Count"] for row in csv.DictReader(io.StringIO(table))} & {"57", "55"} and ",170," not in table


@pytest.mark.parametrize(("content", "fields", "says"), [
    (b"place,year,deaths\nNorth,2022,lots\nNorth,2022,5\nNorth,2022,6\n", {}, "'lots' is no count"),
    (FIGURES, {"place": "West"}, "no place 'West'"), (FIGURES, {"opened": "soon"}, "'soon' is no day"), (FIGURES, {"measure": "x"}, "none of the choices"),
    (FIGURES, {"place": "x" * 300}, "at most 200"), (b"", {}, "is empty"), (b"one line\n", {}, "deaths.csv"),
])  # fmt: skip
def test_what_is_wrong_is_a_sentence_on_the_page_and_what_was_typed_stays(bring: Bring, content: bytes, fields: dict[str, str], says: str) -> None:
    answer = bring(content, source="The office of figures", **fields)
    assert answer.status_code in (400, 422) and says in text(answer)
    page = answer.content.decode()
    assert 'value="The office of figures"' in page and 'role="alert"' in page
    for told in fields.values():
        assert f'value="{told}"' in page or len(told) > 200 or told == "x"


def test_a_file_that_was_wrongly_asked_is_still_at_hand(visitor: Any, bring: Bring) -> None:
    refused = bring(place="West")
    kept = re.search(r'name="kept" value="([^"]+)"', refused.content.decode())
    assert kept and b64decode(kept[1]) == FIGURES
    assert visitor.post("/evidence/city-figures/", {"asked": "1", "kept": kept[1], "kept_name": "deaths.csv", "place": "North"}).status_code == 200


def test_too_much_is_refused_before_it_is_read(visitor: Any, bring: Bring) -> None:
    assert bring(b"a," * (MOST_BYTES // 2 + 1)).status_code == 422
    answer = bring(b"a" * (MOST_POSTED + 1))
    assert answer.status_code == 413 and f"{MOST_BYTES // 1024} KB" in text(answer)
    assert bring(FIGURES, to="/evidence/city-figures/answer.pdf", place="West").status_code == 422
    nothing = visitor.post("/evidence/city-figures/", {"asked": "1"})
    assert nothing.status_code == 400 and "Choose a file" in text(nothing)


def test_an_upload_is_not_written_to_disk_and_needs_the_pages_token(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was written")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert bring().status_code == 200
    stranger = Client(enforce_csrf_checks=True)
    for path in ("", "table.csv", "answer.pdf"):
        assert stranger.post(f"/evidence/city-figures/{path}", {"asked": "1", "example": "nrs-drug-misuse-deaths"}).status_code == 403


def test_no_cell_of_it_is_run_as_a_formula(visitor: Any, bring: Bring) -> None:
    page = bring(b"place,year,deaths\n=1+1,2022,3\n+44,2022,4\n-2,2022,5\n@SUM(A1),2022,6\n")
    table = visitor.post("/evidence/city-figures/table.csv", form_again(page))
    places = [row["Place"] for row in csv.DictReader(io.StringIO(table.content.decode()))]
    assert places == ["'=1+1", "'+44", "'-2", "'@SUM(A1)"]
