"""A home that has been lived in for a while: founded hours ago, with people in places since so many minutes.

    python older.py HOME SPEC

`SPEC` (JSON): {"staff": [[name, role]], "devices": [name], "hours": n, "people": [[name, place, minutes ago]]}.
Prints {"staff": {name: id}, "devices": {name: [id, cookie]}, "visits": {name: id}} as JSON. Run in a process of
its own: it opens the journal as the server does, and leaves it to the server.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

PIN = "2580"


def lived_in(home: Path, **spec: Any) -> dict[str, Any]:
    """Make it, from a test."""
    done = subprocess.run(
        [sys.executable, __file__, str(home), json.dumps(spec)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def make(folder: Path, spec: dict[str, Any]) -> dict[str, Any]:
    from bothy.server.boot import prepare
    from bothy.server.home import Home

    home = prepare(Home(folder))
    import msgspec

    from bothy.care.bodies import PlaceSpec
    from bothy.care.commands import Actor, Command
    from bothy.care.rules import SHIPPED
    from bothy.intake.facility import Founding
    from bothy.people.models import ShiftClaim
    from bothy.people.setup import add_staff, enrol_browser
    from bothy.server.opening import open_house

    now = datetime.now(UTC)
    staff = {name: add_staff(name, role, PIN).id for name, role in spec["staff"]}
    roles = dict(spec["staff"])
    first = next(iter(staff))
    rules = msgspec.structs.replace(SHIPPED["generic"], opening_hours=())
    founding = Founding(
        name="Northgate", rules=rules, places=tuple(PlaceSpec(number=n) for n in range(1, 9)), signer=staff[first],
        at=now - timedelta(hours=spec.get("hours", 3)),
    )  # fmt: skip
    devices = {name: enrol_browser(name) for name in spec["devices"]}
    for name, who in spec.get("shifts", []):
        ShiftClaim.objects.create(
            device_id=devices[name][0], staff_id=staff[who], since=now - timedelta(hours=1)
        )
    actor = Actor(staff=staff[first], role=roles[first], device=devices[spec["devices"][0]][0])
    visits = {}
    with open_house(home, founding) as facility:

        def say(kind: str, subject: Any, body: object, ago: float, **private: object) -> None:
            command = Command(
                id=uuid4(), kind=kind, subject=subject, body=msgspec.Raw(json.dumps(body, default=str).encode()),
                happened_at=now - timedelta(minutes=ago), acted=True,
                private=msgspec.Raw(json.dumps(private).encode()) if private else None,
            )  # fmt: skip
            (answer,) = facility.writer.submit((command,), actor).result(30)
            assert answer.answer != "refused", answer

        for name, id in staff.items():
            if roles[name] in ("nurse", "worker", "shift_lead"):
                say("come-on-shift", facility.id, {"staff": id, "role": roles[name]}, 90)
        say("open-floor", facility.id, {}, 89)
        for name, place, ago in spec.get("people", []):
            person, visit = uuid4(), uuid4()
            visits[name] = str(visit)
            code = f"plum-otter-{len(visits)}"
            say("register-person", person, {}, 85, name=name, code=code, card=None)
            say("start-visit", visit, {"person": person, "purposes": ["use"]}, ago + 10)
            say("assess", visit, {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, ago + 5)
            if place:
                say("give-place", visit, {"place": place}, ago)
    return {
        "staff": {name: str(id) for name, id in staff.items()},
        "devices": {name: [str(id), cookie] for name, (id, cookie) in devices.items()},
        "visits": visits,
    }


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]), json.loads(sys.argv[2]))))
