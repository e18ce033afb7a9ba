"""PINs: 4 to 6 digits that say who is on shift at an enrolled device.

A PIN is never the only lock: it is taken only from an enrolled device. Its hash is Argon2id over the
PIN keyed with the home's secret (HMAC-SHA256), so a copy of the database alone cannot be searched
for a million PINs. Parameters: 1 pass, 19 MiB, 1 lane: about 15 ms on a small server, because a
shift change types many of them and guessing is stopped by the waiting below, not by the hash.

Guessing: the first three wrong PINs in a row cost nothing, then each costs a wait: 5 s, 10 s, 20 s
up to 15 minutes, per person and device; the wait is told. After six at all devices together the same
goes for that person everywhere, so that more tablets are no more tries. Whoever is told of guessing
(`on_guessing`) hears of the fifth wrong one in a row, the tenth, the twentieth and so on. A new PIN
ends all waits, and so does the office (`forget_tries`). Emergencies ask for no PIN at all.
"""

import hashlib
import hmac
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people import tries
from bothy.people.models import Device, Staff, Tries

log = logging.getLogger(__name__)
HERE = tries.Pace(free=3, first_seconds=5, longest_seconds=15 * 60)
"""Wrong PINs of one person at one device."""
EVERYWHERE = tries.Pace(free=6, first_seconds=5, longest_seconds=15 * 60)
"""Wrong PINs of one person at all devices together."""
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


class Guessing(msgspec.Struct, frozen=True):
    """Somebody guesses: so many wrong PINs in a row for this person, the last of them at this device."""

    device: UUID
    staff: UUID
    here: int
    everywhere: int


_listeners: list[Callable[[Guessing], None]] = []


def on_guessing(listener: Callable[[Guessing], None]) -> None:
    """`listener(guessing)` at the fifth wrong PIN in a row, the tenth, the twentieth; on the thread that counted it."""
    _listeners.append(listener)


def try_pin(device: Device, staff: Staff, pin: str, now: datetime | None = None) -> Refusal | Wait | None:
    """None when the PIN is right. Else what to tell the person; a wrong PIN is counted."""
    now = now or timezone.now()
    with transaction.atomic():
        here, everywhere = tries.locked(_here(device, staff), now), tries.locked(_everywhere(staff), now)
        left = max(tries.left(here, HERE, now), tries.left(everywhere, EVERYWHERE, now))
        if left:
            return _wait(left, tried=False)
        if matches(staff, pin):
            tries.right(here)
            tries.right(everywhere)
            return None
        tries.wrong(here, now)
        tries.wrong(everywhere, now)
    if tries.worth_telling(here.failures) or (
        here.failures < tries.TOLD_FROM and tries.worth_telling(everywhere.failures)
    ):
        _tell(Guessing(device.id, staff.id, here.failures, everywhere.failures))
    if not staff.pin_hash:
        return Refusal("no_pin", f"{staff.display_name} has no PIN yet. The office sets one under Staff.")
    if wait := max(HERE.after(here.failures), EVERYWHERE.after(everywhere.failures)):
        return _wait(wait, tried=True)
    return Refusal("wrong_pin", "That is not the PIN. Try again.")


def _here(device: Device, staff: Staff) -> str:
    return f"pin:{staff.id}:{device.id}"


def _everywhere(staff: Staff) -> str:
    return f"pin:{staff.id}"


def _tell(guessing: Guessing) -> None:
    for listener in _listeners:
        try:
            listener(guessing)
        except Exception:
            # Whoever signs in next must not be held up because a notice could not be written.
            log.exception("A listener to guessing failed.")


def _wait(left: timedelta, *, tried: bool) -> Wait:
    seconds = max(1, tries.whole_seconds(left))
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
    """Nobody waits for the mistakes made with this person's name: a new PIN was set, or the office says so."""
    Tries.objects.filter(key__startswith=_everywhere(staff)).delete()


def waiting_seconds(staff: Staff, now: datetime | None = None) -> int:
    """How long the longest wait for this person's PIN still is, at whatever device; 0 where nobody waits."""
    now = now or timezone.now()
    return max(
        (
            tries.whole_seconds(tries.left(row, EVERYWHERE if row.key == _everywhere(staff) else HERE, now))
            for row in Tries.objects.filter(key__startswith=_everywhere(staff))
        ),
        default=0,
    )
