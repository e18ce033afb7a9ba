"""Hostile words in every field of every command and of every form: no page, print or export acts on them.

The commands come from their Structs, the forms from the pages, the pages from the url tables and their links: what is new
is tried without a word here. Each answer is read as its reader would read it (`inert`).
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import msgspec
import msgspec.inspect as looked
import pytest

from attacks.hostile import NEVER, Pen, text_fields, with_hostile_words
from attacks.inert import HOSTILE, MARK, faults_of, of_csv, of_html
from attacks.walk import Seen, crawl, every_route, pattern_of
from bothy.care.commands import COMMANDS
from bothy.care.rules import SCOTLAND, HouseRules
from support.django_home import django_home, empty_people
from support.open_house import founding

PASSWORD = "a tall stool by the window"
ENDS_IT = ("/sign-out", "/revoke")
"""Forms that would end the walk itself."""


@pytest.fixture(scope="module")
def house() -> Iterator[SimpleNamespace]:
    """A house in which every word is hostile: its name, its rules, its staff and tablets, and all that was ever said in it."""
    home = django_home()
    empty_people()
    from django.test import Client, override_settings

    from bothy.people import ports
    from bothy.people.setup import add_office_user, add_staff, enrol_browser
    from bothy.server.opening import open_house
    from bothy.server.running import running

    told = with_hostile_words(msgspec.to_builtins(SCOTLAND), looked.type_info(HouseRules))
    told["time_zone"] = "Europe/London"
    for name in ("bank_holidays",):
        told.pop(name, None)
    rules = msgspec.convert(told, HouseRules, strict=False)
    for old in home.folder.glob("journal*"):
        old.unlink()
    facility = open_house(home, founding(name=HOSTILE, rules=rules))
    running.facility = facility
    running.say("open")
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    quick.enable()
    staff = add_staff(HOSTILE, "nurse", "4817")

    def manager() -> Any:
        """A manager who is signed in; a new one each time, for a form may end what it is tried with."""
        username = f"morag{uuid4().hex[:8]}"
        add_office_user(add_staff("Morag", "manager", "4817"), username, PASSWORD)
        browser = Client(headers={"Origin": "http://testserver"}, raise_request_exception=False)
        assert browser.login(username=username, password=PASSWORD)
        return browser

    device, _ = enrol_browser(HOSTILE)
    pen = Pen(facility, staff.id)
    pen.say_everything()
    yield SimpleNamespace(facility=facility, pen=pen, manager=manager, staff=staff, device=device)
    quick.disable()
    running.facility = None
    running.say("starting")
    ports.connect(lambda: None)
    facility.close()
    for old in home.folder.glob("journal*"):
        old.unlink()
    (home.folder / "snapshot.bothy").unlink(missing_ok=True)


def known_ids(house: SimpleNamespace) -> list[UUID]:
    return [*house.pen.subjects.values(), house.staff.id, house.device]


def check(seen: Seen) -> list[str]:
    return [f"{seen.address}: {fault}" for fault in faults_of(seen.headers, seen.content)] + (
        [f"{seen.address}: {seen.status}"] if seen.status >= 500 else []
    )


def test_every_command_that_takes_words_was_said_with_hostile_ones(house: SimpleNamespace) -> None:
    """Either it stands in the journal with them, or it was refused in a sentence: no command falls over."""
    spoken = {kind for kind in COMMANDS if kind not in NEVER and text_fields(looked.type_info(COMMANDS[kind]))}
    assert len(spoken) > 10
    for kind in COMMANDS:
        if kind in NEVER:
            continue
        answer = house.pen.answers[kind]
        assert answer.refusal is None or (answer.refusal.code not in ("fault", "not_kept") and len(answer.refusal.sentence) > 10), (kind, answer)
    stand = {kind for kind in spoken if house.pen.answers[kind].answer != "refused"}
    assert len(stand) > len(spoken) / 2, {kind: house.pen.answers[kind].refusal for kind in spoken - stand}


@pytest.fixture(scope="module")
def walked(house: SimpleNamespace) -> list[Seen]:
    """Everything that a manager can reach."""
    return list(crawl(house.manager(), every_route(), known_ids(house)))


def test_no_page_print_or_export_acts_on_what_was_said(house: SimpleNamespace, walked: list[Seen]) -> None:
    assert [fault for seen in walked for fault in check(seen)] == []
    assert sum(MARK.encode() in seen.content for seen in walked) > 10, "the words were shown, and so they were tried"
    kinds = {seen.headers.get("content-type", "").split(";")[0] for seen in walked}
    assert {"text/html", "text/csv", "application/pdf", "image/svg+xml", "application/json"} <= kinds, kinds


def test_every_form_takes_hostile_words_as_words(house: SimpleNamespace, walked: list[Seen]) -> None:
    """Each form that a manager meets, with hostile words in every field that takes any; and then every page again."""
    manager = house.manager()
    forms = {
        (pattern_of(form.action), tuple(one.name for one in form.fields)): form for seen in walked for form in seen.forms
    }  # fmt: skip
    assert len(forms) > 12
    faults, typed_in = [], 0
    for form in forms.values():
        if any(word in form.action for word in ENDS_IT):
            continue
        typed_in += any(one.typed for one in form.fields)
        if manager.get("/office/").status_code != 200:
            manager = house.manager()
        answer = manager.post(form.action, form.filled(HOSTILE, ""))
        faults += [f"POST {form.action}: {fault}" for fault in faults_of(*told(answer))]
        assert answer.status_code < 500, (form.action, answer.status_code)
    assert typed_in > 4
    for seen in crawl(house.manager(), every_route(), known_ids(house), most_each=1):
        faults += check(seen)
    assert faults == []


def told(answer: Any) -> tuple[dict[str, str], bytes]:
    """An answer's headers, by lower-case name, and all of its body."""
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    return {name.lower(): value for name, value in answer.headers.items()}, content


def test_words_in_addresses_are_words(house: SimpleNamespace) -> None:
    """What a page takes from its query stands on it as text, whatever the query is called."""
    from urllib.parse import quote

    names = ("q", "name", "month", "from", "to", "next", "show", "id", "key", "set", "by", "format", "number", "since", "until", "at", "said", "error", "part", "step")
    query = "&".join(f"{name}={quote(HOSTILE)}" for name in names)
    manager, faults = house.manager(), []
    for route in every_route():
        address = f"{route.filled(house.staff.id)}?{query}"
        if "/floor/stream" in address or "/sign-out" in address:
            continue
        answer = manager.get(address)
        faults += [f"{address[:80]}: {fault}" for fault in faults_of(*told(answer))] + ([f"{address[:80]}: {answer.status_code}"] if answer.status_code >= 500 else [])
    assert faults == []


def test_the_tables_still_stand(house: SimpleNamespace) -> None:
    from bothy.people.models import Person, Staff

    assert Person.objects.filter(chosen_name=HOSTILE).exists() and Staff.objects.filter(display_name=HOSTILE).exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (f"<p>{HOSTILE}</p>", "made an element"), ("<a href='javascript:x'>", "leads to"), ("<b onclick=x>", "has onclick"),
        ("<script>x</script>", "inline"), ("<p>&amp;lt;bothy-x&gt;</p>", "twice"), ("<p>onload=z>49{%x%}</p>", "template"),
    ],
)  # fmt: skip
def test_the_reader_of_pages_would_notice(content: str, fault: str) -> None:
    assert fault in " ".join(of_html(content.encode()))


def test_the_reader_of_tables_would_notice() -> None:
    assert of_csv(b"a,=1+1\r\n") and of_csv(b"a,@x\r\n") and not of_csv(b"a,-5\r\n")


def test_the_words_are_hostile_in_every_way() -> None:
    assert all(sign in HOSTILE for sign in "<>\"'{%#$=") and HOSTILE[0] == "="
