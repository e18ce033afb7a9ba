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


@pytest.fixture
def staffed(tablet):  # type: ignore[no-untyped-def]
    """The tablet with Ailsa on shift at it."""
    from bothy.people.models import Device
    from bothy.people.shifts import claim

    claim(Device.objects.get(id=tablet.device), tablet.ailsa)
    return tablet


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


def test_with_nobody_on_shift_a_tablet_is_told_no_name(tablet, staffed) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.shifts import go

    paths = ("/floor/people?q=a", "/floor/people/similar?name=a", f"/floor/people/{uuid4()}", "/floor/notes", "/floor/to-link")
    assert [staffed.get(path).status_code for path in paths] == [200, 200, 404, 200, 200]
    go(tablet.device, tablet.ailsa.id)
    for path in paths:
        answer = tablet.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "nobody_on_shift"), path
    assert tablet.get("/floor/staff").status_code == 200, "or nobody could come on shift"


def test_who_asks_for_people_faster_than_hands_can_type_is_slowed_and_nobody_else(  # type: ignore[no-untyped-def]
    staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bothy.people.paces import Paces
    from bothy.people.views import device

    now = [0.0]
    monkeypatch.setattr(device, "SEARCHES", Paces(2.0, 120.0, lambda: now[0]))
    assert {staffed.get("/floor/people?q=a").status_code for _ in range(120)} == {200}
    for path in ("/floor/people?q=a", "/floor/people/similar?name=a", f"/floor/people/{uuid4()}"):
        slowed = staffed.get(path)
        assert (slowed.status_code, slowed.json()["code"], slowed["Retry-After"]) == (429, "too_fast", "1"), path
    assert staffed.get("/floor/staff").status_code == 200, "coming on shift does not wait for it"
    now[0] += 0.5
    assert [staffed.get("/floor/people?q=a").status_code for _ in range(2)] == [200, 429]


def test_a_pace_is_kept_for_each_alone_and_forgets_who_rested_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.people import paces

    monkeypatch.setattr(paces, "MOST_KEYS", 2)
    pace = paces.Paces(1.0, 2.0, lambda: 0.0)
    assert [pace.take("one") for _ in range(3)] == [0.0, 0.0, 1.0]
    assert [pace.take(key) for key in ("two", "one", "three")] == [0.0, 1.0, 0.0]
    assert [pace.take("one", 1), pace.take("two", 2)] == [1.0, 0.0], "two was forgotten, and begins anew"


def test_a_person_is_found_with_their_counts(staffed, known: Callable[..., UUID]) -> None:  # type: ignore[no-untyped-def]
    from immutables import Map

    from bothy.care.house import House, Person
    from bothy.people import ports

    lark = known("Lark", "plum-otter-7")
    ports.connect(lambda: House(people=Map({lark: Person(id=lark, visits=3, age_band="25-34")})))
    try:
        one = staffed.get("/floor/people?q=lar").json()["people"][0]
        assert (one["person"], one["name"], one["tag"], one["counts"]["visits"]) == (
            str(lark),
            "Lark",
            "7",
            3,
        )
        like = staffed.get("/floor/people/similar?name=Larg&age_band=25-34").json()["people"][0]
        assert like["reasons"] == ["one letter different", "same age band", "3 visits before"]
        whole = staffed.get(f"/floor/people/{lark}")
        assert whole.json()["code"] == "plum-otter-7" and whole.headers["Cache-Control"] == "no-store"
    finally:
        ports.connect(lambda: None)
    assert staffed.get(f"/floor/people/{uuid4()}").status_code == 404


def test_a_name_that_the_journal_did_not_take_is_nobody_at_the_desk(staffed, known: Callable[..., UUID]) -> None:  # type: ignore[no-untyped-def]
    from immutables import Map

    from bothy.care.house import House, Person
    from bothy.people import ports

    lark, _refused = known("Lark", "plum-otter-7"), known("Lark", "elm-finch-2")
    ports.connect(lambda: House(people=Map({lark: Person(id=lark)})))
    try:
        for path in ("/floor/people?q=lark", "/floor/people?q=elm-finch", "/floor/people/similar?name=Lark"):
            found = [one["person"] for one in staffed.get(path).json()["people"]]
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


def test_too_much_is_refused(staffed) -> None:  # type: ignore[no-untyped-def]
    assert staffed.post("/floor/shift", {"staff": "x" * 20_000, "pin": "1"}).status_code == 413
    assert staffed.get("/floor/people?q=" + "x" * 200).status_code == 400
    assert staffed.get("/floor/notes?digest=" + "&digest=".join(["ab" * 32] * 201)).status_code == 400
    assert staffed.get("/floor/notes?digest=%00").status_code == 400


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


def test_words_of_a_note_are_read_by_digest_and_gone_when_forgotten(staffed) -> None:  # type: ignore[no-untyped-def]
    from bothy.people.models import Note
    from bothy.people.private import NoteWords, PrivatePart, note_digest, take_private

    take_private([PrivatePart(uuid4(), uuid4(), NoteWords("left a bag", "ab" * 16))])
    digest = note_digest("left a bag", "ab" * 16)
    assert staffed.get(f"/floor/notes?digest={digest}&digest={'0' * 64}").json() == {
        "notes": {digest: "left a bag"}
    }
    Note.objects.all().delete()
    assert staffed.get(f"/floor/notes?digest={digest}").json() == {"notes": {}}
