"""What the server looks after beside the writing: a gap after a restore, a full disk, and when watches begin."""

from __future__ import annotations

from bothy.intake.facility import Facility
from bothy.intake.reserve import CODE as DISK_FULL
from bothy.server.running import running
from bothy.server.troubles import trouble

MENDING = "mending"


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
        trouble.say(MENDING, mending.sentence() if mending.waits else None)
        if running.screens is not None:
            running.screens.beat()

    mending.on_change += [tell, facility.watches.start]
    tell()


def tell_of_a_full_disk(facility: Facility) -> None:
    """Boards and office hear when the disk is full, and when it is not any more."""
    reserve = facility.reserve
    if reserve is None:
        return

    def tell() -> None:
        trouble.say(DISK_FULL, reserve.sentence if reserve.full else None)

    reserve.on_change.append(tell)
    tell()


def look_again(facility: Facility) -> None:
    """Every few seconds: is there room again; was every tablet that is waited for heard, or taken out."""
    if facility.reserve is not None:
        facility.reserve.look()
    mending = facility.mending
    if mending is not None and mending.waits and not mending.look():
        trouble.say(MENDING, mending.sentence())
