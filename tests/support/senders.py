"""Tablets that keep sending while a server dies under them, as the app's outbox does.

A row of the outbox is sent until there is an answer to it, with the same bytes; every answer is
written down beside the command, and a second answer must say what the first one said.
"""

from __future__ import annotations

import json
import random
import socket
import threading
from collections import deque
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from support.real_server import RealServer

GIVE_UP_SECONDS = 120.0


class Sender(threading.Thread):
    """One tablet. `acknowledged`: the first answer to each command; `wrong`: what must not have happened.

    `patience`: seconds of silence after which a request is given up and made anew. `rest`: the longest that a hand
    rests between two lists, so that what else is on the machine (real pages) is heard too.
    """

    def __init__(
        self, server: RealServer, number: int, seed: int, done: threading.Event, patience: float = 20.0, rest: float = 0.0
    ) -> None:
        super().__init__(name=f"sender-{number}", daemon=True)
        self.server = server
        self.number = number
        self.chance = random.Random(seed * 1_000 + number)
        self.done = done
        self.patience = patience
        self.rest = rest
        self.sent: dict[str, dict[str, Any]] = {}
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.repeats = 0
        self.wrong: list[str] = []
        self._acts: deque[dict[str, Any]] = deque()
        self._old: list[list[dict[str, Any]]] = []

    def run(self) -> None:
        try:
            with httpx.Client(timeout=self.patience) as client:
                while not self.done.is_set():
                    self._deliver(client, [self._next() for _ in range(self.chance.randint(1, 5))])
                    if self.rest:
                        self.done.wait(self.chance.uniform(0.0, self.rest))
                    if self._old and self.chance.random() < 0.15:
                        self._deliver(client, self.chance.choice(self._old))
        except BaseException as fault:
            self.wrong.append(f"the sender stopped: {fault!r}")

    def _deliver(self, client: httpx.Client, rows: list[dict[str, Any]]) -> None:
        """Send until it is answered."""
        content = json.dumps({"commands": rows}).encode()
        self.sent.update((row["id"], row) for row in rows)
        if self.chance.random() < 0.1:
            self._hang_up(content)
        waited = 0.0
        while waited < GIVE_UP_SECONDS:
            try:
                response = client.post(f"{self.server.url}/floor/commands", content=content, headers=self.server.tablet(self.number))
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code == 200:
                self._heard(rows, response.json()["answers"])
                return
            if response is not None and response.status_code not in (429, 503):
                self.wrong.append(f"{response.status_code}: {response.text[:300]}")
                return
            # After the last kill the outbox is still emptied: `done` ends new taps, not this row.
            threading.Event().wait(0.02)
            waited += 0.02
        self.wrong.append(f"no answer in {GIVE_UP_SECONDS:.0f} s to {rows}")

    def _hang_up(self, content: bytes) -> None:
        """Send and do not wait for the answer: the network went away. The row is sent again."""
        headers = {**self.server.tablet(self.number), "host": self.server.url.removeprefix("http://"), "content-length": str(len(content))}
        head = "POST /floor/commands HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        try:
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=5) as wire:
                wire.sendall(f"{head}\r\n".encode() + content)
        except OSError:
            return

    def _heard(self, rows: list[dict[str, Any]], answers: list[dict[str, Any]]) -> None:
        if [answer["id"] for answer in answers] != [row["id"] for row in rows]:
            self.wrong.append("the answers are not in the order of the commands")
            return
        for answer in answers:
            again = answer.pop("again", False)
            self.repeats += again
            first = self.acknowledged.setdefault(answer["id"], answer)
            if first != answer:
                self.wrong.append(f"two answers to one command: {first} and {answer}")
            if answer.get("refusal", {}).get("code") in {"fault", "not_kept", "unreadable"}:
                self.wrong.append(f"{answer} to {self.sent[answer['id']]}")
        if len(self._old) < 200:
            self._old.append(rows)

    def _next(self) -> dict[str, Any]:
        if not self._acts:
            self._acts.extend(self._visit() if self.chance.random() < 0.8 else self._emergency())
        return self._acts.popleft()

    def _command(self, kind: str, subject: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        nurse = str(self.server.home.nurse)
        return {"id": self._id(), "kind": kind, "subject": subject, "body": body, "happened_at": now, "staff": nurse, **more}

    def _id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def _visit(self) -> list[dict[str, Any]]:
        """From the door to the door; some of it is refused, since eight tablets want eight places."""
        person, visit, tell = self._id(), self._id(), self._command
        mix = [{"substances": ["heroin", "cocaine"], "route": "vein"}]
        return [
            tell("register-person", person, {"age_band": "35-44", "sex": "female"}, private={"name": f"Lark {person[:8]}"}),
            tell("start-visit", visit, {"person": person, "purposes": ["use"], "reason": "busy"}),
            tell("assess", visit, {"preparations": mix}),
            tell("give-place", visit, {"place": self.chance.randint(1, 8)}),
            tell("see", visit, {"visits": [visit], "round": True}),
            tell("give-supplies", visit, {"items": [{"item": "needle", "count": 2}]}),
            tell("end-visit", visit, {"how": "left"}),
        ]

    def _emergency(self) -> list[dict[str, Any]]:
        raised, tell = self._id(), self._command
        return [
            tell("raise-emergency", raised, {"where": "aftercare"}),
            tell("act", raised, {"action": "oxygen"}),
            tell("close-emergency", raised, {"outcome": "recovered_here"}),
        ]


class Senders:
    """Several tablets at once. `finish` stops the taps and waits until every outbox is empty."""

    def __init__(self, server: RealServer, count: int, seed: int, patience: float = 20.0, rest: float = 0.0) -> None:
        self.done = threading.Event()
        self.each = [Sender(server, number, seed, self.done, patience, rest) for number in range(count)]
        for sender in self.each:
            sender.start()

    @property
    def acknowledged(self) -> dict[str, dict[str, Any]]:
        """Every answer so far, by command id."""
        return {id: answer for sender in self.each for id, answer in list(sender.acknowledged.items())}

    @property
    def count(self) -> int:
        """How many commands were answered so far."""
        return sum(len(sender.acknowledged) for sender in self.each)

    @property
    def sent(self) -> dict[str, dict[str, Any]]:
        """Every command so far, by id."""
        return {id: row for sender in self.each for id, row in list(sender.sent.items())}

    @property
    def wrong(self) -> list[str]:
        return [each for sender in self.each for each in sender.wrong]

    def wait_for(self, more: int, seconds: float = 60.0) -> bool:
        """Wait until so many more commands were answered; False when they were not in time."""
        target, waited = self.count + more, 0.0
        while self.count < target and waited < seconds and not self.wrong:
            threading.Event().wait(0.01)
            waited += 0.01
        return self.count >= target

    def finish(self) -> None:
        self.done.set()
        for sender in self.each:
            sender.join(GIVE_UP_SECONDS + 30)
            assert not sender.is_alive(), "a tablet still waits for its answer"
        assert self.wrong == []
