"""Coming on shift at a device, and going."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people import pins
from bothy.people.devices import devices
from bothy.people.models import Device, ShiftClaim, Staff


def come(device: UUID, staff: UUID, pin: str) -> Staff | Refusal | pins.Wait:
    """Open a claim by PIN. The same person again at the same device changes nothing."""
    row = Device.objects.filter(id=device, revoked_at__isnull=True).first()
    if row is None:
        return Refusal(
            "not_enrolled", "This device is not enrolled any more. Enrol it again from the office."
        )
    person = Staff.objects.filter(id=staff, active=True).first()
    if person is None:
        return Refusal("no_such_staff", "Nobody of that name works here now. Choose your own name.")
    wrong = pins.try_pin(row, person, pin)
    if wrong is not None:
        return wrong
    claim(row, person)
    return person


def claim(device: Device, staff: Staff) -> None:
    """Open a claim without asking for a PIN: after one was right, and for the demo's own visitor."""
    try:
        with transaction.atomic():
            ShiftClaim.objects.create(device=device, staff=staff)
    except IntegrityError:
        pass  # Signed in there already.
    devices.refresh()


def go(device: UUID, staff: UUID) -> bool:
    """Close the claim. False when there was none."""
    closed = ShiftClaim.objects.filter(device_id=device, staff_id=staff, until__isnull=True).update(
        until=timezone.now()
    )
    devices.refresh()
    return bool(closed)
