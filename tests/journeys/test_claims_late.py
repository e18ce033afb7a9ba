"""A tablet that was cut off tells who was at it: names where the PIN was right, none where it was not, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bothy.intake.sealing import seal

from .facility import PIN, Facility, Tablet

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facility]:
    facility = Facility(tmp_path_factory.mktemp("late"))
    facility.start()
    try:
        facility.found()
        for name, role in (("Ailsa", "nurse"), ("Davie", "worker"), ("Effie", "shift_lead")):
            facility.add_staff(name, role)
        yield facility
    finally:
        facility.stop()


class CutOff(Tablet):
    """A tablet whose wall clock is `off`; what it did is told when it is back."""

    def __init__(self, facility: Facility, name: str, off: timedelta = timedelta(0)) -> None:
        super().__init__(facility, name)
        self.off, self.boot, self.began = off, str(uuid4()), datetime.now(UTC)
        self.rows: list[dict[str, object]] = []
        for event, data in self.events():
            if event == "snapshot":
                self.seal_key = data["you"]["seal_key"]
                break

    def events(self) -> Iterator[tuple[str, dict[str, object]]]:
        with self.client.stream("GET", "/floor/stream") as stream:
            name = ""
            for line in stream.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, json.loads(line.removeprefix("data: "))

    def clocks(self, at: datetime) -> dict[str, object]:
        return {
            "wall": (at + self.off).isoformat(), "boot": self.boot,
            "tick_ms": 60_000_000 + (at - self.began) / timedelta(milliseconds=1),
        }  # fmt: skip

    def come(self, name: str, at: datetime, pin: str = PIN) -> int:
        staff, told = self.names[name]["staff"], (at + self.off).isoformat()
        box = seal(self.seal_key, json.dumps({"staff": staff, "pin": pin, "since": told}).encode())
        sealed = {"v": box.v, "epk": box.epk, "iv": box.iv, "ct": box.ct}
        asked = {"staff": staff, "sealed_pin": sealed, "cut_off": True, "since": told, **self.clocks(at)}
        answer = self.client.post("/floor/shift", json={**asked, "now": self.clocks(datetime.now(UTC))})
        return answer.status_code

    def go(self, name: str, at: datetime) -> None:
        asked = {"staff": self.names[name]["staff"], "since": (at + self.off).isoformat(), **self.clocks(at)}
        answer = self.client.post("/floor/shift/end", json={**asked, "now": self.clocks(datetime.now(UTC))})
        assert answer.status_code == 200, answer.text

    def did(
        self, kind: str, subject: str, body: object, name: str, at: datetime, *, acted: bool = True
    ) -> str:
        told = (at + self.off).isoformat()
        self.rows.append(
            {"id": str(uuid4()), "kind": kind, "subject": subject, "body": body, "acted": acted,
             "staff": self.names[name]["staff"], "happened_at": told, "at": told, **self.clocks(at)}
        )  # fmt: skip
        return subject

    def drain(self) -> list[dict[str, object]]:
        now = {**self.clocks(datetime.now(UTC)), "facility": (datetime.now(UTC) + self.off).isoformat()}
        answer = self.client.post("/floor/commands", json={"now": now, "commands": self.rows})
        assert answer.status_code == 200, answer.text
        self.rows = []
        return list(answer.json()["answers"])

    def lines(self, subject: str) -> list[dict[str, object]]:
        for event, data in self.events():
            if event == "snapshot":
                return [line for line in data["lines"] if line["subject"] == subject]  # type: ignore[attr-defined]
        raise AssertionError("the stream ended")


@pytest.mark.parametrize("off", [timedelta(0), 10 * MINUTE, -timedelta(days=1)])
def test_each_act_has_the_name_of_whoever_was_on_shift_when_it_was_done(
    house: Facility, off: timedelta
) -> None:
    """Given Ailsa and then Davie were at a tablet that was cut off, when it is back, each acts in their own name."""
    tablet = CutOff(house, f"Room {off}", off)
    now = datetime.now(UTC)
    emergency = str(uuid4())
    came, changed, gone = now - 9 * MINUTE, now - 6 * MINUTE, now - 2 * MINUTE
    assert tablet.come("Ailsa", came) == 200
    tablet.go("Ailsa", changed)
    assert tablet.come("Davie", changed) == 200
    tablet.go("Davie", gone)
    tablet.did("raise-emergency", emergency, {}, "Ailsa", came + MINUTE)
    tablet.did("act", emergency, {"action": "oxygen"}, "Ailsa", came + 2 * MINUTE)
    tablet.did(
        "act", emergency, {"action": "naloxone", "dose_mg": 0.4, "route": "im"}, "Davie", changed + MINUTE
    )
    assert [one["answer"] for one in tablet.drain()] == ["recorded"] * 3
    lines = tablet.lines(emergency)
    ailsa, davie = (tablet.names[name]["staff"] for name in ("Ailsa", "Davie"))
    assert [line["staff"] for line in lines] == [ailsa, ailsa, davie], (
        "though both had signed out when it was told"
    )
    # The house was founded just now, so what was before is as long ago as that can be; the order is what it was.
    assert [line["kind"] for line in lines] == ["emergency-raised", "acted", "acted"]


def test_with_a_wrong_pin_what_was_done_is_kept_without_a_name(house: Facility) -> None:
    tablet = CutOff(house, "Kitchen")
    person = desk(house).register("Lark", "plum-otter-7")
    at = datetime.now(UTC)
    assert tablet.come("Davie", at, pin="9999") == 403
    visit = tablet.did("start-visit", str(uuid4()), {"person": person, "purposes": ["use"]}, "Davie", at)
    tablet.did("see", visit, {"visits": [visit]}, "Davie", at + timedelta(milliseconds=5))
    tablet.did("see", visit, {"visits": [visit]}, "Davie", at + timedelta(milliseconds=9), acted=False)
    kept = tablet.drain()
    assert [one["answer"] for one in kept] == ["recorded", "recorded", "refused"]
    assert [one.get("review") for one in kept[:2]] == ["claim_missing", "claim_missing"]
    assert kept[2]["refusal"]["code"] == "no_claim"  # type: ignore[index]
    assert [line["staff"] for line in tablet.lines(visit)] == [None, None]


def test_a_lock_out_holds_up_no_emergency_and_loses_nothing_that_was_done(house: Facility) -> None:
    tablet = CutOff(house, "Hall")
    at = datetime.now(UTC)
    codes = [tablet.come("Ailsa", at, pin="9999") for _ in range(5)]
    assert codes == [403, 403, 429, 503, 503], "looked at, then not looked at yet and sent again"
    assert (
        tablet.client.post(
            "/floor/shift", json={"staff": tablet.names["Ailsa"]["staff"], "pin": PIN}
        ).status_code
        == 429
    )
    emergency = tablet.did("raise-emergency", str(uuid4()), {}, "Ailsa", at, acted=False)
    tablet.did("act", emergency, {"action": "oxygen"}, "Ailsa", at, acted=False)
    assert [one["answer"] for one in tablet.drain()] == ["recorded", "recorded"]
    assert [line["kind"] for line in tablet.lines(emergency)] == ["emergency-raised", "acted"]


def desk(house: Facility) -> Tablet:
    tablet = Tablet(house, "Desk")
    tablet.sign_in("Effie")
    tablet.send("open-floor", {"reason": "a test"}, tablet.house)
    return tablet
