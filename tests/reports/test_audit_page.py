"""A table put in on the page comes back with what an outsider can tell of it, and stays nowhere."""

import tempfile
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reports.test_pages import text


@pytest.fixture(autouse=True)
def the_house_has_a_clock(visitor, monkeypatch):
    """The links of every page say what is due now."""
    from bothy.server import running

    house = running.running.facility.house
    clock = SimpleNamespace(now=lambda: datetime.now(UTC))
    monkeypatch.setattr(running.running, "facility", SimpleNamespace(house=house, clock=clock))


LEAKS = b"Area,Male,Female,Total\nNorth,x,12,15\nSouth,20,31,51\n"
HOLDS = b"Area,a,b,c,Total\nNorth,<5,<5,12,20\nSouth,20,31,1,52\n"


def put(visitor, *contents: bytes, **asked):
    files = [SimpleUploadedFile(f"table{n}.csv", content) for n, content in enumerate(contents, 1)]
    return visitor.post("/reports/audit", {"files": files, **asked})


def test_a_hidden_count_that_is_told_is_framed_and_said_in_words(visitor):
    form = visitor.get("/reports/audit")
    assert form.status_code == 200 and "Audit a table" in text(form)
    answer = put(visitor, LEAKS, below="5")
    page = text(answer)
    assert answer.status_code == 200
    assert "Something leaks" in page and "1 can be told exactly" in page
    assert "▲ 3" in page and "told exactly" in page and "North, Total (15) is the sum of 2 parts" in page
    assert b'class="num hidden-count leaks"' in answer.content


def test_what_is_only_narrowed_is_no_leak_until_marks_are_believed(visitor):
    assert "Something leaks" in text(put(visitor, HOLDS)), "two below five that come to eight are four each"
    page = text(put(visitor, HOLDS.replace(b"<5", b"x"), below="5"))
    assert "Nothing leaks" in page and "0 to 8" in page
    assert "Something leaks" in text(put(visitor, HOLDS.replace(b"<5", b"x"), below="9"))


def test_two_tables_are_looked_at_together_and_each_is_shown(visitor):
    page = text(put(visitor, HOLDS.replace(b"<5", b"x"), HOLDS.replace(b"<5", b"4")))
    assert "is hidden here (x), and shown in table2.csv: 4" in page and "table1.csv" in page


def test_what_cannot_be_read_is_said_and_what_was_typed_as_html_stays_text(visitor):
    for contents, asked, status, says in (
        ((b"hello\n",), {}, 422, "has no columns"), ((), {}, 400, "Choose a CSV or XLSX file"), ((LEAKS,), {"below": "lots"}, 400, "whole number from 2"),
        ((LEAKS,) * 7, {}, 400, "6 files at most"), ((b"x," * 600_000,), {}, 413, "larger than 1,024 KB"), ((LEAKS,), {"sheet": "One"}, 422, "is not an XLSX file"),
    ):  # fmt: skip
        answer = put(visitor, *contents, **asked)
        assert answer.status_code == status and says in text(answer)
    marked = put(visitor, LEAKS.replace(b"North", b"<script>alert(1)</script>"))
    assert marked.status_code == 200 and b"<script>alert" not in marked.content


def test_more_hidden_counts_than_a_page_can_look_at_are_left_to_the_command_line(visitor):
    many = b"Area,a,b,Total\n" + b"".join(b"r%d,x,x,9\n" % n for n in range(200)) + b"s,1,2,3\n"
    answer = put(visitor, many)
    assert answer.status_code == 422 and "bothy audit-table" in text(answer)


def test_an_upload_is_not_written_to_disk_and_needs_the_pages_token(visitor, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("something was written")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert put(visitor, LEAKS).status_code == 200
    stranger = Client(enforce_csrf_checks=True)
    assert put(stranger, LEAKS).status_code == 403
