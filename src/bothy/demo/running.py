"""The demo of this process: filling the history behind the pages, then the live day. Started by the server."""

import logging
import threading
from pathlib import Path
from typing import Protocol

from bothy.demo.figures import SEED, thistle_plan
from bothy.demo.history import BuildStopped, build, is_built, what_to_do
from bothy.demo.live import LiveDay
from bothy.demo.plan import Plan
from bothy.demo.published import MonthlyFigures
from bothy.demo.setup import make_people
from bothy.demo.vault import fill as fill_vault
from bothy.intake.errors import IntakeClosed, StorageFault
from bothy.intake.facility import Facility

log = logging.getLogger(__name__)

_SEED_FILE = "demo.seed"


class Screens(Protocol):
    """What the demo needs of the floor's stream."""

    def publish(self, name: str, data: object) -> None: ...
    def hold(self) -> None: ...
    def go_on(self) -> None: ...


class Demo:
    """One facility's demo. `state` is what the welcome page and the floor's panel show."""

    def __init__(self, facility: Facility, screens: Screens, plan: Plan) -> None:
        self.facility = facility
        self.plan = plan
        self.live: LiveDay | None = None
        self._screens = screens
        self._stop = threading.Event()
        self._watch_wanted = False
        self._filling: dict[str, object] = {
            "phase": "filling", "done": 0, "of": plan.day_count, "text": "The history is about to be filled in.",
        }  # fmt: skip
        self._thread = threading.Thread(target=self._run, name="bothy-demo", daemon=True)

    def start(self) -> "Demo":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop filling, or stop the live day and its clock."""
        self._stop.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()
        if self.live is not None:
            self.live.close()

    @property
    def ready(self) -> bool:
        """Whether the history is there and the live day runs."""
        return self.live is not None

    def state(self) -> dict[str, object]:
        """The demo's state as JSON: phase filling (done of), live, closed or failed."""
        return self.live.state() if self.live is not None else self._filling

    def watch(self) -> None:
        """A visitor comes to the floor; when the history is not there yet, their day begins when it is."""
        if self.live is not None:
            self.live.watch()
        else:
            self._watch_wanted = True

    def _run(self) -> None:
        try:
            if not is_built(self.facility, self.plan):
                self._fill()
            self._tell(f"{self.plan.day_count} days of history are there.", self.plan.day_count)
            fill_vault(self.facility, self.plan)
            self.plan.memory.registered |= set(self.facility.house.people)
            self.live = LiveDay(
                self.facility, self.plan, lambda state: self._screens.publish("demo", state)
            ).start()
            if self._watch_wanted:
                self.live.watch()
        except BuildStopped as why:
            self._fail(why)
        except (IntakeClosed, StorageFault) as why:
            self._fail(BuildStopped(str(why), for_good=False))
        except Exception as fault:
            log.exception("the demo could not be built")
            self._fail(BuildStopped(f"{type(fault).__name__}: {fault}"))

    def _fill(self) -> None:
        self._screens.hold()
        try:
            build(self.facility, plan=self.plan, progress=self._progress, stop=self._stop.is_set,
                  figures=MonthlyFigures(self.facility, self.plan))  # fmt: skip
        finally:
            self._screens.go_on()

    def _progress(self, done: int, of: int, said: str) -> None:
        self._filling = {"phase": "filling", "done": done, "of": of, "text": said}
        if done % 4 == 0 or done == of:
            self._screens.publish("demo", self._filling)

    def _tell(self, said: str, done: int) -> None:
        self._progress(done, self.plan.day_count, said)

    def _fail(self, why: BuildStopped) -> None:
        if self._stop.is_set():
            return
        said, todo = f"The history could not be filled in. {why}", what_to_do(why, self.facility.home)
        log.error("%s %s", said, todo)
        self._filling = {**self._filling, "phase": "failed", "text": said, "what_to_do": todo}
        self._screens.publish("demo", self._filling)


_here: Demo | None = None


def demo() -> Demo | None:
    """The demo of this process; None in a real house, and before the server has opened it."""
    return _here


def floor_waits() -> str | None:
    """Why the floor of a demo cannot take commands yet; None when it can. Answers from memory.

    While the history is written nobody else writes: one surprise would stand against all that follows.
    """
    here = _here
    if here is not None and here.ready:
        return None
    if here is not None and here.state()["phase"] == "failed":
        return "The history of this demo could not be filled in. Its welcome page says what happened and what to do."
    return "The history of this demo is still being filled in. The floor opens by itself when it stands, in about a minute."


def not_filled(facility: Facility) -> str | None:
    """Why nothing can be published of a demo yet; None when its history stands. Also where no server runs the demo."""
    if _here is not None:
        return floor_waits()
    if is_built(facility, thistle_plan(seed_of(facility.home, None))):
        return None
    return f'The history of this demo was not filled in to its end. Go on with it: bothy demo --home "{facility.home}"'


def start(facility: Facility, screens: Screens, seed: int | None = None) -> tuple[str, str]:
    """Begin the demo of an open facility; returns the office sign-in (name, password). Returns at once."""
    global _here
    plan = thistle_plan(seed_of(facility.home, seed))
    sign_in = make_people(plan)
    _here = Demo(facility, screens, plan).start()
    return sign_in


def stop() -> None:
    """Stop the demo of this process, before its facility closes."""
    global _here
    here, _here = _here, None
    if here is not None:
        here.stop()


def seed_of(home: Path, seed: int | None) -> int:
    """The seed the home was founded with; a later start need not name it again."""
    file = home / _SEED_FILE
    if file.exists():
        return int(file.read_text("utf-8"))
    chosen = SEED if seed is None else seed
    file.write_text(f"{chosen}\n", "utf-8")
    return chosen


__all__ = ["Demo", "Screens", "demo", "floor_waits", "not_filled", "seed_of", "start", "stop"]
