"""A file of one's own: judged, shown, taken away again, and kept nowhere."""

from __future__ import annotations

import base64
import tempfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bothy.evidence.pages.carried_along import MOST_BYTES, pack, unpack
from bothy.evidence.pages.design import Given
from bothy.evidence.table import BadTable
from evidence.pages.reading import drawn, file, hidden, pictures, text, wrong

PAGE = "/evidence/design/figures/"
TABLE = b"place,year,deaths\nGlasgow,2022,196\nGlasgow,2023,246\nGlasgow,2024,x\nElsewhere,2023,0\n"


def put(browser: Any, content: bytes = TABLE, **asked: str) -> Any:
    return browser.post(PAGE, {"file": file(content), **asked})


def test_it_is_judged_and_its_pictures_stand_in_the_page(analyst: Any) -> None:
    answer = put(analyst)
    assert answer.status_code == 200 and "Glasgow: 196 in 2022, 246 in 2023" in text(answer)
    assert len(drawn(answer)) == 2 and drawn(answer)[0] != drawn(answer)[1], "by day and by night"
    assert all(one.startswith("data:image/svg+xml") for one in pictures(answer)), "no address leads to what is kept nowhere"


def test_options_are_changed_without_choosing_the_file_again(analyst: Any) -> None:
    first = put(analyst)
    kept = hidden(first, "kept")
    again = analyst.post(PAGE, {"kept": kept, "places": "Elsewhere"})
    assert again.status_code == 200 and "Elsewhere: 0 in 2023" in text(again) and "deaths.csv is still here" in text(again)
    refused = analyst.post(PAGE, {"kept": kept, "places": "Nowhere", "opened": "2023-01-13"})
    assert refused.status_code == 422 and "There are: Glasgow; Elsewhere" in wrong(refused)
    html = refused.content.decode()
    assert 'value="Nowhere"' in html and 'value="2023-01-13"' in html and hidden(refused, "kept") == kept, "what was typed is kept, the file too"


def test_another_file_takes_the_place_of_the_one_that_came_along(analyst: Any) -> None:
    kept = hidden(put(analyst), "kept")
    answer = analyst.post(PAGE, {"kept": kept, "file": file(b"place,year,deaths\nLeith,2024,7\nLeith,2025,9\n", "other.csv")})
    assert "Leith: 7 in 2024" in text(answer) and "Glasgow" not in text(answer)


def test_figures_and_paper_are_made_of_the_form_that_is_sent_again(analyst: Any) -> None:
    kept = hidden(put(analyst), "kept")
    table = analyst.post(f"{PAGE}figures.csv", {"kept": kept})
    assert table["Content-Type"].startswith("text/csv") and table.content.decode().count("\n") == 5
    paper = analyst.post(f"{PAGE}figures.pdf", {"kept": kept})
    assert paper.content[:5] == b"%PDF-" and paper["Content-Disposition"] == 'attachment; filename="figures.pdf"'
    assert analyst.post(f"{PAGE}figures.csv", {"kept": kept, "places": "Nowhere"}).status_code == 422


def test_nothing_is_written_and_the_page_wants_its_token(analyst: Any, office: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps

    def rows() -> dict[str, int]:
        return {one._meta.label: one._default_manager.count() for one in apps.get_models() if one._meta.managed}

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was written")

    put(analyst)  # from here on it is known since when a second factor is asked
    before = rows()
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    # As large as a file may be, so that an upload handler of the disk would have taken it.
    many = b"place,year,deaths\n" + b"".join(b"Place number %06d,2024,5\n" % n for n in range(19_000))
    assert put(analyst, many).status_code == 200
    assert rows() == before
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = analyst.cookies
    assert stranger.post(PAGE, {"file": file(TABLE)}).status_code == 403


def test_what_is_too_large_is_said_so_however_it_comes(analyst: Any) -> None:
    for content in (b"year,deaths\n" + b"x" * MOST_BYTES, b"x" * (3 * MOST_BYTES)):
        answer = put(analyst, content)
        assert answer.status_code in (400, 413) and "larger than 512 KB" in wrong(answer)
    bomb = base64.b64encode(zlib.compress(b"a.csv\0" + b"0" * 400_000_000, 9)).decode()
    assert "did not come along" in wrong(analyst.post(PAGE, {"kept": bomb[: 900 * 1024]}))


@pytest.mark.parametrize("kept", ["x", "!!!!", "eJwDAAAAAAE=", base64.b64encode(b"plain").decode(), base64.b64encode(zlib.compress(b"no name")).decode(), base64.b64encode(zlib.compress(b"\xff\xff\0x")).decode()])
def test_what_comes_back_is_whatever_a_browser_sends(analyst: Any, kept: str) -> None:
    answer = analyst.post(PAGE, {"kept": kept})
    assert answer.status_code == 400 and wrong(answer) == "The file did not come along with the form. Choose it again."


def test_a_file_comes_along_as_it_was() -> None:
    given = Given("år, “deaths”.csv", bytes(range(256)) * 2000)
    assert unpack(pack(given)) == given
    with pytest.raises(BadTable, match="larger than"):
        unpack(pack(Given("a", b"0" * (MOST_BYTES + 1))))


def test_a_form_without_a_file_is_about_its_example_and_gets_an_address(analyst: Any) -> None:
    answer = analyst.post(PAGE, {"example": "nrs-drug-misuse-deaths", "opened": "2025-01-13"})
    assert answer.status_code == 302 and "example=nrs-drug-misuse-deaths" in answer.url and "opened=2025-01-13" in answer.url
    assert analyst.get(answer.url).status_code == 200
    nothing = analyst.post(PAGE, {"places": "Glasgow"})
    assert nothing.status_code == 400 and wrong(nothing) == "Choose a file, or one of the examples." and 'value="Glasgow"' in nothing.content.decode()
    empty = analyst.post(PAGE, {"file": file(b"", "empty.csv")})
    assert empty.status_code == 400 and wrong(empty) == "empty.csv is empty."
