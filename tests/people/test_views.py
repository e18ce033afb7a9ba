"""What a tablet asks of people: by an enrolled device, from our own page, with a body that can be read."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

ORIGIN = "http://testserver"


@pytest.fixture
def tablet(people: None):  # type: ignore[no-untyped-def]
    """An enrolled tablet, Ailsa who may come on shift at it, and how to post from its page."""
    from django.test import Client

    from bothy.people.setup import add_staff, enrol_browser

    ailsa = add_staff("Ailsa", "nurse", "4817")
    device, cookie = enrol_browser("Desk")
    client = Client()
    client.cookies["bothy_device"] = cookie

    def post(path: str, body: object, **headers: str):  # type: ignore[no-untyped-def]
        raw = body if isinstance(body, bytes) else json.dumps(body)
        return client.post(path, raw, content_type="application/json", headers={"Origin": ORIGIN, **headers})

    return SimpleNamespace(get=client.get, post=post, client=client, device=device, ailsa=ailsa)


def test_a_stranger_finds_nobody(people: None) -> None:
    from django.test import Client

    for path in (
        "/floor/people?q=a",
        "/floor/people/similar?name=a",
        f"/floor/people/{uuid4()}",
        "/floor/staff",
        "/floor/notes",
    ):
        assert Client().get(path).status_code == 401


def test_a_person_is_found_with_their_counts(tablet, known: Callable[..., UUID]) -> None:  # type: ignore[no-untyped-def]
    from immutables import Map

    from bothy.care.house import House, Person
    from bothy.people import ports

    lark = known("Lark", "plum-otter-7")
    ports.connect(lambda: House(people=Map({lark: Person(id=lark, visits=3, age_band="25-34")})))
    try:
        one = tablet.get("/floor/people?q=lar").json()["people"][0]
        assert (one["person"], one["name"], one["tag"], one["counts"]["visits"]) == (
            str(lark),
            "Lark",
            "7",
            3,
        )
        like = tablet.get("/floor/people/similar?name=Larg&age_band=25-34").json()["people"][0]
        assert like["reasons"] == ["one letter different", "same age band", "3 visits before"]
        whole = tablet.get(f"/floor/people/{lark}")
        assert whole.json()["code"] == "plum-otter-7" and whole.headers["Cache-Control"] == "no-store"
    finally:
        ports.connect(lambda: None)
    assert tablet.get(f"/floor/people/{uuid4()}").status_code == 404


def test_a_name_that_the_journal_did_not_take_is_nobody_at_the_desk(tablet, known: Callable[..., UUID]) -> None:  # type: ignore[no-untyped-def]
    from immutables import Map

    from bothy.care.house import House, Person
    from bothy.people import ports

    lark, _refused = known("Lark", "plum-otter-7"), known("Lark", "elm-finch-2")
    ports.connect(lambda: House(people=Map({lark: Person(id=lark)})))
    try:
        for path in ("/floor/people?q=lark", "/floor/people?q=elm-finch", "/floor/people/similar?name=Lark"):
            found = [one["person"] for one in tablet.get(path).json()["people"]]
            assert found == ([] if "elm" in path else [str(lark)]), path
    finally:
        ports.connect(lambda: None)


def test_a_shift_begins_and_ends_by_pin(tablet) -> None:  # type: ignore[no-untyped-def]
    staff = str(tablet.ailsa.id)
    wrong = tablet.post("/floor/shift", {"staff": staff, "pin": "0000"})
    assert wrong.status_code == 403 and wrong.json()["code"] == "wrong_pin"
    right = tablet.post("/floor/shift", {"staff": staff, "pin": "4817"})
    assert right.status_code == 200 and right.json()["here"] == [staff] and right.json()["role"] == "nurse"
    assert tablet.get("/floor/staff").json()["here"] == [staff]
    assert tablet.post("/floor/shift/end", {"staff": staff}).json() == {"here": []}


def test_guessing_is_told_when_to_come_back(tablet) -> None:  # type: ignore[no-untyped-def]
    for _ in range(4):
        last = tablet.post("/floor/shift", {"staff": str(tablet.ailsa.id), "pin": "0000"})
    assert last.status_code == 429 and int(last.headers["Retry-After"]) in (4, 5)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "https://testserver",
        "http://testserver:81",
        "http://testserver.evil.example",
    ],
)
def test_another_page_cannot_act_for_the_tablet(tablet, origin: str) -> None:  # type: ignore[no-untyped-def]
    answer = tablet.post("/floor/shift", {"staff": str(tablet.ailsa.id), "pin": "4817"}, Origin=origin)
    assert answer.status_code == 403 and answer.json()["code"] == "wrong_origin"
    assert tablet.get("/floor/staff").json()["here"] == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"staff": "x", "pin": "4817"}',
        b'{"pin": "4817"}',
        b"\xff\xfe",
        b'{"staff": 1, "pin": 4817}',
    ],
)
def test_a_body_that_cannot_be_read_gets_a_sentence(tablet, body: bytes) -> None:  # type: ignore[no-untyped-def]
    for path in ("/floor/shift", "/floor/shift/end", "/floor/enrol"):
        answer = tablet.post(path, body)
        assert answer.status_code == 400 and answer.json()["code"] == "unreadable"


def test_too_much_is_refused(tablet) -> None:  # type: ignore[no-untyped-def]
    assert tablet.post("/floor/shift", {"staff": "x" * 20_000, "pin": "1"}).status_code == 413
    assert tablet.get("/floor/people?q=" + "x" * 200).status_code == 400
    assert tablet.get("/floor/notes?digest=" + "&digest=".join(["ab" * 32] * 201)).status_code == 400
    assert tablet.get("/floor/notes?digest=%00").status_code == 400


def test_the_wrong_method_is_named(tablet) -> None:  # type: ignore[no-untyped-def]
    assert tablet.get("/floor/shift").status_code == 405
    assert tablet.post("/floor/people", {}).headers["Allow"] == "GET"


def test_a_code_from_the_office_enrols_a_browser(people: None) -> None:
    from django.test import Client

    from bothy.people.enrolment import make_code

    client, code = Client(headers={"Origin": ORIGIN}), make_code("Room tablet")
    assert (
        client.post(
            "/floor/enrol", json.dumps({"code": "AAAA-AAAA"}), content_type="application/json"
        ).status_code
        == 403
    )
    answer = client.post("/floor/enrol", json.dumps({"code": code}), content_type="application/json")
    assert answer.status_code == 200 and answer.json()["device_name"] == "Room tablet"
    cookie = answer.cookies["bothy_device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert client.get("/floor/staff").status_code == 200


def test_words_of_a_note_are_read_by_digest_and_gone_when_forgotten(tablet) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.models import Note
    from bothy.people.private import NoteWords, PrivatePart, note_digest, take_private

    take_private([PrivatePart(uuid4(), uuid4(), NoteWords("left a bag", "ab" * 16))])
    digest = note_digest("left a bag", "ab" * 16)
    assert tablet.get(f"/floor/notes?digest={digest}&digest={'0' * 64}").json() == {
        "notes": {digest: "left a bag"}
    }
    Note.objects.all().delete()
    assert tablet.get(f"/floor/notes?digest={digest}").json() == {"notes": {}}
