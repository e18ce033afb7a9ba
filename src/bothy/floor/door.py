"""Who may speak to the floor: an enrolled device, from the facility's own pages, not faster than hands can tap."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from bothy.care.commands import WITH_A_SECOND, Actor
from bothy.floor.http import Scope, Told, cookie, header
from bothy.intake.clock import FacilityClock
from bothy.intake.reckon import Reckoner, Timed
from bothy.people.cookie_names import cookie_name
from bothy.people.origin import same_site
from bothy.people.paces import Paces

COOKIE = cookie_name("bothy_device")
COMMANDS_PER_SECOND = 50.0
BURST_COMMANDS = 1_000.0
"""A tablet that comes back after a shift on its own has some 500 to tell."""


NO_TIME = timedelta(0)


class Device(Protocol):
    """An enrolled device that was not revoked."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


class Devices(Protocol):
    """Enrolled devices and who is on shift at them. Answers from memory, on the event loop."""

    longest_shift: timedelta
    """Whoever came on shift longer ago than this is off."""

    def authenticate(self, cookie: str | None, /) -> Device | None:
        """The device whose cookie this is; None for none, a wrong one, or a revoked device."""

    def signed_in_staff(self, device: UUID, /) -> tuple[UUID, ...]:
        """Who is on shift at this device."""

    def actor(
        self, device: UUID | None, staff: UUID | None, at: datetime | None = None, within: timedelta = NO_TIME, /
    ) -> Actor:
        """Who stands behind a command: no role without a claim by PIN on this device that stood at wall time
        `at`, give or take `within`; without `at`, one that stands now."""

    def confirmed(self, device: UUID, at: datetime | None = None, within: timedelta = NO_TIME, /) -> tuple[UUID, ...]:
        """Who entered a PIN of their own at this device just before `at`."""

    def staffed(self) -> Mapping[UUID, str]:
        """The devices at which somebody is on shift, and what they are called."""

    def staff(self) -> Mapping[UUID, object]:
        """Name and role of everyone who works or worked here."""

    def on_revoked(self, callback: Callable[[UUID], None], /) -> None:
        """`callback(device)` when a device is revoked, from whatever thread noticed."""

    def on_shift_changed(self, callback: Callable[[UUID], None], /) -> None:
        """`callback(device)` when someone comes or goes at a device, from whatever thread noticed."""


class Door:
    """Lets requests in or says why not."""

    def __init__(self, devices: Devices, clock: Callable[[], float] = time.monotonic) -> None:
        self.devices = devices
        self.reckoner = Reckoner()
        self._paces = Paces(COMMANDS_PER_SECOND, BURST_COMMANDS, clock)

    def device(self, scope: Scope) -> Device:
        """The device that asks. `Told` 401."""
        device = self.devices.authenticate(cookie(scope, COOKIE))
        if device is None:
            raise Told(401, "not_enrolled", "This device is not enrolled here. Enrol it with a code from the office.")
        return device

    def actor(self, device: UUID, timed: Timed, clock: FacilityClock) -> Actor:
        """Who stood behind a command when it was made: what waited while its maker signed out keeps their name."""
        # The clock of a demo runs off the claims' real time: there the claims of now count.
        at = timed.made if clock.origin is None else None
        actor = self.devices.actor(device, timed.command.staff, at, timed.uncertain)
        if timed.command.kind not in WITH_A_SECOND:
            return actor
        return msgspec.structs.replace(actor, beside=self.devices.confirmed(device, at, timed.uncertain))

    def own_pages_only(self, scope: Scope, *, required: bool) -> None:
        """`Told` 403 where the request comes from another site's page. A browser always says on a POST."""
        origin = header(scope, b"origin")
        if origin is None and not required:
            return
        # Where it came over TLS, a page that did not (and that anybody on the network may have written) is another's.
        scheme = "https" if scope.get("scheme") == "https" else None
        if origin is None or not same_site(origin, header(scope, b"host"), scheme):
            raise Told(403, "wrong_origin", "This came from a page that is not Bothy's. Open Bothy at its own address.")

    def not_a_flood(self, device: UUID, commands: int) -> None:
        """`Told` 429 where a device sends faster than anybody taps."""
        wait = self._paces.take(device, commands)
        if wait > 0:
            raise Told(
                429,
                "too_fast",
                "This device sends faster than the house can follow. It goes on by itself in a moment.",
                ((b"retry-after", b"%d" % max(1, round(wait))),),
            )
