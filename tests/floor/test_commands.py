"""POST /floor/commands: each command is answered in its position, and bad input harms nobody."""

from __future__ import annotations

import json
import threading
from uuid import UUID, uuid4

import httpx
import pytest

from bothy.floor import commands
from bothy.floor.asgi import FloorApp
from bothy.floor.door import BURST_COMMANDS, Door, same_site
from bothy.floor.http import Told
from support.floor_server import Tablets, as_json, names_for, serve
from support.open_house import command, person_here, register, see, start_visit


def kept(facility) -> int:
    return facility.writer.head.number


def test_a_list_is_answered_in_its_order(floor, facility):
    person, visit = register(), uuid4()
    response = floor.post(person, start_visit(person.subject, visit), person)
    assert response.status_code == 200
    said = response.json()
    assert [each["id"] for each in said["answers"]] == [str(person.id), said["answers"][1]["id"], str(person.id)]
    assert [each["answer"] for each in said["answers"]] == ["recorded"] * 3
    assert said["answers"][2]["again"]
    assert said["number"] == kept(facility)
    assert said["now"].endswith("Z")


UNREADABLE = [
    7, None, "text", [], {}, {"id": "no uuid"}, {"id": str(uuid4())}, {"id": str(uuid4()), "kind": "see"},
    as_json(register()) | {"happened_at": "yesterday"}, as_json(register()) | {"happened_at": "2026-01-01T00:00:00"},
    as_json(register()) | {"extra": 1}, as_json(register()) | {"kind": 3}, as_json(register()) | {"kind": "no-such-act"},
    as_json(register()) | {"seen": -1}, as_json(register()) | {"body": 7}, as_json(register()) | {"body": {"sex": "x"}},
    as_json(register()) | {"acted": "yes"}, as_json(command("give-place")) | {"body": {"place": 10**30}},
]  # fmt: skip


def test_whatever_cannot_be_read_is_refused_in_its_position(floor, facility):
    mixed, good = [], []
    for bad in UNREADABLE:
        one = register()
        good.append(one)
        mixed += [bad, one]
    answers = floor.post(*mixed).json()["answers"]
    assert len(answers) == 2 * len(UNREADABLE)
    for bad, answer in zip(UNREADABLE, answers[::2], strict=True):
        assert answer["answer"] == "refused", bad
        assert answer["refusal"]["code"] == "unreadable", (bad, answer)
        assert len(answer["refusal"]["sentence"]) > 20
    assert [answer["answer"] for answer in answers[1::2]] == ["recorded"] * len(good), "neighbours are unharmed"
    assert all(one.subject in facility.house.people for one in good)
    identified = answers[2 * UNREADABLE.index(UNREADABLE[6])]
    assert identified["id"] == UNREADABLE[6]["id"], "it says which, where that much could be read"


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"{}", b'{"commands": 7}', b'{"commands": null}', b'{"commands": [', b"\xff\xfe",
     b'{"commands": [], "now": 7}', b"null", b'{"commands": ' + b"[" * 100_000],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_told_so(floor, facility, content):
    before = kept(facility)
    response = httpx.post(f"{floor.url}/floor/commands", content=content, headers=floor.headers())
    assert response.status_code == 400
    assert response.json()["code"] == "unreadable"
    assert kept(facility) == before


def test_deep_nesting_inside_a_command_harms_nobody(floor):
    deep = as_json(register())
    said = json.dumps({"commands": [deep, as_json(register())]}).replace('"25-34"', "[" * 3_000 + "]" * 3_000, 1)
    response = httpx.post(f"{floor.url}/floor/commands", content=said, headers=floor.headers(), timeout=30)
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert [each["answer"] for each in response.json()["answers"]] == ["refused", "recorded"]


def test_bytes_that_are_no_text_harm_one_command_only(floor):
    good = json.dumps(as_json(register())).encode()
    broken = json.dumps(as_json(register())).encode()
    contents = [b'{"id": "\xff"}', broken.replace(b"25-34", b"\xff"), broken.replace(b'"body"', b'"private": {"name": "\xff"}, "body"')]
    said = b'{"commands": [' + b",".join([*contents, good]) + b"]}"
    response = httpx.post(f"{floor.url}/floor/commands", content=said, headers=floor.headers(), timeout=30)
    assert [each["answer"] for each in response.json()["answers"]] == ["refused"] * 3 + ["recorded"]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (rb"\ud83d", b"\\ufffd"), (rb"\uDE00x", b"\\ufffdx"), (rb"\ud83d\ude00", rb"\ud83d\ude00"), (rb"\ud83d\ud83d\ude00", rb"\ufffd\ud83d\ude00"),
        (rb"\\ud83d", rb"\\ud83d"), (rb"\\\ud83d", rb"\\\ufffd"), (rb"\u0041\n\"", rb"\u0041\n\""), (b"\\", b"\\"),
    ],
)  # fmt: skip
def test_half_a_sign_is_made_whole_and_nothing_else_is_touched(sent, read):
    assert commands.well_formed(sent) == read


def test_half_a_sign_in_one_command_harms_nobody(floor):
    person = register()
    odd = as_json(start_visit(person.subject))
    odd["body"]["reason"] = "busy \ud83d"
    said = json.dumps({"commands": [as_json(person), odd, as_json(register())]})
    response = httpx.post(f"{floor.url}/floor/commands", content=said, headers=floor.headers(), timeout=30)
    assert [each["answer"] for each in response.json()["answers"]] == ["recorded"] * 3


def test_what_is_too_long_is_heard_out_so_that_the_sender_hears_why(floor):
    for size in (2, 10):
        response = httpx.post(f"{floor.url}/floor/commands", content=b" " * (size << 20), headers=floor.headers(), timeout=30)
        assert response.status_code == 413
        assert response.json()["code"] == "too_large"


def test_an_empty_list_is_answered_with_the_time(floor, facility):
    said = floor.post().json()
    assert said["answers"] == []
    assert said["number"] == kept(facility)


def test_who_is_not_enrolled_is_not_heard(floor, facility):
    for cookie in (None, "", "nonsense"):
        response = floor.post(register(), cookie=cookie)
        assert response.status_code == 401
        assert response.json()["code"] == "not_enrolled"
        for path in ("/floor/stream", "/floor/words.json"):
            assert floor.get(path, cookie).status_code == 401
    assert kept(facility) == 3


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1", "http://[", "", "file://"])
def test_another_sites_page_is_not_heard(floor, facility, origin):
    assert floor.post(register(), headers={"origin": origin}).status_code == 403
    assert kept(facility) == 3


def test_a_post_that_names_no_origin_is_not_heard(floor, facility):
    headers = {"cookie": "bothy_device=one"}
    response = httpx.post(f"{floor.url}/floor/commands", json={"commands": []}, headers=headers)
    assert response.status_code == 403
    assert kept(facility) == 3


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://bothy.local:8000", "bothy.local:8000", True),
        ("https://bothy.example", "bothy.example", True),
        ("https://Bothy.Example", "bothy.example:443", True),
        ("https://bothy.example", "bothy.example:8000", False),
        ("https://bothy.example.evil", "bothy.example", False),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://bothy.local:99999", "bothy.local", False),
        ("http://bothy.local", None, False),
    ],
)
def test_only_the_same_host_and_port_are_our_own(origin, host, same):
    assert same_site(origin, host) is same


def test_too_much_at_once_is_told_so(floor, facility):
    many = floor.post(*(register() for _ in range(201)))
    assert many.status_code == 413
    assert "200" in many.json()["sentence"]
    large = httpx.post(
        f"{floor.url}/floor/commands", content=b" " * (1024 * 1024 + 1), headers=floor.headers(), timeout=30
    )
    assert large.status_code == 413

    def drip():
        for _ in range(20):
            yield b" " * 100_000

    chunked = httpx.post(f"{floor.url}/floor/commands", content=drip(), headers=floor.headers(), timeout=30)
    assert chunked.status_code == 413
    assert kept(facility) == 3


def test_other_methods_and_paths(floor):
    assert floor.get("/floor/commands").status_code == 405
    wrong = httpx.delete(floor.url + "/floor/stream", headers=floor.headers())
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET"
    assert floor.get("/floor/nothing").status_code == 404


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=", "?after=1e3", "?after=" + "9" * 40])
def test_a_place_that_is_no_number_is_told_so(floor, query):
    assert floor.get("/floor/stream" + query).status_code == 400


def test_a_device_that_floods_is_slowed_but_never_an_emergency(floor, facility):
    for _ in range(int(BURST_COMMANDS) // 200):
        assert floor.post(*(register() for _ in range(200))).status_code == 200
    before = kept(facility)
    slowed = floor.post(*(register() for _ in range(200)))
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1
    assert kept(facility) == before
    alarm = floor.post(command("raise-emergency"), *(register() for _ in range(199)))
    assert alarm.status_code == 200
    assert alarm.json()["answers"][0]["answer"] == "recorded"
    assert floor.post(register(), cookie="two").status_code == 200, "another device is not slowed"


def test_a_device_that_was_slowed_may_go_on():
    now = [0.0]
    door = Door(Tablets(), lambda: now[0])
    door.not_a_flood(UUID(int=1), int(BURST_COMMANDS))
    with pytest.raises(Told) as told:
        door.not_a_flood(UUID(int=1), 100)
    assert told.value.status == 429
    now[0] = 2.0
    door.not_a_flood(UUID(int=1), 100)


def test_a_claim_counts_only_on_the_device_where_it_was_made(floor, facility):
    _, visit = person_here(facility)
    floor.tablets.shift[UUID(int=21)] = ()
    (refused,) = floor.post(see(visit), cookie="two").json()["answers"]
    assert refused["answer"] == "refused"
    (alarm,) = floor.post(command("raise-emergency"), cookie="two").json()["answers"]
    assert alarm["answer"] == "recorded"
    (entry,) = facility.store.entries(kept(facility) - 1)
    assert entry.staff is None, "nobody is written down as having done what they did not"
    assert entry.device == UUID(int=21)


def test_while_bothy_starts_devices_are_asked_to_wait(tablets):
    with serve(FloorApp(None, tablets, names_for), tablets) as served:
        for response in (served.post(register()), served.get("/floor/stream"), served.get("/floor/words.json")):
            assert response.status_code == 503
            assert response.headers["retry-after"]
        assert served.get("/floor/openapi.json", None).status_code == 200


def test_when_the_journal_cannot_be_written_the_device_hears_why_and_keeps_what_it_has(floor, facility, monkeypatch):
    from bothy.intake import writer as writers
    from bothy.journal.errors import DiskFull

    true = writers.keep

    def full(*args, **more):
        raise DiskFull("The disk is full. Make room, then go on.")

    monkeypatch.setattr(writers, "keep", full)
    one = register()
    response = floor.post(one)
    assert response.status_code == 503
    assert response.json()["sentence"] == "The disk is full. Make room, then go on."
    monkeypatch.setattr(writers, "keep", true)
    (answer,) = floor.post(one).json()["answers"]
    assert answer["answer"] == "recorded"
    assert "again" not in answer


def test_when_too_much_waits_only_an_emergency_joins_the_queue(floor, facility, monkeypatch):
    monkeypatch.setattr(commands, "MOST_WAITING", -1)
    busy = floor.post(register())
    assert busy.status_code == 503
    assert busy.json()["code"] == "busy"
    assert floor.post(command("raise-emergency")).status_code == 200


def test_many_tablets_at_once_get_their_own_answers(floor, facility):
    found: dict[str, list[str]] = {}

    def tap(cookie: str) -> None:
        with httpx.Client(headers=floor.headers(cookie), timeout=30) as client:
            for _ in range(25):
                one = register()
                (answer,) = client.post(f"{floor.url}/floor/commands", json={"commands": [as_json(one)]}).json()["answers"]
                found.setdefault(cookie, []).append(answer["id"] == str(one.id) and answer["answer"])

    threads = [threading.Thread(target=tap, args=(cookie,)) for cookie in ("one", "two", "three", "four") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answer == "recorded" for answers in found.values() for answer in answers)
    assert kept(facility) == 3 + 200


def test_words_tell_labels_stages_and_the_rules_of_today(floor):
    said = floor.get("/floor/words.json").json()
    assert said["labels"]["substance.crack"]
    assert said["lists"]["stage"] == ["waiting", "assessment", "using", "aftercare", "left"]
    assert set(said["stages"]["stages"]) == set(said["lists"]["stage"])
    assert said["rules"]["name"] == "Generic"
    assert said["facility"]["demo"] is False


def test_paths_of_others_go_to_the_application_behind(tablets, facility):
    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b"tea"})

    app = FloorApp(behind, tablets, names_for)
    app.open(facility)
    with serve(app, tablets) as served:
        assert served.get("/floor/people?q=lark").status_code == 418
        assert served.get("/floor/words.json").status_code == 200
