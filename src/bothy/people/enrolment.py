"""How a tablet becomes one of ours: a code shown once in the office, typed once, traded for a cookie."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people import tries
from bothy.people.devices import devices, token_hash
from bothy.people.models import Device, EnrolmentCode, ShiftClaim, Staff

CODE_MINUTES = 15
# No 0/O, 1/I/L, 5/S, 2/Z, 8/B, U/V: a code is read off one screen and typed on another.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 8
WRONG_CODES = tries.Pace(free=10, first_seconds=5, longest_seconds=300)
"""Wrong codes from one address: enough for every typing slip."""
WRONG_CODES_OF_ALL = tries.Pace(free=100, first_seconds=2, longest_seconds=30)
"""Wrong codes of all callers together. Short, so that one who guesses from many addresses keeps nobody out for long."""


class Wait(msgspec.Struct, frozen=True):
    """Too many wrong codes: in how many seconds the next one is looked at."""

    seconds: int
    refusal: Refusal


def make_code(device_name: str, made_by: Staff | None = None) -> str:
    """A one-time code ("ACDE-FGHJ", 36 bits) for a device of this name, good for CODE_MINUTES."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    now = timezone.now()
    EnrolmentCode.objects.create(
        code_hash=_code_hash(code), device_name=device_name, made_by=made_by, made_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )  # fmt: skip
    return f"{code[:4]}-{code[4:]}"


def enrol(code: str, address: str = "") -> tuple[Device, str] | Refusal | Wait:
    """Trade a code for a device and its cookie. A code works once, whoever races for it. `address`: of who asks."""
    now, key = timezone.now(), _key(address)
    if seconds := max(tries.waits_seconds(key, WRONG_CODES, now), tries.waits_seconds(_ALL, WRONG_CODES_OF_ALL, now)):
        return Wait(seconds, Refusal("wait", f"Too many wrong codes. Wait {seconds} seconds, then type the code again."))
    with transaction.atomic():
        row = (
            EnrolmentCode.objects.select_for_update()
            .filter(code_hash=_code_hash(code), used_at__isnull=True)
            .first()
        )
        if row is None:
            wrong = tries.count_wrong(key, now), tries.count_wrong(_ALL, now)
            transaction.on_commit(lambda: _notice(*wrong))
            return Refusal(
                "wrong_code",
                "That code is not known, or was used already. Make a new one in the office, under Devices.",
            )
        if row.expires_at <= now:
            return Refusal(
                "code_expired", "That code is too old. Make a new one in the office, under Devices."
            )
        if not EnrolmentCode.objects.filter(id=row.id, used_at__isnull=True).update(used_at=now):
            return Refusal(
                "wrong_code", "That code was used already. Make a new one in the office, under Devices."
            )
        tries.forget(key, _ALL)
        device, cookie = enrol_browser(row.device_name)
    for listener in _enrolled:
        listener(device, row.made_by)
    return device, cookie


def _notice(here: int, of_all: int) -> None:
    if tries.worth_telling(here) or (here < tries.TOLD_FROM and tries.worth_telling(of_all)):
        for listener in _guessing:
            listener(max(here, of_all))


_guessing: list[Callable[[int], None]] = []


def on_guessing(listener: Callable[[int], None]) -> None:
    """`listener(tries)` at the fifth wrong code in a row, the tenth, the twentieth; on the thread that counted it."""
    _guessing.append(listener)


_enrolled: list[Callable[[Device, Staff | None], None]] = []


def on_enrolled(listener: Callable[[Device, Staff | None], None]) -> None:
    """`listener(device, whose_code)` when a device was enrolled by a code, after its row is kept."""
    _enrolled.append(listener)


def enrol_browser(name: str) -> tuple[Device, str]:
    """A new device and the value of its cookie, without a code: for the office's own act, and the demo."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(name=name.strip()[:80] or "Tablet", token_hash=token_hash(token))
    transaction.on_commit(devices.refresh)
    return device, f"{device.id}.{token}"


def revoke(device: UUID) -> bool:
    """The device may no longer speak; its streams end. False when it is not enrolled."""
    now = timezone.now()
    with transaction.atomic():
        changed = Device.objects.filter(id=device, revoked_at__isnull=True).update(revoked_at=now)
        ShiftClaim.objects.filter(device_id=device, until__isnull=True).update(until=now)
    devices.refresh()
    return bool(changed)


def _code_hash(code: str) -> str:
    plain = "".join(c for c in code.upper() if c.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


_ALL = "enrol"


def _key(address: str) -> str:
    """Who guesses, without their address standing anywhere."""
    return f"enrol:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
