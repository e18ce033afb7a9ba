"""The stream: every screen shows what the journal says, whatever it missed."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from bothy.care.fold import fold, restore
from bothy.care.house import House, Person
from bothy.care.snapshot import from_wire, put_people_in
from bothy.floor import hub as hubs
from bothy.floor import screen as screens
from support.open_house import give_place, person_here, register, say, start_visit


class Board:
    """What a screen makes of the events, with care's own fold."""

    def __init__(self) -> None:
        self.house = House()
        self.number = 0

    def take(self, event) -> None:
        data = event.data
        if event.name == "snapshot":
            lines = [from_wire(json.dumps(line)) for line in data["lines"]]
            self.house = self._with_people(restore(lines, data["number"]), data)
        elif event.name == "lines":
            recalled = [from_wire(json.dumps(line)) for line in data["recalled"]]
            for each in data["lines"]:
                assert each["number"] == self.number + 1, "no line is missed and none comes twice"
                self.house = fold(
                    self.house, from_wire(json.dumps(each)), lambda s: [line for line in recalled if line.subject == s]
                )
                self.number = each["number"]
            self.house = self._with_people(self.house, data)
        if event.id is not None:
            self.number = event.id

    @staticmethod
    def _with_people(house: House, data) -> House:
        import msgspec

        return put_people_in(house, [msgspec.convert(each, Person, strict=False) for each in data["people"].values()])

    def until(self, events, number: int) -> None:
        while self.number < number:
            self.take(events.next("snapshot", "lines"))


def stage(house: House, visit: UUID):
    held = house.visits[visit]
    return held.stage, held.place, held.person


def test_the_first_event_is_a_snapshot_of_the_house(floor, facility):
    person, visit = person_here(facility)
    with floor.stream() as events:
        first = next(iter(events))
    assert first.name == "snapshot"
    assert first.id == first.data["number"] == facility.writer.head.number
    assert first.data["facility"] == str(facility.id)
    assert first.data["clock"]["rate"] == 1.0
    you = {key: value for key, value in first.data["you"].items() if key != "seal_key"}
    nurse = str(UUID(int=11))
    assert you == {"device": str(UUID(int=20)), "device_name": "one", "staff": [nurse], "copied": 0, "shift_hours": 12.0}
    assert first.data["names"] == {str(person): {"name": "Lark", "tag": "7"}}
    assert first.data["staff"][str(UUID(int=11))]["name"] == "Ailsa"
    board = Board()
    board.take(first)
    assert stage(board.house, visit) == ("waiting", None, person)
    assert board.house.people[person].visits == 1


def test_a_tap_reaches_every_screen(floor, facility):
    with floor.stream("one") as one, floor.stream("two") as two:
        for events in (one, two):
            events.next("snapshot")
        person = register()
        answer = floor.post(person, start_visit(person.subject, person.id)).json()
        number = answer["answers"][-1]["numbers"][-1]
        for events in (one, two):
            board = Board()
            board.house, board.number = facility.house, number
            told = events.next("lines")
            assert told.data["names"][str(person.subject)]["name"] == "Lark"
            assert told.data["people"][str(person.subject)]["visits"] == 1
            assert [line["kind"] for line in told.data["lines"]] == ["person-registered", "visit-started"]
            assert told.data["staff"] == {str(UUID(int=11)): {"name": "Ailsa", "role": "nurse"}}


def test_a_screen_that_follows_has_the_same_house_as_the_server(floor, facility):
    board = Board()
    with floor.stream() as events:
        board.take(events.next("snapshot"))
        for place in range(1, 5):
            _, visit = person_here(facility)
            say(facility, give_place(visit, place))
        board.until(events, facility.writer.head.number)
    assert board.house.visits == facility.house.visits
    assert board.house.facility_lines == facility.house.facility_lines


def test_a_screen_that_was_away_gets_only_what_it_missed(floor, facility):
    with floor.stream() as events:
        at = events.next("snapshot").id
    say(facility, register())
    say(facility, register())
    with floor.stream(**{"last-event-id": str(at)}) as events:
        names, lines = [], []
        for event in events:
            names.append(event.name)
            lines += [line["number"] for line in event.data["lines"]] if event.name == "lines" else []
            if event.name == "heartbeat":
                break
        assert "snapshot" not in names
        assert lines == [at + 1, at + 2]
        say(facility, register())
        assert events.next("lines").id == at + 3


def test_last_event_id_wins_over_after(floor, facility):
    for _ in range(5):
        say(facility, register())
    head = facility.writer.head.number
    with floor.stream(query=f"?after={head}", **{"last-event-id": str(head - 2)}) as events:
        assert events.next("lines", "heartbeat").id == head - 1
    with floor.stream(query=f"?after={head - 1}") as events:
        assert events.next("lines", "heartbeat").id == head


@pytest.mark.parametrize("query", ["?after=0", "?after=999999", "?after=5&facility=00000000-0000-4000-8000-000000000000"])
def test_whoever_cannot_be_told_what_they_missed_gets_a_snapshot(floor, facility, query):
    for _ in range(4):
        say(facility, register())
    with floor.stream(query=query) as events:
        assert next(iter(events)).name == "snapshot"


def test_a_screen_that_was_away_too_long_gets_a_snapshot(floor, facility, monkeypatch):
    monkeypatch.setattr(hubs, "KEPT_LINES", 10)
    with floor.stream() as events:
        at = events.next("snapshot").id
    for _ in range(20):
        say(facility, register())
    with floor.stream(query=f"?after={at}") as events:
        assert next(iter(events)).name == "snapshot"


def test_a_screen_that_does_not_keep_up_gets_a_snapshot_and_loses_nothing(floor, facility, monkeypatch):
    """Its socket is full: what waits is bounded, and when it reads again it sees the house as it is."""
    monkeypatch.setattr(screens, "MOST_BYTES_WAITING", 20_000)
    address = urlsplit(floor.url)
    slow = socket.create_connection((address.hostname, address.port))
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lines = [f"{name}: {value}" for name, value in floor.headers().items()]
    slow.sendall("\r\n".join(["GET /floor/stream HTTP/1.1", f"host: {address.netloc}", *lines, "", ""]).encode())
    heard = slow.recv(1024)
    while b"event: snapshot" not in heard:
        heard += slow.recv(1024)
    hub = floor.app.hub
    for _ in range(60):
        say(facility, *(register() for _ in range(200)))
        assert all(screen._size <= 20_000 for screen in hub.screens)
    head = facility.writer.head.number
    slow.settimeout(30)
    tail = heard
    while f"event: snapshot\nid: {head}\n".encode() not in tail and f'"number":{head},'.encode() not in tail:
        part = slow.recv(65536)
        assert part, "the stream ended"
        tail = tail[-4096:] + part
    slow.close()


def test_the_heart_beats_and_tells_the_time(floor):
    with floor.stream() as events:
        first, second = events.next("heartbeat"), events.next("heartbeat")
    assert first.data["now"] < second.data["now"]
    assert first.data["rate"] == 1.0
    assert first.id is None, "a heartbeat must not move the place a screen goes on from"


def test_a_revoked_device_is_told_and_hears_no_more(floor, facility):
    with floor.stream("one") as one, floor.stream("two") as two:
        one.next("snapshot")
        two.next("snapshot")
        floor.tablets.revoke("one")
        events = list(one)
        assert events[-1].name == "bye"
        assert events[-1].data == {"why": "revoked"}
        say(facility, register())
        assert two.next("lines")
    assert floor.get("/floor/stream", "one").status_code == 401


def test_a_shutdown_says_goodbye_and_does_not_wait_for_the_screens(floor):
    with floor.stream() as events:
        events.next("snapshot")
        floor.stop()
        assert list(events)[-1].data == {"why": "shutdown"}


def test_who_is_on_shift_here_is_told_when_it_changes(floor):
    with floor.stream("one") as one, floor.stream("two") as two:
        one.next("snapshot")
        two.next("snapshot")
        floor.tablets.go_off("one")
        assert one.next("you").data["staff"] == []
        assert two.next("you", "heartbeat").name == "heartbeat"


def test_a_demo_may_say_something_to_every_screen_also_later_ones(floor):
    with floor.stream() as events:
        events.next("snapshot")
        floor.app.hub.publish("demo", {"progress": 0.5})
        assert events.next("demo").data == {"progress": 0.5}
    with floor.stream() as later:
        assert later.next("demo").data == {"progress": 0.5}


def test_while_held_screens_hear_of_no_commits_and_then_get_a_snapshot(floor, facility):
    with floor.stream() as events:
        at = events.next("snapshot").id
        floor.app.hub.hold()
        say(facility, *(register() for _ in range(20)))
        assert events.next("lines", "snapshot", "heartbeat").name == "heartbeat"
        floor.app.hub.go_on()
        assert events.next("lines", "snapshot").id == at + 20
        say(facility, register())
        assert events.next("lines", "snapshot").name == "lines"


def test_a_screen_that_hangs_up_is_forgotten(floor):
    with floor.stream() as events:
        events.next("snapshot")
        assert len(floor.app.hub.screens) == 1
    for _ in range(500):
        if not floor.app.hub.screens:
            break
        httpx.get(floor.url + "/floor/openapi.json")
    assert not floor.app.hub.screens


def test_a_batch_is_encoded_once_for_all_screens(floor, facility, monkeypatch):
    encoded = []
    true = hubs.lines_event
    monkeypatch.setattr(hubs, "lines_event", lambda *args: encoded.append(1) or true(*args))
    with floor.stream("one") as one, floor.stream("two") as two, floor.stream("three") as three:
        for events in (one, two, three):
            events.next("snapshot")
        say(facility, register())
        for events in (one, two, three):
            events.next("lines")
    assert len(encoded) == 1
