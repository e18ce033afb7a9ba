"""Whatever is put in, by hand or by chance, a page answers: no design crashes, and nothing that was typed becomes part of it."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from bothy.evidence.pages import answering
from bothy.evidence.pages.registry import every_design
from evidence.pages.conftest import FIGURES, text

NASTY = (
    b"\x00\x01\x02", b"\xff\xfe\x00a", b"PK\x03\x04broken", b"\xef\xbb\xbf", b"," * 4000, b"\n" * 4000, b'"' * 999, b"a\n" + b"1,2\n" * 3,
    b"place,year,deaths\n" + b"x" * 90_000 + b",2020,1\n", b"place,year,deaths\nA,2020," + b"9" * 400 + b"\n", b"place,year,deaths\nA,9999,1\nB,1900,2\n",
    b"place,year,deaths\nA,2020,-1\n", b"place,year,deaths\nA,2020,1e308\n", b"place,year,deaths\nA,2020,nan\nA,2021,inf\n", b"place,date,count\nA,1900-01-01,1\nA,2099-12-31,1\n",
    "place,year,deaths\n<script>alert(1)</script>,2020,1\n=cmd|' /C calc'!A0,2021,2\n\u202eA,2022,3\n".encode(), b"time,y,x\n" + b"0,0,0\n" * 2000, b"{}", b"%PDF-1.7", b"<svg/>",
)  # fmt: skip


@pytest.mark.parametrize("name", every_design())
def test_no_nasty_file_crashes_a_design(bring: Callable[..., Any], name: str) -> None:
    for content in NASTY:
        for fields in ({}, {field.name: field.default or "1" for field in every_design()[name].fields}):
            answer = bring(content, to=f"/evidence/{name}/", **fields)
            assert answer.status_code in (200, 400, 422), content[:40]
            assert "does not foresee" not in text(answer), (content[:60], "the design itself should say what is wrong")
            assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("name", every_design())
def test_a_carried_file_that_was_damaged_is_answered_or_refused(bring: Callable[..., Any], name: str) -> None:
    chance = random.Random(5)
    for example in every_design()[name].examples:
        whole = example.content()
        for _ in range(12):
            damaged = bytearray(whole[: chance.randint(1, len(whole))])
            for _ in range(chance.randint(0, 6)):
                damaged[chance.randrange(len(damaged))] = chance.choice(b"\x00,\n\"x-9.\xff")
            answer = bring(bytes(damaged), to=f"/evidence/{name}/", **example.options)
            assert answer.status_code in (200, 400, 422)
            assert "does not foresee" not in text(answer), bytes(damaged)[-200:]


def test_forms_that_no_page_makes_are_answered(visitor: Any) -> None:
    odd = ({"kept": "not base64!", "asked": "1"}, {"kept": "", "asked": "1"}, {"kept": b64encode(b"").decode()}, {"kept": b64encode(FIGURES).decode(), "kept_name": "../../<b>\x00etc"},
           {"example": "x" * 5000}, {"example": "nrs-drug-misuse-deaths", "asked": "1", "place": "\x00"}, {"file": "a word and no file"})  # fmt: skip
    for told in odd:
        for path in ("", "table.csv", "answer.pdf", "picture-0-day.svg"):
            answer = visitor.post(f"/evidence/city-figures/{path}", told)
            assert answer.status_code < 500, (told, path)
            assert "html" not in answer["Content-Type"] or b"<b>etc" not in answer.content
    for body, kind in ((b"--x\r\n", "multipart/form-data; boundary=x"), (b"a", "multipart/form-data"), (b"\xff=%ff", "application/x-www-form-urlencoded"), (b"{", "application/json")):
        assert visitor.generic("POST", "/evidence/city-figures/", body, content_type=kind).status_code < 500, kind


def test_what_nobody_foresaw_is_told_without_what_stands_in_the_file(bring: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Lapwing Nobody-Else")

    monkeypatch.setattr(answering, "_run", broken)
    answer = bring()
    assert answer.status_code == 422 and "does not foresee (KeyError)" in text(answer)
    assert "Lapwing" not in text(answer) and "Lapwing" not in caplog.text and "city-figures stopped at a KeyError" in caplog.text
