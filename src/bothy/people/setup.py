"""Making staff, office sign-ins and devices, for the office pages, a new facility, and the demo."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from bothy.care.vocabulary import Role
from bothy.people import enrolment, pins
from bothy.people.devices import devices
from bothy.people.models import Staff


def add_staff(name: str, role: Role, pin: str | None = None, id: UUID | None = None) -> Staff:
    """Someone who works here. With `id`, the same call again changes nothing but name, role and PIN.

    Raises `pins.BadPin` where the PIN is too easy.
    """
    values = {"display_name": name.strip()[:80], "role": role, "active": True}
    if pin is not None:
        values["pin_hash"] = pins.hash_pin(pin)
    if id is None:
        row = Staff.objects.create(**values)
    else:
        row, _ = Staff.objects.update_or_create(id=id, defaults=values)
    devices.refresh()
    return row


def set_pin(staff: Staff, pin: str) -> None:
    """A new PIN; waits for wrong ones are forgotten. Raises `pins.BadPin`."""
    staff.pin_hash = pins.hash_pin(pin)
    staff.save(update_fields=["pin_hash"])
    pins.forget_tries(staff)


def change_staff(staff: Staff, *, role: Role | None = None, active: bool | None = None) -> None:
    """Another role, or left and back. Whoever left is off every device, and out of the office, at once."""
    if role is not None:
        staff.role = role
    if active is not None:
        staff.active = active
    with transaction.atomic():
        staff.save(update_fields=["role", "active"])
        if not staff.active:
            staff.claims.filter(until__isnull=True).update(until=timezone.now())
        if staff.user is not None and staff.user.is_active != staff.active:
            staff.user.is_active = staff.active
            staff.user.save(update_fields=["is_active"])
    devices.refresh()


def add_office_user(staff: Staff, username: str, password: str, *, check: bool = True) -> User:
    """An office sign-in for someone who works here; the same username again sets the password.

    With `check`, raises Django's `ValidationError` for a weak password (the demo's is on the sign-in page anyway).
    """
    if check:
        validate_password(password)
    with transaction.atomic():
        user, _ = get_user_model().objects.get_or_create(username=username.strip())
        user.first_name, user.is_active = staff.display_name[:150], True
        user.set_password(password)
        user.save()
        Staff.objects.filter(user=user).exclude(id=staff.id).update(user=None)
        staff.user = user
        staff.save(update_fields=["user"])
    return user


def enrol_browser(name: str) -> tuple[UUID, str]:
    """A new device without a code, and the value of its `bothy_device` cookie."""
    device, cookie = enrolment.enrol_browser(name)
    return device.id, cookie
