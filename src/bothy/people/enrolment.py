"""How a tablet becomes one of ours: a code shown once in the office, typed once, traded for a cookie."""

import hashlib
import secrets
import threading
import time
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bothy.care.commands import Refusal
from bothy.people.devices import devices, token_hash
from bothy.people.models import Device, EnrolmentCode, ShiftClaim, Staff

CODE_MINUTES = 15
# No 0/O, 1/I/L, 5/S, 2/Z, 8/B, U/V: a code is read off one screen and typed on another.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 8
WRONG_CODES_PER_MINUTE = 10


def make_code(device_name: str, made_by: Staff | None = None) -> str:
    """A one-time code ("ACDE-FGHJ", 36 bits) for a device of this name, good for CODE_MINUTES."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    now = timezone.now()
    EnrolmentCode.objects.create(
        code_hash=_code_hash(code), device_name=device_name, made_by=made_by, made_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )  # fmt: skip
    return f"{code[:4]}-{code[4:]}"


def enrol(code: str) -> tuple[Device, str] | Refusal:
    """Trade a code for a device and its cookie. A code works once, whoever races for it."""
    if not _guesses.may_try():
        return Refusal("wait", "Too many wrong codes. Wait a minute, then type the code again.")
    now = timezone.now()
    with transaction.atomic():
        row = (
            EnrolmentCode.objects.select_for_update()
            .filter(code_hash=_code_hash(code), used_at__isnull=True)
            .first()
        )
        if row is None:
            _guesses.wrong()
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
        device, cookie = enrol_browser(row.device_name)
    return device, cookie


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


class _Guesses:
    """Wrong codes of the last minute, of all callers together: enough for every typing slip, not for a search."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: list[float] = []

    def may_try(self) -> bool:
        with self._lock:
            self._at = [at for at in self._at if time.monotonic() - at < 60]
            return len(self._at) < WRONG_CODES_PER_MINUTE

    def wrong(self) -> None:
        with self._lock:
            self._at.append(time.monotonic())

    def clear(self) -> None:
        with self._lock:
            self._at.clear()


_guesses = _Guesses()
