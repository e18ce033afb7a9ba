"""A file of finds is looked at first, line by line, and written down when somebody says so."""

from __future__ import annotations

import re
import tempfile
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bothy.evidence.finds.tidy import as_csv
from bothy.evidence.pages.brought import MOST_POSTED
from evidence.finds.walks import walks
from evidence.pages.conftest import text

PAGE = "/evidence/finds/bring"
HEAD = b"date,square,what,count,found_by,effort,effort_in\n"
GOOD = HEAD + b"31/01/2025,NS 60512 64601,needles,3,outreach,40,minutes\n2025-02-01,NS6064-NE-SE,needles,0,outreach,20,minutes\n"


def put(browser: Any, content: bytes, name: str = "walks.csv", **more: str) -> Any:
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content), **more})


def hidden(answer: Any) -> dict[str, str]:
    """What the form that writes it down sends."""
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(kept|kept_name|entry)" value="([^"]*)"', answer.content.decode())}


def test_it_is_looked_at_and_nothing_is_written_until_it_is_said(lead: Any, register: Any) -> None:
    looked = put(lead, GOOD)
    page = text(looked)
    assert looked.status_code == 200 and not register.objects.exists()
    assert "walks.csv can be used" in page and "1 place finer than a square was made coarser" in page and "Write down 2 finds" in page
    done = lead.post(PAGE, {**hidden(looked), "write": "1"}, follow=True)
    assert "2 finds of walks.csv written down, each in its square." in text(done)
    assert sorted((row.east, row.north, row.count, row.from_file) for row in register.objects.all()) == [(260_500, 664_500, 3, True), (260_750, 664_500, 0, True)]
    again = lead.post(PAGE, {**hidden(looked), "write": "1"}, follow=True)
    assert "written down already" in text(again) and register.objects.count() == 2
    assert "2 of them stand in the register already" in text(put(lead, GOOD))


def test_everything_that_is_wrong_is_said_with_its_row_and_without_a_place(lead: Any, register: Any) -> None:
    bad = HEAD + b"2025-01-31,12 Hunter Street,needles,3,,,\n2025-01-31,NS6064-NE-SW,spoons,3,,,\n2025-01-31,NS6064-NE-SW,needles,x,,,\nsoon,NS6064-NE-SW,needles,1,John Smith,,\n"
    answer = put(lead, bad)
    page = text(answer)
    assert answer.status_code == 422 and not register.objects.exists()
    assert "5 things are to be put right" in page and "row 2: That is no square" in page and "row 3: 'spoons'" in page and "row 4: count 'x'" in page and "row 5: 'soon' is no day" in page
    assert "Hunter" not in page and "Smith" not in page


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"hello\n", HEAD, b"PK\x03\x04rubbish", b"x" * (MOST_POSTED + 10), b"a," * 9000 + b"\n"])
def test_no_file_crashes_the_page(lead: Any, register: Any, content: bytes) -> None:
    answer = put(lead, content)
    assert answer.status_code in (413, 422) and 'role="alert"' in answer.content.decode() and not register.objects.exists()


def test_a_form_without_a_file_or_with_one_that_came_back_damaged_is_told(lead: Any, register: Any) -> None:
    assert "Choose a file" in text(lead.post(PAGE, {"write": "1"}))
    assert "came back damaged" in text(lead.post(PAGE, {"kept": "!!", "write": "1"}))
    assert not register.objects.exists()


def test_it_needs_the_pages_token_and_is_not_written_to_disk(lead: Any, register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = lead.cookies
    assert put(stranger, GOOD, write="1").status_code == 403
    # One that is too long to be read has no token either: it is told, and nothing is done.
    assert put(stranger, b"x" * (MOST_POSTED + 10), write="1").status_code == 413
    assert not register.objects.exists()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was written")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert put(lead, GOOD).status_code == 200


def test_a_whole_register_comes_in_by_file_and_is_taken_back_whole(lead: Any, register: Any) -> None:
    looked = put(lead, as_csv(walks(6)).encode())
    lead.post(PAGE, {**hidden(looked), "write": "1"})
    count = register.objects.count()
    assert count == len(list(walks(6))) > 100
    lead.post(f"/evidence/finds/{register.objects.first().id}/withdraw", {"why": "twice", "all": "1"})
    assert register.objects.filter(withdrawn_why="twice").count() == count
