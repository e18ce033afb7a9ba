"""Whether a name gets out: to an inspector, an analyst or the city; all at once to anybody; out of the vault without a look.

Forty people, each with a name, a code, a card and the words of a note that stand nowhere else, and one of them with
identity and contact in the vault. Every page, print and export that somebody can reach is read for them, also inside PDFs
and workbooks.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pypdf
import pytest

from attacks.walk import Seen, crawl, every_route
from support.open_house import FACILITY, command, register, say, start_visit

PEOPLE = 40
MOST_AT_ONCE = 20
"""So many does a search find; no page lists more people."""
OUTSIDERS = ("inspector", "analyst")
SECRET = "Quillfeather"
"""What is in the vault begins with it."""


def name_of(number: int) -> str:
    return f"Zephyrine{number:02d}q"


def words_of(number: int) -> tuple[str, ...]:
    """All that is known of one person in words."""
    return name_of(number), f"zq{number:02d}-otter-{number}", f"CARD{number:02d}ZQ", f"the words of note {number:02d}zq"


@pytest.fixture(scope="module")
def people(facility: Any) -> Iterator[SimpleNamespace]:
    from bothy.people.private import note_digest
    from support.django_home import empty_people

    empty_people()
    ids, visits = [], []
    for number in range(PEOPLE):
        name, code, card, words = words_of(number)
        private = msgspec.Raw(msgspec.json.encode({"name": name, "code": code, "card": card}))
        person, visit = register(private=private), uuid4()
        note = command(
            "note", visit, {"about": "visit", "digest": note_digest(words, "ab" * 32)},
            private=msgspec.Raw(msgspec.json.encode({"text": words, "salt": "ab" * 32})),
        )  # fmt: skip
        answers = say(facility, person, start_visit(person.subject, visit, acted=True), note)
        assert all(each.answer != "refused" for each in answers), answers
        ids.append(person.subject)
        visits.append(visit)
    emergency, referral = uuid4(), uuid4()
    told = (
        command("raise-emergency", emergency, {"visit": str(visits[0]), "place": 1}), command("observe", emergency, {"breaths_per_minute": 6}),
        command("close-emergency", emergency, {"outcome": "recovered_here"}),
        command("offer-referral", referral, {"person": str(ids[0]), "to": "housing", "visit": str(visits[0])}),
    )  # fmt: skip
    assert all(each.answer != "refused" for each in say(facility, *told))
    _into_the_vault(ids[0])
    yield SimpleNamespace(facility=facility, ids=ids, visits=visits, emergency=emergency, referral=referral)
    from bothy.people.vault.models import PersonKey, Sealed

    Sealed.objects.all().delete()
    PersonKey.objects.all().delete()


def _into_the_vault(person: UUID) -> None:
    """Identity and contact of one person, as the vault's own page keeps them."""
    from bothy.people.vault import keeping
    from bothy.people.vault.parts import SHAPES

    for part, shape in SHAPES.items():
        fields = {}
        for field in msgspec.structs.fields(shape):
            if field.type is str or "str" in str(field.type):
                fields[field.name] = SECRET
        try:
            said = msgspec.convert(fields, shape)
        except msgspec.ValidationError:
            continue
        made = uuid4()
        keeping.put(person, part, said, made)
        keeping.settle(made)


@pytest.fixture
def browser(people: SimpleNamespace) -> Callable[[str], Any]:
    """A browser signed in in that role."""
    from django.contrib.auth.models import User
    from django.test import Client

    from bothy.people.models import Staff
    from bothy.people.setup import add_office_user, add_staff

    def signed_in(role: str) -> Any:
        Staff.objects.filter(display_name=f"Someone {role}").delete()
        User.objects.filter(username=role).delete()
        staff = add_staff(f"Someone {role}", role, "4817")  # type: ignore[arg-type]
        add_office_user(staff, role, "a tall stool by the window")
        client = Client(headers={"Origin": "http://testserver"})
        assert client.login(username=role, password="a tall stool by the window")
        client.staff = staff  # type: ignore[attr-defined]
        return client

    return signed_in


def read(seen: Seen) -> str:
    """An answer in words, as its reader reads it."""
    kind = seen.headers.get("content-type", "")
    if "pdf" in kind:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(seen.content)).pages)
    if seen.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(seen.content)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return seen.content.decode("utf-8", "replace")


def known(people: SimpleNamespace) -> list[UUID]:
    return [people.ids[0], people.visits[0], people.emergency, people.referral, FACILITY]


def everything(client: Any, people: SimpleNamespace) -> Iterator[Seen]:
    yield from crawl(client, every_route(), known(people), most_each=1)
    # What a page shows only to who asks for it, asked for by who may not see it.
    asked = (f"/office/emergencies/{people.emergency}?name=yes", f"/office/emergencies/{people.emergency}/record.pdf?name=yes")
    for address in asked:
        answer = client.get(address)
        yield Seen(address, answer.status_code, {key.lower(): value for key, value in answer.headers.items()}, answer.content, ())


@pytest.mark.parametrize("role", OUTSIDERS)
def test_nobody_from_outside_sees_a_name_or_a_word_of_anybody(people: SimpleNamespace, browser: Callable[[str], Any], role: str) -> None:
    found, shown = [], 0
    for seen in everything(browser(role), people):
        text = read(seen)
        shown += seen.status == 200
        found += [(seen.address, word) for number in range(PEOPLE) for word in words_of(number) if word in text]
        found += [(seen.address, SECRET)] * (SECRET in text)
    assert found == []
    assert shown > 8


def test_nobody_is_shown_everybody_at_once_and_the_vault_stays_shut(people: SimpleNamespace, browser: Callable[[str], Any]) -> None:
    """By a manager who may open the vault, on every page and in every file that a link leads to: no list of all people."""
    from bothy.people.vault import permission

    manager = browser("manager")
    permission.give(manager.staff, None)
    head, most, some = people.facility.writer.head.number, 0, 0
    for seen in everything(manager, people):
        text = read(seen)
        names = sum(name_of(number) in text for number in range(PEOPLE))
        assert names <= MOST_AT_ONCE, (seen.address, names)
        assert SECRET not in text, f"{seen.address} shows what is in the vault, and no look was written down"
        most, some = max(most, names), some + (names > 0)
    assert some > 0, "somebody was shown, and so it was tried"
    assert people.facility.writer.head.number == head, "nothing was written down, and so nothing may be seen"


def test_a_tablet_finds_some_and_never_all(people: SimpleNamespace) -> None:
    from django.test import Client

    from bothy.people.models import Device
    from bothy.people.setup import add_staff, enrol_browser
    from bothy.people.shifts import claim

    device, cookie = enrol_browser("Desk")
    claim(Device.objects.get(id=device), add_staff("Ailsa", "nurse", "4817"))
    client = Client(headers={"Origin": "http://testserver"})
    client.cookies["bothy_device"] = cookie
    for query in ("z", "zephyrine", "", "*", "%", "_", ".*", "Zephyrine%", "' OR 1=1 --", "\u200b", "zq", "card"):
        for address in (f"/floor/people?q={query}", f"/floor/people/similar?name={query}"):
            text = client.get(address).content.decode()
            assert sum(name_of(number) in text for number in range(PEOPLE)) <= MOST_AT_ONCE, address
            assert SECRET not in text
    assert name_of(7) in client.get("/floor/people?q=zephyrine07q").content.decode()
