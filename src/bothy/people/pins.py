"""PINs: 4 to 6 digits that say who is on shift at an enrolled device.

A PIN is never the only lock: it is taken only from an enrolled device. Its hash is Argon2id over the
PIN keyed with the home's secret (HMAC-SHA256), so a copy of the database alone cannot be searched
for a million PINs. Parameters: 1 pass, 19 MiB, 1 lane: about 15 ms on a small server, because a
shift change types many of them and guessing is stopped by the waiting below, not by the hash.

Guessing: the first three wrong PINs in a row cost nothing, then each costs a wait: 5 s, 10 s, 20 s
up to 15 minutes, per person and device; the wait is told. Emergencies ask for no PIN at all.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from functools import cache

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people.models import Device, PinTries, Staff

FREE_TRIES = 3
FIRST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 15 * 60
_PIN = re.compile(r"[0-9]{4,6}")
_hasher = PasswordHasher(time_cost=1, memory_cost=19 * 1024, parallelism=1)


class BadPin(ValueError):
    """A PIN that cannot be set; the message says why."""


def check_form(pin: str) -> None:
    """Raise BadPin unless it is 4 to 6 digits that are not the first anyone would try."""
    if not _PIN.fullmatch(pin):
        raise BadPin("A PIN is 4 to 6 digits.")
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        raise BadPin("That PIN is one of the first that anyone would try. Choose another.")


def hash_pin(pin: str) -> str:
    """What is stored for a PIN. Raises BadPin."""
    check_form(pin)
    return _hasher.hash(_keyed(pin))


def matches(staff: Staff, pin: str) -> bool:
    """Whether this is their PIN; False where none is set."""
    # A missing PIN takes as long as a wrong one, so the answer's time tells nothing.
    stored = staff.pin_hash if staff.pin_hash and staff.active else _nobodys_hash()
    try:
        right = _hasher.verify(stored, _keyed(pin))
    except Argon2Error:
        return False
    return right and bool(staff.pin_hash) and staff.active


def _keyed(pin: str) -> bytes:
    return hmac.new(
        hashlib.sha256(b"bothy pin\0" + settings.SECRET_KEY.encode()).digest(), pin.encode(), "sha256"
    ).digest()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(b"nobody has this pin")


class Wait(msgspec.Struct, frozen=True):
    """Too many wrong PINs: when the next is taken, and why, in words. `tried`: this one was looked at, and is wrong."""

    seconds: int
    refusal: Refusal
    tried: bool


def wait_after(failures: int) -> timedelta:
    """How long the next PIN has to wait after so many wrong ones in a row."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return timedelta(seconds=min(FIRST_WAIT_SECONDS * 2 ** (failures - FREE_TRIES), LONGEST_WAIT_SECONDS))


def try_pin(device: Device, staff: Staff, pin: str, now: datetime | None = None) -> Refusal | Wait | None:
    """None when the PIN is right. Else what to tell the person; a wrong PIN is counted."""
    now = now or timezone.now()
    with transaction.atomic():
        tries, _ = PinTries.objects.select_for_update().get_or_create(device=device, staff=staff)
        free_at = tries.last_at + wait_after(tries.failures)
        if tries.failures >= FREE_TRIES and now < free_at:
            return _wait(free_at - now, tried=False)
        if matches(staff, pin):
            if tries.failures:
                tries.failures = 0
                tries.save(update_fields=["failures"])
            return None
        tries.failures, tries.last_at = tries.failures + 1, now
        tries.save(update_fields=["failures", "last_at"])
    if not staff.pin_hash:
        return Refusal("no_pin", f"{staff.display_name} has no PIN yet. The office sets one under Staff.")
    if wait_after(tries.failures):
        return _wait(wait_after(tries.failures), tried=True)
    return Refusal("wrong_pin", "That is not the PIN. Try again.")


def _wait(left: timedelta, *, tried: bool) -> Wait:
    seconds = max(1, -int(-left.total_seconds() // 1))
    told = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return Wait(
        seconds,
        Refusal(
            "wait",
            f"Too many wrong PINs. Wait {told}, or ask the office for a new PIN. An emergency needs no PIN.",
        ),
        tried,
    )


def forget_tries(staff: Staff) -> None:
    """A new PIN was set: nobody waits for the old one's mistakes."""
    PinTries.objects.filter(staff=staff).delete()
