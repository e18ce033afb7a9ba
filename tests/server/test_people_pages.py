"""The office's pages about people: found, said to be one and parted again, shown what is held, and forgotten."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from bothy.journal.verify import verify
from bothy.reports.facts.opened import fresh
from support.open_house import LEAD, NURSE, command, register, say, start_visit

SALT = "ab" * 16


def raw(told: dict[str, Any]) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(told).encode())


@pytest.fixture
def known(facility: Any) -> Iterator[Callable[..., UUID]]:
    """Have somebody known under a name; a visit with a note in it where `note` says one."""
    if not facility.house.floor_open:
        say(facility, command("open-floor", facility.id), actor=LEAD)

    def make(name: str, code: str = "", note: str = "", visit: bool = True) -> UUID:
        person = register(private=raw({"name": name, "code": code}))
        told = [person]
        if visit:
            begun = start_visit(person.subject)
            told += [begun, command("assess", begun.subject, {"preparations": [{"substances": ["heroin"], "route": "vein"}]})]
            if note:
                told.append(noted(begun.subject, note))
            told.append(command("end-visit", begun.subject))
        for answer in say(facility, *told):
            assert answer.answer == "recorded", answer
        return person.subject

    return make


def noted(subject: UUID, text: str) -> Any:
    digest = hashlib.sha256(bytes.fromhex(SALT) + text.encode()).hexdigest()
    return command("note", subject, {"about": "visit", "digest": digest}, private=raw({"text": text, "salt": SALT}))


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', html)[1]  # type: ignore[index]


def everywhere(folder: Path, word: str) -> list[str]:
    """The files of a home in which a word stands."""
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def forgotten(office: Callable[..., Any], person: UUID) -> Any:
    browser = office("shift_lead")
    body = {"asked_by": "person", "command": str(uuid4())}
    page = browser.post(f"/office/people/{person}/forget", body)
    assert "Once more" in page.content.decode()
    return browser.post(f"/office/people/{person}/forget", body | {"sure": "yes"})


def test_somebody_is_found_by_a_short_form_of_their_name(office: Any, known: Any) -> None:
    person = known("James Turnbull", "plum-otter-7")
    page = office("nurse").get("/office/people?q=jimmy turnbull").content.decode()
    assert f"/office/people/{person}" in page
    assert "James Turnbull" in page


def test_only_those_who_may_see_people_find_them(office: Any, known: Any) -> None:
    person = known("James Turnbull")
    for role in ("reception", "worker", "analyst", "inspector"):
        for path in ("", f"/{person}", f"/{person}/held", f"/{person}/forget", "/alike", "/due"):
            assert office(role).get(f"/office/people{path}").status_code == 403, (role, path)
    assert office("administrator").get(f"/office/people/{person}/held").status_code == 403
    assert office("nurse").get(f"/office/people/{person}/forget").status_code == 403


def test_who_may_be_registered_twice_is_suggested_with_reasons_and_not_again_once_somebody_said_no(
    office: Any, known: Any
) -> None:
    known("Thelonius Baird", "plum-otter-7")
    known("Thelonious Baird", "plum-otter-9")
    browser = office("nurse")
    page = browser.get("/office/people/alike").content.decode()
    assert "Thelonius Baird" in page
    assert "code nearly the same" in page
    assert browser.post("/office/people/alike", {"one": hidden(page, "one"), "other": hidden(page, "other")}).status_code == 302
    assert "Thelonius Baird" not in browser.get("/office/people/alike").content.decode()


def test_a_merge_shows_what_is_added_up_and_is_taken_back_whole(office: Any, known: Any, facility: Any) -> None:
    jim, james = known("Jim Affleck", "oak-finch-2"), known("James Affleck", "oak-finch-3")
    browser = office("manager")
    path = f"/office/people/{jim}/is/{james}"
    page = browser.get(path).content.decode()
    assert facility.house.people[james].same_as is None, "looking changes nothing"
    assert page.count('<td class="num">1</td>') >= 2
    assert '<td class="num"><b>2</b></td>' in page
    assert browser.post(path, {"command": hidden(page, "command")}).status_code == 302
    assert facility.house.people[james].same_as == jim
    merged = browser.get(f"/office/people/{jim}").content.decode()
    assert "James Affleck" in merged
    found = browser.get("/office/people?q=james affleck").content.decode()
    assert f"/office/people/{jim}" in found, "found under either name, once"
    assert f"/office/people/{james}" not in found
    told = {"entry": hidden(merged, "entry"), "command": str(uuid4())}
    assert browser.post(f"/office/people/{james}/part", told).status_code == 302
    assert facility.house.people[james].same_as is None


def test_what_is_held_is_shown_in_words_and_that_it_was_shown_is_noted(office: Any, known: Any, facility: Any) -> None:
    person = known("Morven Sillars", "elm-wren-4", note="prefers the corner place")
    browser = office("nurse")
    asks = browser.get(f"/office/people/{person}/held").content.decode()
    assert "corner place" not in asks, "nothing is shown before it is said who asked"
    assert browser.post(f"/office/people/{person}/held", {"asked_by": "nobody"}).status_code == 400
    number = facility.house.number
    page = browser.post(f"/office/people/{person}/held", {"asked_by": "person", "command": str(uuid4())})
    html = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    for words in ("Morven Sillars", "elm-wren-4", "prefers the corner place", "Registered", "heroin, into a vein", "90 days"):
        assert words in html, words
    assert facility.house.number == number + 1
    pdf = browser.post(f"/office/people/{person}/held.pdf", {"asked_by": "representative", "command": str(uuid4())})
    assert pdf.content.startswith(b"%PDF")
    assert "Sillars" not in pdf["Content-Disposition"]
    shown = browser.post(f"/office/people/{person}/held", {"asked_by": "person", "command": str(uuid4())}).content.decode()
    assert "asked by: the person themselves; on the screen" in shown
    assert "printed" in shown.split("Who looked")[1], "each time it was put together stands there"


def test_the_words_of_a_forgotten_person_are_in_no_file_and_the_counts_stand_to_the_digit(
    office: Any, known: Any, facility: Any
) -> None:
    from django.conf import settings

    from bothy.people.models import Note, Person
    from bothy.server.checkpoints import open_journal

    home = Path(settings.HOME.folder)
    person = known("Zebedee Quillfeather", "quince-zander-8", note="the quetzal tattoo on the left")
    words = ("Quillfeather", "quillfeather", "quince-zander-8", "quetzal")
    assert any(everywhere(home, word) for word in words), "else the test could not fail"
    facts = fresh(home, open_journal())
    before = {name: facts.table(name) for name in ("visit", "episode", "person", "supply")}
    head = facility.house.number
    assert forgotten(office, person).status_code == 302
    facility.snapshots.save()
    assert facility.house.number == head + 1
    assert facility.house.people[person].forgotten_at is not None
    assert not Person.objects.filter(id=person).exists()
    assert not Note.objects.filter(text__contains="quetzal").exists()
    for word in words:
        assert everywhere(home, word) == [], word
    assert office("nurse").get("/office/people?q=Quillfeather").content.decode().count("Nobody is known") == 1
    reader = open_journal()
    assert verify(reader).ok
    after = fresh(home, reader)
    for name, table in before.items():
        assert after.table(name).equals(table), name
    told = office("nurse").post(f"/office/people/{person}/held", {"asked_by": "person", "command": str(uuid4())}).content.decode()
    assert "No name is held" in told


def test_nothing_goes_before_the_second_look_and_not_while_they_are_here(office: Any, known: Any, facility: Any) -> None:
    from bothy.people.models import Person

    person = known("Ailsa Threave")
    browser = office("manager")
    page = browser.get(f"/office/people/{person}/forget").content.decode()
    assert "What goes" in page and "What stays, and why" in page
    browser.post(f"/office/people/{person}/forget", {"asked_by": "person", "command": str(uuid4())})
    assert browser.post(f"/office/people/{person}/forget", {"sure": "yes"}).status_code == 400
    assert Person.objects.filter(id=person).exists()
    begun = start_visit(person)
    say(facility, begun)
    body = {"asked_by": "person", "sure": "yes", "command": str(uuid4())}
    assert browser.post(f"/office/people/{person}/forget", body).status_code == 400
    assert Person.objects.filter(id=person).exists()
    say(facility, command("end-visit", begun.subject))


def test_a_crash_between_the_entry_and_the_rows_is_finished_at_the_next_start(
    office: Any, known: Any, facility: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bothy.people import forgetting
    from bothy.people.models import Note, Person
    from bothy.server.checkpoints import open_journal
    from bothy.server.forgetting import finish

    person = known("Ewan Carstairs", note="a word that must go")
    finish(facility.house, open_journal())  # of other tests: these tables were emptied since

    class Crash(BaseException):
        pass

    def crash(*_: object) -> None:
        raise Crash

    monkeypatch.setattr(forgetting, "erase", crash)
    with pytest.raises(Crash):
        forgotten(office, person)
    monkeypatch.undo()
    assert facility.house.people[person].forgotten_at is not None
    assert Person.objects.filter(id=person).exists(), "as the crash left it"
    assert finish(facility.house, open_journal()) == 1
    assert not Person.objects.filter(id=person).exists()
    assert not Note.objects.filter(text="a word that must go").exists()
    assert finish(facility.house, open_journal()) == 0


def test_a_tablet_that_was_cut_off_brings_no_name_back(office: Any, known: Any, facility: Any) -> None:
    from bothy.people.models import Note, Person

    person = known("Iona Petrie")
    forgotten(office, person)
    again = register(subject=person, private=raw({"name": "Iona Petrie"}))
    begun = start_visit(person, acted=True)
    late = noted(begun.subject, "Iona said she sleeps badly")
    for answer in say(facility, again, begun, late, command("end-visit", begun.subject)):
        assert answer.answer in ("recorded", "contested"), answer
    assert facility.house.people[person].visits == 2, "what happened is written"
    assert not Person.objects.filter(id=person).exists()
    assert not Note.objects.filter(text__contains="Iona").exists()
    assert "Nobody is known" in office("nurse").get("/office/people?q=Iona").content.decode()


def test_whoever_was_merged_goes_under_every_name(office: Any, known: Any, facility: Any) -> None:
    from bothy.people.models import Person

    one, other = known("Rory Menmuir"), known("Ruaridh Menmuir")
    say(facility, command("merge-person", other, {"same_as": str(one)}), actor=NURSE)
    forgotten(office, other)
    assert not Person.objects.filter(id__in=(one, other)).exists()


def test_whose_time_is_over_is_listed_and_goes_on_confirmation_only(office: Any, known: Any, facility: Any, monkeypatch: Any) -> None:
    from django.utils import timezone

    from bothy.care.kinds import REGISTER_KINDS
    from bothy.care.rules import Retention
    from bothy.people.models import Note, Person
    from bothy.server import running as now
    from bothy.server.checkpoints import open_journal
    from bothy.server.office import people_due

    person = known("Struan Idle", note="long ago")
    browser = office("manager")
    monkeypatch.setattr(people_due, "limits", lambda house: Retention(person_idle_months=6, notes_months=1))
    assert "Struan Idle" not in browser.get("/office/people/due").content.decode()
    later = now.now() + timedelta(days=200)
    monkeypatch.setattr(people_due.running, "now", lambda: later)
    Note.objects.update(created_at=later - timedelta(days=400))
    page = browser.get("/office/people/due").content.decode()
    assert "Struan Idle" in page
    assert Person.objects.filter(id=person).exists()
    browser.post("/office/people/due", {"what": "notes"})
    assert not Note.objects.filter(text="long ago").exists()
    reader = open_journal()
    (entry,) = reader.of_kinds(("words-erased",), REGISTER_KINDS)
    reader.close()
    told = json.loads(entry.body)
    assert (told["notes"], told["months"]) == (1, 1), "that words went, how many and by which rule is written down"
    assert date.fromisoformat(told["before"]) < (timezone.now() - timedelta(days=29)).date()
    assert entry.staff == browser.staff.id
    browser.post("/office/people/due", {"what": "people", "person": [str(person)]})
    assert not Person.objects.filter(id=person).exists()
    assert facility.house.people[person].forgotten_at is not None
