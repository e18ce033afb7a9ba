"""Enrolled devices and who is on shift at them, in memory: the floor asks for each request and must not wait.

This process's own changes are seen at once; those of another worker when `refresh` next runs
(the server runs it every few seconds). Nothing here but `refresh` reads the database.
"""

import hashlib
import hmac
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import models
from django.utils import timezone

from bothy.care.commands import Actor
from bothy.people.cookie_names import cookie_name
from bothy.people.models import Device, ShiftClaim, Staff

log = logging.getLogger(__name__)
COOKIE = cookie_name("bothy_device")
LONGEST_SHIFT = timedelta(hours=16)
"""Whoever forgot to go off is off by then, and the next to pick the tablet up does not act in their name."""


CLAIMS_KEPT = timedelta(days=7)
"""How long a claim that is over still speaks for what was made under it and comes late."""
CLAIM_MARGIN = timedelta(seconds=5)
"""What a network and two clocks that agree may make of one moment."""
CONFIRMED_FOR = timedelta(minutes=3)
"""How long after a PIN the one who entered it still stands beside what is done at that device."""


class KnownDevice(msgspec.Struct, frozen=True):
    """An enrolled device that was not revoked."""

    id: UUID
    name: str


class _Enrolled(msgspec.Struct, frozen=True):
    known: KnownDevice
    token_hash: str


class _Claim(msgspec.Struct, frozen=True):
    """One stay of a person at a device, by PIN; ``until`` is None while it stands."""

    since: datetime
    until: datetime | None

    def stood(self, at: datetime, margin: timedelta) -> bool:
        return self.since - margin <= at and (self.until is None or at <= self.until + margin)


class _Someone(msgspec.Struct, frozen=True):
    name: str
    role: str
    active: bool


def token_hash(token: str) -> str:
    """Hex SHA-256 of a device's token: a token is 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


class Devices:
    """Who may speak to the floor. Thread-safe; one for the process (`devices`)."""

    longest_shift = LONGEST_SHIFT

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._enrolled: dict[UUID, _Enrolled] = {}
        self._claims: dict[UUID, tuple[UUID, ...]] = {}
        self._stood: dict[tuple[UUID, UUID], tuple[_Claim, ...]] = {}
        self._staff: dict[UUID, _Someone] = {}
        self._revoked: list[Callable[[UUID], None]] = []
        self._shifts: list[Callable[[UUID], None]] = []

    def authenticate(self, cookie: str | None) -> KnownDevice | None:
        """The device whose cookie this is; None for none, a wrong one, or a revoked device."""
        id_part, _, token = (cookie or "").partition(".")
        try:
            enrolled = self._enrolled.get(UUID(id_part))
        except ValueError:
            return None
        if enrolled is None or not hmac.compare_digest(enrolled.token_hash, token_hash(token)):
            return None
        return enrolled.known

    def known(self, device: UUID) -> KnownDevice | None:
        """The device of this id, where it is enrolled and not revoked."""
        enrolled = self._enrolled.get(device)
        return enrolled.known if enrolled else None

    def signed_in_staff(self, device: UUID) -> tuple[UUID, ...]:
        """Who is on shift at this device, first come first."""
        return self._claims.get(device, ())

    def staffed(self) -> dict[UUID, str]:
        """The devices at which somebody is on shift, and what they are called."""
        enrolled = self._enrolled
        return {device: enrolled[device].known.name for device in self._claims if device in enrolled}

    def actor(
        self,
        device: UUID | None,
        staff: UUID | None,
        at: datetime | None = None,
        within: timedelta = timedelta(0),
    ) -> Actor:
        """Who stands behind a command that was made at this device at wall time `at` (now, where it is not said).

        Without a claim that stood there then, give or take `within`, nobody does: care decides what that
        allows, and no entry names someone who gave no PIN.
        """
        someone = self._staff.get(staff) if staff is not None else None
        if device is None or staff is None or someone is None:
            return Actor(device=device)
        if at is None:
            stood = someone.active and staff in self._claims.get(device, ())
        else:
            stood = any(
                claim.stood(at, CLAIM_MARGIN + within) for claim in self._stood.get((device, staff), ())
            )
        if not stood:
            return Actor(device=device)
        return Actor(staff=staff, role=someone.role, device=device)  # type: ignore[arg-type]

    def confirmed(
        self, device: UUID, at: datetime | None = None, within: timedelta = timedelta(0)
    ) -> tuple[UUID, ...]:
        """Who entered a PIN of their own at this device just before `at` (now, where it is not said), give or take `within`.

        To be signed in there is not enough: somebody may be named as the second who knows nothing of it.
        """
        at = at or timezone.now()
        margin = CLAIM_MARGIN + within
        return tuple(
            staff
            for (where, staff), claims in self._stood.items()
            if where == device
            and any(one.since - margin <= at <= one.since + CONFIRMED_FOR + margin for one in claims)
        )

    def staff(self) -> dict[UUID, dict[str, str]]:
        """Name and role of everyone who works or worked here: an old line still needs its name."""
        return {id: {"name": one.name, "role": one.role} for id, one in self._staff.items()}

    def active_staff(self) -> dict[UUID, dict[str, str]]:
        """Name and role of those who can come on shift."""
        return {id: {"name": one.name, "role": one.role} for id, one in self._staff.items() if one.active}

    def on_revoked(self, callback: Callable[[UUID], None]) -> None:
        """`callback(device)` when a device is revoked, from whatever thread noticed."""
        self._revoked.append(callback)

    def on_shift_changed(self, callback: Callable[[UUID], None]) -> None:
        """`callback(device)` when someone comes or goes at a device, from whatever thread noticed."""
        self._shifts.append(callback)

    def refresh(self) -> None:
        """Read devices, claims and staff anew, and tell the callbacks what changed. Reads the database."""
        with self._lock:
            now = timezone.now()
            enrolled = {
                row.id: _Enrolled(KnownDevice(row.id, row.name), row.token_hash)
                for row in Device.objects.filter(revoked_at__isnull=True)
            }
            lately = models.Q(until__isnull=True) | models.Q(until__gte=now - CLAIMS_KEPT)
            rows = list(
                ShiftClaim.objects.filter(lately)
                .order_by("since", "id")
                .values_list("id", "device_id", "staff_id", "since", "until")
            )
            # After the claims, so that everyone who has one is among them.
            everyone = {
                row.id: _Someone(row.display_name, row.role, row.active) for row in Staff.objects.all()
            }
            claims: dict[UUID, tuple[UUID, ...]] = {}
            stood: dict[tuple[UUID, UUID], tuple[_Claim, ...]] = {}
            for id, device, staff, since, until in rows:
                if until is None and since <= now - LONGEST_SHIFT:
                    until = now
                    ShiftClaim.objects.filter(id=id, until__isnull=True).update(until=now)
                if until is None and everyone[staff].active:
                    claims[device] = (*claims.get(device, ()), staff)
                stood[device, staff] = (*stood.get((device, staff), ()), _Claim(since, until))
            gone = self._enrolled.keys() - enrolled.keys()
            changed = {
                d for d in enrolled.keys() & self._enrolled.keys() if claims.get(d) != self._claims.get(d)
            }
            self._enrolled, self._claims, self._stood = enrolled, claims, stood
            self._staff = everyone
        for callbacks, ids in ((self._revoked, gone), (self._shifts, changed)):
            for callback in callbacks:
                for device in ids:
                    _call(callback, device)


def _call(callback: Callable[[UUID], None], device: UUID) -> None:
    try:
        callback(device)
    except Exception:
        # One listener that fails must not keep a revoked device on another's stream.
        log.exception("A listener to devices failed.")


devices = Devices()
