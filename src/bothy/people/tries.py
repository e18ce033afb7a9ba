"""Wrong tries in a row, kept in the database: they outlive a restart, and every worker counts the same ones.

`key` says who or what is guessed at, by random ids only. What is not tried for a day is forgotten.
"""

import math
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils import timezone

from bothy.people.models import Tries

FORGOTTEN_AFTER = timedelta(days=1)


class Pace(msgspec.Struct, frozen=True):
    """How guessing is slowed: `free` wrong tries cost nothing, then `first_seconds`, doubled up to `longest_seconds`."""

    free: int
    first_seconds: float
    longest_seconds: float

    def after(self, failures: int) -> timedelta:
        """How long the next try waits after so many wrong ones in a row."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 40)
        return timedelta(seconds=min(self.first_seconds * 2**doublings, self.longest_seconds))


TOLD_FROM = 5


def worth_telling(count: int) -> bool:
    """Of so many wrong tries in a row: 5, 10, 20, 40…: told again as it goes on, and not at every try."""
    doublings, rest = divmod(count, TOLD_FROM)
    return rest == 0 and doublings > 0 and doublings & (doublings - 1) == 0


def left(row: Tries, pace: Pace, now: datetime) -> timedelta:
    """How long this row still waits; nothing where it need not."""
    wait = pace.after(row.failures)
    return max(row.last_at + wait - now, timedelta(0)) if wait else wait


def locked(key: str, now: datetime) -> Tries:
    """The row of this key, kept from others until the transaction ends."""
    row, _ = Tries.objects.select_for_update().get_or_create(key=key, defaults={"failures": 0, "last_at": now})
    if row.failures and row.last_at < now - FORGOTTEN_AFTER:
        row.failures = 0
    return row


def wrong(row: Tries, now: datetime) -> None:
    """Count one more. The row must be `locked`."""
    row.failures, row.last_at = row.failures + 1, now
    row.save(update_fields=["failures", "last_at"])


def right(row: Tries) -> None:
    """It was right: nothing is counted against it any more."""
    if row.failures:
        row.failures = 0
        row.save(update_fields=["failures"])


def waits_seconds(key: str, pace: Pace, now: datetime | None = None) -> int:
    """How long this key waits, in whole seconds; 0 where it need not."""
    row = Tries.objects.filter(key=key).first()
    return 0 if row is None else whole_seconds(left(row, pace, now or timezone.now()))


def count_wrong(key: str, now: datetime | None = None) -> int:
    """Count one more wrong try of this key; how many it has now."""
    now = now or timezone.now()
    with transaction.atomic():
        row = locked(key, now)
        wrong(row, now)
        Tries.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    return row.failures


def forget(*keys: str) -> None:
    """Nothing is counted against these any more."""
    Tries.objects.filter(key__in=keys).delete()


def whole_seconds(wait: timedelta) -> int:
    return math.ceil(wait.total_seconds())
