"""A demo's clock that is set anew is told at once: screens do not run on at the old rate until the next beat."""

from datetime import UTC, datetime

from bothy.care.bodies import Clock
from bothy.floor.asgi import FloorApp
from bothy.intake.watching import HOUSE
from support.floor_server import names_for, serve
from support.open_house import command, founding, open_with_floor

HOURS = 3600.0


def test_a_new_rate_reaches_the_screens_without_waiting_for_the_heart_to_beat(tmp_path, tablets):
    at = datetime.now(UTC)
    running = Clock(origin=at, wall=at, rate=20.0)
    with open_with_floor(tmp_path / "home", founding=founding(demo=True, clock=running, at=at)) as facility:
        app = FloorApp(None, tablets, names_for, heartbeat_seconds=HOURS)
        app.open(facility)
        with serve(app, tablets) as served, served.stream() as events:
            assert events.next("snapshot").data["clock"]["rate"] == 20.0
            now = facility.clock.now().isoformat()
            clock = {"origin": now, "wall": datetime.now(UTC).isoformat(), "rate": 1.0}
            (answer,) = facility.writer.submit((command("set-clock", facility.id, {"clock": clock}),), HOUSE).result(30)
            assert answer.answer == "recorded", answer
            assert events.next("lines").data
            assert events.next("heartbeat").data["rate"] == 1.0
