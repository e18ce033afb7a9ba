"""The office's inspection page, and what an inspector sees: what proves, and nobody's name on any page of this server."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from pypdf import PdfReader

from bothy.care.bodies_inspection import InspectionMade
from bothy.care.hours import business_day
from bothy.care.kinds import decode
from bothy.journal.checkpoint import to_text
from bothy.reports.inspection.bundle import check
from support.open_house import command, register, say, start_visit

PLANTED = ("Zebedee-Planted", "plum-otter-77", "Wordswordswords", "Quintilla Planted", "Morwenna Planted", "CARD-99417", "4817")
"""A service user's name and code, words of a note, names of staff and of a visitor, a card, a PIN."""


@pytest.fixture
def planted(facility: Any, office: Callable[..., Any]) -> UUID:
    """A house with names everywhere that a name can stand."""
    from bothy.people.private import NoteWords, PersonWords, PrivatePart, note_digest, take_private
    from bothy.people.setup import add_staff

    manager = add_staff("Quintilla Planted", "manager", "4817")
    add_staff("Morwenna Planted", "nurse", "4817")
    person = register()
    take_private([PrivatePart(person.id, person.subject, PersonWords("Zebedee-Planted", "plum-otter-77", "CARD-99417"))])
    visit = start_visit(person.subject, acted=True)
    say(facility, person, visit)
    say(facility, command("sign-rules", facility.id, {"rules": msgspec.to_builtins(facility.house.rules[-1].rules), "effective_from": (facility.clock.now() + timedelta(seconds=5)).isoformat(), "signer": str(manager.id)}), actor=_actor(manager))
    for about, text, subject in (("visit", "Wordswordswords", visit.subject), ("name", "Morwenna Planted", uuid4())):
        salt = "ab" * 16
        note = command("note", subject, {"about": about, "digest": note_digest(text, salt)})
        take_private([PrivatePart(note.id, subject, NoteWords(text, salt))])
        say(facility, note)
    visitor = command("let-visitor-in", uuid4(), {"what": "inspector", "purpose": "inspection"})
    say(facility, visitor, actor=_actor(manager))
    emergency = uuid4()
    say(facility, command("raise-emergency", emergency, {"visit": str(visit.subject)}), command("close-emergency", emergency, {"outcome": "recovered_here", "presentation": "opioid"}))
    return emergency


def _actor(staff: Any) -> Any:
    from bothy.care.commands import Actor

    return Actor(staff=staff.id, role=staff.role)


def made(browser: Any, facility: Any, **more: str) -> str:
    """Make a pack of today through the page; its name."""
    today = business_day(facility.house, facility.clock.now()).isoformat()
    told = browser.post("/office/inspection/make", {"since": today, "until": today, **more})
    assert told.status_code == 302 and told.url == "/office/inspection/making", told.content
    for _ in range(300):
        told = browser.get("/office/inspection/making")
        if told.status_code == 302:
            break
        time.sleep(0.1)
    assert told.url.startswith("/office/inspection/inspection-"), told.url
    return told.url.rpartition("/")[2]


def test_an_inspector_makes_a_pack_takes_it_along_and_has_it_checked(office: Callable[..., Any], facility: Any, planted: UUID) -> None:
    from bothy.server.checkpoints import keep_checkpoint

    held = keep_checkpoint(facility)
    browser = office("inspector")
    name = made(browser, facility, checkpoint=to_text(held))
    page = browser.get(f"/office/inspection/{name}").content.decode()
    assert "Were there ever more people inside" in page and "1 checkpoint brought" in page
    data = b"".join(browser.get(f"/office/inspection/{name}/file").streaming_content)
    assert check(data).ok
    entry = facility.house.number
    told = next(one for one in _entries() if one.number == entry)
    body = decode(told.kind, told.body)
    assert isinstance(body, InspectionMade) and told.staff == browser.staff.id
    assert name in browser.get("/office/inspection").content.decode()

    upload = io.BytesIO(data)
    upload.name = "mine.zip"
    page = browser.post("/office/inspection/check", {"pack": upload}, follow=True).content.decode()
    assert "mine.zip: good." in page
    upload = io.BytesIO(data[:-30])
    upload.name = "cut.zip"
    assert "cut.zip: wrong." in browser.post("/office/inspection/check", {"pack": upload}, follow=True).content.decode()
    key = re.search(r"/office/inspection/key/([0-9a-f]{16})\.pem", browser.get("/office/inspection").content.decode())
    assert key and b"BEGIN PUBLIC KEY" in browser.get(key.group(0)).content


def _entries() -> list[Any]:
    from bothy.server.checkpoints import open_journal

    reader = open_journal()
    try:
        return list(reader.entries())
    finally:
        reader.close()


def test_nothing_that_was_planted_is_in_any_part_of_a_pack(office: Callable[..., Any], facility: Any, planted: UUID) -> None:
    browser = office("manager")
    name = made(browser, facility)
    data = b"".join(browser.get(f"/office/inspection/{name}/file").streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    pdf = PdfReader(io.BytesIO(parts["inspection.pdf"]))
    parts["words of the PDF"] = "".join(page.extract_text() for page in pdf.pages).encode()
    parts["what the PDF says of itself"] = repr(pdf.metadata).encode()
    found = {(one, word) for one, part in parts.items() for word in (*PLANTED[:-1], browser.staff.display_name) if word.lower().encode() in part.lower()}
    assert found == set()
    ids = {str(one).replace("-", "") for entry in _entries() for one in (entry.subject, entry.staff, entry.device, entry.id) if one is not None}
    ids -= {str(facility.id).replace("-", "")}
    for one, part in parts.items():
        words = {word.decode().replace("-", "") for word in re.findall(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", part)}
        assert not words & ids, one


_OWN = ("/sign-", "/office/sign-", "/office/awake")
"""One's own account."""

INSPECTOR_SEES = {
    "/", "/found", "/floor/", "/floor/shell.js", "/office/", "/office/inspection", "/office/inspection/making", "/office/rules", "/journal/",
    "/office/rules/compare", "/office/legal-basis", "/office/readiness", "/office/departures", "/office/departures.csv",
    "/office/protocol", "/office/registers", "/office/registers/evacuation", "/office/requests",
    "/journal/verify/state", "/office/publications/", "/office/publications/due", "/office/publications/statistics-due.ics",
}  # fmt: skip
"""Pages without an id in their address that answer an inspector; what else does is one's own account."""


def _plain_addresses() -> list[str]:
    from server.test_access import every_view

    return sorted({path for path, _, _ in every_view() if "<" not in path and not path.startswith("/demo/")})


def test_an_inspector_sees_exactly_this_and_nobodys_name(office: Callable[..., Any], facility: Any, planted: UUID) -> None:
    browser = office("inspector")
    own = browser.staff.display_name
    name = made(browser, facility)
    seen = set()
    addresses = [*_plain_addresses(), f"/office/inspection/{name}", f"/office/emergencies/{planted}", f"/office/emergencies/{planted}/replay", f"/office/staff/{browser.staff.id}"]
    for path in addresses:
        told = browser.get(path)
        body = b"".join(told.streaming_content) if told.streaming else told.content
        assert told.status_code < 500, path
        text = body.decode("utf-8", "replace").replace(own, "")
        for word in PLANTED:
            assert word not in text, (path, word)
        if told.status_code < 400:
            seen.add(path)
    account = {path for path in seen if path.startswith(_OWN)}
    assert seen - account - INSPECTOR_SEES == {f"/office/inspection/{name}"}
    assert INSPECTOR_SEES - seen == set()


def test_an_inspector_writes_nothing_but_packs(office: Callable[..., Any], facility: Any, planted: UUID) -> None:
    from server.test_access import every_view

    browser = office("inspector")
    before = facility.house.number
    answered = set()
    # Signed out, everything would only ask to sign in.
    walked = {path for path, _, _ in every_view() if "<" not in path and "sign-out" not in path and not path.startswith("/demo/")}
    for path in walked:
        told = browser.post(path, {})
        assert told.status_code < 500, path
        if told.status_code not in (401, 403, 405, 404):
            answered.add(path)
    account = {path for path in answered if path.startswith(_OWN)}
    assert answered - account - {"/", "/found", "/floor/", "/floor/enrol", "/floor/shell.js", "/office/"} <= {
        "/office/inspection/make", "/office/inspection/check", "/journal/verify",
    }  # fmt: skip
    assert facility.house.number == before


def test_what_cannot_be_made_is_said_in_a_sentence(office: Callable[..., Any], facility: Any) -> None:
    browser = office("inspector")
    for form, says in (
        ({"since": "", "until": ""}, "is no day"),
        ({"since": "2025-02-01", "until": "2025-01-01"}, "before it begins"),
        ({"since": "2025-02-01", "until": "2025-02-01", "checkpoint": "hello"}, "This is no checkpoint"),
    ):
        assert says in browser.post("/office/inspection/make", form, follow=True).content.decode()
    for name in ("nothing.zip", "..%2f..%2fsettings.toml", "inspection-2025-01-01-to-2025-01-01-at-1.zip"):
        assert browser.get(f"/office/inspection/{name}").status_code == 404
        assert browser.get(f"/office/inspection/{name}/file").status_code == 404
    assert "Choose a pack" in browser.post("/office/inspection/check", {}, follow=True).content.decode()
    assert office("nurse").get("/office/inspection").status_code == 403
