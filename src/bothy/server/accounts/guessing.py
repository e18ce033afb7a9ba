"""Guessing at the office's sign-ins gets slower, across restarts and workers, and keeps nobody out for long.

django-axes keeps the rows and hears of every failed sign-in; its own lock-out is all or nothing, so the waits are ours:

- a name at an address: five free, then 2 s, 4 s, 8 s up to 5 minutes;
- a name wherever it is tried: 50 free an hour, then 30 s each, but not at an address from which that name signed in
  within 30 days: whoever guesses from elsewhere does not keep its owner out;
- an address, whatever name it tries: 50 free an hour, then 30 s each.

A try that has to wait is not looked at and not counted. The second factor's codes are counted by the same rows.
From the fifth wrong one in a row on, whoever listens hears of it: of one name, or of many tried from one address.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from axes.backends import AxesStandaloneBackend
from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.models import AccessAttempt, AccessLog
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone

from bothy.people.tries import TOLD_FROM, Pace, whole_seconds, worth_telling

log = logging.getLogger(__name__)
NAME_AT_ADDRESS = Pace(free=5, first_seconds=2, longest_seconds=300)
NAME_ANYWHERE = Pace(free=50, first_seconds=30, longest_seconds=30)
ADDRESS = Pace(free=50, first_seconds=30, longest_seconds=30)
WITHIN = timedelta(hours=1)
"""How far back the wrong tries of a name anywhere and of an address count together."""
FORGOTTEN_AFTER = timedelta(days=1)
ADDRESS_KNOWN_FOR = timedelta(days=30)
SECOND_FACTOR = "\N{MIDDLE DOT}second factor"
"""Behind a name: its codes are counted apart from its password, and no username can end in it."""


def address_of(request: HttpRequest) -> str | None:
    """The caller's address as the server knows it; no header that anybody might send is believed."""
    return request.META.get("REMOTE_ADDR") or None


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that is tried, as it is counted."""
    told = (credentials or {}).get("username") or ""
    return str(told).strip().casefold()[:200]


def take(request: HttpRequest, name: str) -> int:
    """Take one try of this name at this address: 0, or in how many seconds the next is looked at.

    It is counted before it is looked at, so that many at once get no more tries; `forget` it where it was right.
    """
    name, address = name_of(request, {"username": name}), address_of(request)
    with transaction.atomic():
        mine, _ = AccessAttempt.objects.select_for_update().get_or_create(
            username=name, ip_address=address, user_agent="",
            defaults={"failures_since_start": 0, "path_info": request.path[:255]},
        )  # fmt: skip
        now = timezone.now()  # only now: this may have waited for another's try
        if wait := _waits(name, address, now):
            return whole_seconds(wait)
        mine.failures_since_start += 1
        mine.attempt_time = now
        mine.save(update_fields=["failures_since_start", "attempt_time"])
        AccessAttempt.objects.filter(attempt_time__lt=now - FORGOTTEN_AFTER).delete()
    request.bothy_try_taken = True  # type: ignore[attr-defined]
    return 0


class Guessing(msgspec.Struct, frozen=True):
    """So many wrong tries in a row of one name ("" where many names were tried from one address), as `take` counts them."""

    name: str
    tries: int


_listeners: list[Callable[[Guessing], None]] = []


def on_guessing(listener: Callable[[Guessing], None]) -> None:
    """`listener(guessing)` at the fifth wrong try in a row, the tenth, the twentieth; on the thread that counted it."""
    _listeners.append(listener)


def wrong(request: HttpRequest, name: str) -> None:
    """The try that was taken was wrong. Said once for a request, however many notice it."""
    if not _taken(request) or getattr(request, "bothy_wrong_told", False):
        return
    request.bothy_wrong_told = True  # type: ignore[attr-defined]
    name, address = name_of(request, {"username": name}), address_of(request)
    lately = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - WITHIN)
    here, anywhere, of_address = (
        rows.aggregate(count=Sum("failures_since_start"))["count"] or 0
        for rows in (
            AccessAttempt.objects.filter(username=name, ip_address=address),
            lately.filter(username=name),
            lately.filter(ip_address=address),
        )
    )
    if worth_telling(here) or (here < TOLD_FROM and worth_telling(anywhere)):
        _tell(Guessing(name, max(here, anywhere)))
    elif here < TOLD_FROM and worth_telling(of_address):
        _tell(Guessing("", of_address))


def _tell(told: Guessing) -> None:
    for listener in _listeners:
        try:
            listener(told)
        except Exception:
            # Whoever signs in next must not be held up because a notice could not be written.
            log.exception("A listener to guessing failed.")


def _waits(name: str, address: str | None, now: datetime) -> timedelta:
    lately = AccessAttempt.objects.filter(attempt_time__gte=now - WITHIN)
    waits = [
        _left(AccessAttempt.objects.filter(username=name, ip_address=address), NAME_AT_ADDRESS, now),
        _left(lately.filter(ip_address=address), ADDRESS, now),
    ]
    if not _is_known(name, address, now):
        waits.append(_left(lately.filter(username=name), NAME_ANYWHERE, now))
    return max(waits)


def _left(rows: Any, pace: Pace, now: datetime) -> timedelta:
    told = rows.filter(failures_since_start__gt=0).aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    wait = pace.after(told["count"] or 0)
    return max(told["last"] + wait - now, timedelta(0)) if wait else wait


def _is_known(name: str, address: str | None, now: datetime) -> bool:
    person = name.removesuffix(SECOND_FACTOR)
    return AccessLog.objects.filter(
        username=person, ip_address=address, attempt_time__gte=now - ADDRESS_KNOWN_FOR
    ).exists()


def forget(request: HttpRequest, name: str) -> None:
    """It was right: nothing is counted against this name at this address any more."""
    AccessAttempt.objects.filter(
        username=name_of(request, {"username": name}), ip_address=address_of(request)
    ).delete()


def forget_everywhere(username: str) -> None:
    """The office says that this name need not wait: password and second factor, at every address."""
    name = username.strip().casefold()
    AccessAttempt.objects.filter(username__in=(name, name + SECOND_FACTOR)).delete()


def told(seconds: int) -> str:
    """The sentence for who has to wait."""
    wait = f"{seconds} second{'' if seconds == 1 else 's'}" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return f"Too many wrong tries. Wait {wait} and try again."


class GrowingWaits(AbstractAxesHandler, AxesBaseHandler):
    """The handler that axes calls: what Django says of sign-ins, counted as above."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        rows = AccessAttempt.objects.filter(username=name_of(request, credentials), ip_address=address_of(request))
        return rows.aggregate(count=Sum("failures_since_start"))["count"] or 0

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return not _taken(request) and bool(
            _waits(name_of(request, credentials), address_of(request), timezone.now())
        )

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **_: object
    ) -> None:
        if request is None:
            return
        name = name_of(request, credentials)
        # A door that did not take its try beforehand: counted now.
        if not _taken(request):
            take(request, name)
        wrong(request, name)

    def user_logged_in(self, sender: object, request: HttpRequest, user: Any, **_: object) -> None:
        name, address, now = user.get_username().casefold()[:200], address_of(request), timezone.now()
        forget(request, name)
        AccessLog.objects.filter(attempt_time__lt=now - ADDRESS_KNOWN_FOR).delete()
        if not AccessLog.objects.filter(username=name, ip_address=address).update(attempt_time=now):
            AccessLog.objects.create(username=name, ip_address=address, user_agent="", path_info=request.path[:255])

    def user_logged_out(self, sender: object, request: HttpRequest, user: Any, **_: object) -> None:
        """Nothing is counted when somebody goes."""

    def post_save_access_attempt(self, instance: AccessAttempt, **_: object) -> None:
        """Nothing more."""

    def post_delete_access_attempt(self, instance: AccessAttempt, **_: object) -> None:
        """Nothing more."""


def _taken(request: HttpRequest) -> bool:
    return getattr(request, "bothy_try_taken", False)


class SlowedSignIn(AxesStandaloneBackend):
    """Ahead of the password: refuses to look at one that has to wait. Without a request there is no door to guess at."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any) -> None:  # type: ignore[override]
        if request is not None and request.META:
            super().authenticate(request, username=username, password=password, **more)
