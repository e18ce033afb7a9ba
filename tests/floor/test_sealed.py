"""POST /floor/sealed: what a tablet sealed is written as if it had sent it, once, and a box that was changed is refused."""

from __future__ import annotations

import json

import httpx
import msgspec

from bothy.intake.sealing import Box, SealKey, seal
from support.floor_server import as_json
from support.open_house import command, register, see, start_visit


def sealed(facility, *rows: dict) -> Box:
    return seal(SealKey.of_home(facility.home).public, json.dumps(rows).encode())


def row(one, numbers=None) -> dict:
    return {"command": as_json(one), "numbers": numbers}


def post(floor, *boxes, cookie="one") -> httpx.Response:
    told = {"boxes": [json.loads(msgspec.json.encode(box)) for box in boxes], "now": {"wall": "2026-01-01T00:00:00Z"}}
    return httpx.post(f"{floor.url}/floor/sealed", json=told, headers=floor.headers(cookie), timeout=30)


def test_a_screen_is_told_the_key_to_seal_to(floor, facility):
    with floor.stream() as events:
        you = events.next("snapshot").data["you"]
    assert you["seal_key"] == SealKey.of_home(facility.home).public


def test_rows_in_a_box_are_written_in_their_order_and_once(floor, facility):
    person = register()
    visit = start_visit(person.subject, person.id)
    box = sealed(facility, row(person), row(visit), row(see(visit.subject)))
    told = post(floor, box).json()["boxes"]
    assert [one["answer"] for one in told[0]["answers"]] == ["recorded"] * 3
    numbers = [one["numbers"] for one in told[0]["answers"]]
    assert numbers == sorted(numbers)
    before = facility.writer.head.number
    again = post(floor, box, box).json()["boxes"]
    assert [one["again"] for told in again for one in told["answers"]] == [True] * 6
    assert [one["numbers"] for one in again[0]["answers"]] == numbers
    assert facility.writer.head.number == before


def test_what_was_sent_openly_and_lies_in_a_box_too_is_not_doubled(floor, facility):
    raised = command("raise-emergency")
    first = floor.post(raised).json()["answers"][0]
    told = post(floor, sealed(facility, row(raised, first["numbers"]))).json()["boxes"][0]["answers"][0]
    assert (told["again"], told["numbers"]) == (True, first["numbers"])


def test_a_box_that_was_changed_or_is_anothers_harms_no_neighbour(floor, facility, tmp_path):
    raised = command("raise-emergency")
    box = sealed(facility, row(raised))
    changed = msgspec.structs.replace(box, ct="A" * 8 + box.ct[8:])
    anothers = seal(SealKey.of_home(tmp_path / "elsewhere").public, b"[]")
    no_rows = seal(SealKey.of_home(facility.home).public, b'{"pin": "2580"}')
    told = post(floor, changed, anothers, no_rows, box).json()["boxes"]
    assert [one["box"] for one in told] == ["refused", "refused", "refused", "opened"]
    assert {one["refusal"]["code"] for one in told[:3]} == {"box_unreadable"}
    assert told[3]["answers"][0]["answer"] == "recorded"


def test_only_an_enrolled_tablet_hands_boxes_in(floor, facility):
    assert post(floor, sealed(facility), cookie=None).status_code == 401
    assert httpx.post(f"{floor.url}/floor/sealed", json={"boxes": []}, headers={"cookie": "bothy_device=one"}).status_code == 403
    assert httpx.post(f"{floor.url}/floor/sealed", content=b"{", headers=floor.headers()).status_code == 400
    assert post(floor, *[sealed(facility)] * 21).status_code == 413


def test_a_shift_of_rows_comes_in_boxes_of_any_length(floor, facility):
    rows = [row(command("raise-emergency")) for _ in range(450)]
    told = post(floor, sealed(facility, *rows)).json()["boxes"][0]["answers"]
    assert [one["id"] for one in told] == [one["command"]["id"] for one in rows]
