"""The page of what may leave the house."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from support.open_house import LEAD, command, person_here, say


@pytest.fixture
def somebody(facility: Any) -> None:
    if not facility.house.floor_open:
        say(facility, command("open-floor", facility.id), actor=LEAD)
    person_here(facility)


def test_a_manager_takes_the_facts_along_and_it_is_written_down(office: Callable[..., Any], facility: Any, somebody: None) -> None:
    manager = office("manager")
    page = manager.get("/office/export").content.decode()
    assert "records, not counts" in page and "Nothing yet" not in page.split("What has left")[0]
    answer = manager.post("/office/export/facts", {"reason": "for the evaluators", "since": "", "until": ""})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert {"visit.parquet", "codebook.md", "manifest.json", "README.md"} <= set(archive.namelist())
    last = _entries()[-1]
    body = json.loads(last.body)
    assert (last.kind, last.staff) == ("data-exported", manager.staff.id)
    assert body["manifest"] == sha256(archive.read("manifest.json")).hexdigest()
    after = manager.get("/office/export").content.decode()
    assert "for the evaluators" in after and "Someone manager" in after and body["manifest"][:16] in after


def _entries() -> Any:
    from bothy.server.checkpoints import open_journal

    reader = open_journal()
    try:
        return list(reader.entries())
    finally:
        reader.close()


def test_without_a_reason_nothing_leaves(office: Callable[..., Any], somebody: None) -> None:
    manager, before = office("manager"), len(_entries())
    for told in ({"reason": " "}, {"reason": "x" * 301}, {"reason": "why", "since": "2031-01", "until": "2031-02"}):
        answer = manager.post("/office/export/facts", told, follow=True)
        assert answer.redirect_chain and "zip" not in answer.headers["Content-Type"]
    assert len(_entries()) == before


def test_nobody_else_sees_it(office: Callable[..., Any]) -> None:
    for role in ("nurse", "shift_lead", "analyst", "inspector"):
        browser = office(role)
        assert browser.get("/office/export").status_code == 403
        assert browser.post("/office/export/facts", {"reason": "mine"}).status_code == 403
        assert "/office/export" not in browser.get("/office/").content.decode()


def test_the_codebook_is_to_be_had_three_ways(office: Callable[..., Any]) -> None:
    manager = office("administrator")
    for form, begins in (("csv", b"record,of,name"), ("json", b"{"), ("md", b"# Codebook")):
        answer = manager.get(f"/office/export/codebook.{form}")
        assert answer.content.startswith(begins) and f"codebook.{form}" in answer.headers["Content-Disposition"]
    assert manager.get("/office/export/codebook.exe").status_code == 404
