"""Beside what is found on the street stands what people say at the desk: protected, of those who answered, and no count of the street."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.pages.conftest import text
from reports.journals import INJECT, Pen, at, write


def test_the_floors_own_answers_stand_beside_the_finds(lead: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports import facts
    from bothy.reports.pages import current

    pen = Pen()
    people = [pen.person(at("2025-01-13")) for _ in range(12)]
    for n in range(60):
        pen.visit(people[n % 12], at(f"2025-01-{13 + n % 14}", f"{10 + n % 9}:00"), INJECT, place=1 + n % 7)
    write(tmp_path, pen.drafts)
    facts.fresh(tmp_path)
    monkeypatch.setattr(current, "home", lambda: tmp_path)
    page = text(lead.get("/evidence/finds/"))
    assert "Where otherwise, and alone" in page and "it is no count of what happened on the street" in page
    assert page.lower().count("would have used") >= 2


def test_before_anything_was_added_up_there_is_nothing_beside_them(lead: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports.pages import current

    monkeypatch.setattr(current, "home", lambda: tmp_path)
    assert "Where otherwise, and alone" not in text(lead.get("/evidence/finds/"))
