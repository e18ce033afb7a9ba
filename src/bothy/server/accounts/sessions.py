"""How long an office session lasts: an office computer is shared, and whoever sits down next is somebody else.

Over after half an hour without use (`office_idle_minutes` in settings.toml), after 12 hours at most, and at once
when the password, the role or the second factor changed, when they left, or when they signed out everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_only_middleware

from bothy.server.models import OfficeAccount

LONGEST_SECONDS = 12 * 3600
_SINCE, _USED = "bothy_since", "bothy_used"
_NOTED_EVERY_SECONDS = 60


@receiver(user_logged_in)
def _begins(request: HttpRequest, **_: object) -> None:
    request.session[_SINCE] = request.session[_USED] = time.time()


def end_all(user: AbstractBaseUser) -> None:
    """Every session of this account that began until now is over, in every browser and every worker."""
    OfficeAccount.objects.update_or_create(user_id=user.pk, defaults={"sessions_from": timezone.now()})


@sync_only_middleware
def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: signs out whose session is over, and says why."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            why = _over(request)
            if why:
                logout(request)
                messages.info(request, why)
            elif time.time() - request.session[_USED] > _NOTED_EVERY_SECONDS:
                request.session[_USED] = time.time()
        return get_response(request)

    return middleware


def _over(request: HttpRequest) -> str:
    """Why this session is over; "" while it is not."""
    now, user = time.time(), request.user
    since, used = request.session.get(_SINCE), request.session.get(_USED)
    if not isinstance(since, float) or not isinstance(used, float) or not since <= now + 60:
        return "You were signed out: that sign-in was of an older Bothy. Sign in again."
    if now - since > LONGEST_SECONDS:
        return "You were signed out: a sign-in lasts 12 hours at most. Sign in again."
    if now - used > settings.OFFICE_IDLE_MINUTES * 60:
        return f"You were signed out: nobody used this page for {settings.OFFICE_IDLE_MINUTES} minutes."
    account: Any = OfficeAccount.objects.filter(user_id=user.pk).first()
    if account is not None and account.sessions_from is not None and since < account.sessions_from.timestamp():
        return "You were signed out everywhere: the sign-in was changed, or somebody asked for it. Sign in again."
    return ""
