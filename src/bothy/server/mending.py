"""After a restore: who is waited for, what every screen is told, and when the watches of the house begin."""

from __future__ import annotations

from bothy.intake.facility import Facility
from bothy.server.running import running
from bothy.server.troubles import trouble

CODE = "mending"


def begin_watching(facility: Facility) -> None:
    """Begin the watches of a real house; where a gap is being filled, once that is over.

    A House that is behind shows people as still here who left after the copy was made: it must not
    write of them that nobody looked.
    """
    from bothy.people.devices import devices

    mending = facility.mending
    if mending is None:
        facility.watches.start()
        return
    mending.enrolled = lambda device: devices.known(device) is not None
    if mending.look():
        facility.watches.start()
        return

    def tell() -> None:
        assert mending is not None
        trouble.say(CODE, mending.sentence() if mending.waits else None)
        if running.screens is not None:
            running.screens.beat()

    mending.on_change += [tell, facility.watches.start]
    tell()


def look_at_the_gap(facility: Facility) -> None:
    """Whether every tablet that is waited for was heard by now, or was taken out; boards hear of how many."""
    mending = facility.mending
    if mending is not None and mending.waits and not mending.look():
        trouble.say(CODE, mending.sentence())
