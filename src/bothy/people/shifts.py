"""Coming on shift at a device, and going."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people import pins
from bothy.people.devices import LONGEST_SHIFT, devices
from bothy.people.models import Device, ShiftClaim, Staff


def come(device: UUID, staff: UUID, pin: str, since: datetime | None = None) -> Staff | Refusal | pins.Wait:
    """Open a claim by PIN. The same person again at the same device changes nothing.

    `since`: when they came, where that was while the device was cut off and its PIN comes only now. A wrong
    one counts like any other.
    """
    proved = _prove(device, staff, pin)
    if not isinstance(proved, tuple):
        return proved
    row, person = proved
    claim(row, person, since)
    return person


def confirm(device: UUID, staff: UUID, pin: str, at: datetime | None = None) -> Staff | Refusal | pins.Wait:
    """Somebody confirms by PIN what another did at this device, and does not stay signed in.

    What is kept is a claim of one moment: `Devices.confirmed` finds it. A wrong PIN counts like any other.
    """
    proved = _prove(device, staff, pin)
    if not isinstance(proved, tuple):
        return proved
    row, person = proved
    now = timezone.now()
    moment = now if at is None else min(at, now)
    ShiftClaim.objects.create(device=row, staff=person, since=moment, until=moment)
    devices.refresh()
    return person


def _prove(device: UUID, staff: UUID, pin: str) -> tuple[Device, Staff] | Refusal | pins.Wait:
    """The tablet and whoever the PIN shows to be at it."""
    row = Device.objects.filter(id=device, revoked_at__isnull=True).first()
    if row is None:
        return Refusal(
            "not_enrolled", "This device is not enrolled any more. Enrol it again from the office."
        )
    person = Staff.objects.filter(id=staff, active=True).first()
    if person is None:
        return Refusal("no_such_staff", "Nobody of that name works here now. Choose another name.")
    return pins.try_pin(row, person, pin) or (row, person)


def claim(device: Device, staff: Staff, since: datetime | None = None) -> None:
    """Open a claim without asking for a PIN: after one was right, and for the demo's own visitor.

    Where they came longer ago than a shift lasts (a PIN that comes that late), the claim is over already: it
    speaks for what was done then, and opens nothing now.
    """
    now = timezone.now()
    since = now if since is None else min(since, now)
    until = since + LONGEST_SHIFT if since + LONGEST_SHIFT <= now else None
    try:
        with transaction.atomic():
            ShiftClaim.objects.create(device=device, staff=staff, since=since, until=until)
    except IntegrityError:
        # Signed in there already; they may have come before the claim that stands.
        ShiftClaim.objects.filter(device=device, staff=staff, until__isnull=True, since__gt=since).update(
            since=since
        )
    devices.refresh()


def go(device: UUID, staff: UUID, at: datetime | None = None) -> bool:
    """Close the claim. False when there was none. `at`: when they went, where that was while cut off."""
    now = timezone.now()
    stands = Q(until__isnull=True)
    if at is not None:
        stands |= Q(since__lte=at, until__gt=at)  # one that was over by itself before this was heard
    mine = ShiftClaim.objects.filter(stands, device_id=device, staff_id=staff)
    closed = mine.update(until=now if at is None else Least(Greatest(F("since"), Value(at)), Value(now)))
    devices.refresh()
    return bool(closed)
