"""Asking again before an act that binds: the password typed on the form itself, or a passkey touched just now.

The one way of asking again. A touch counts for one act; a password is typed for each. So an office that was left
open signs nothing.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from bothy.server.accounts import guessing

TOUCH_GOOD_SECONDS = 300
_SPENT = "bothy_touch_spent"


def not_asked(request: HttpRequest) -> str:
    """Why the act that this form asks for is not done; "" where who is signed in showed that it is them.

    A wrong password costs the same wait here as at signing in.
    """
    if touched(request):
        request.session[_SPENT] = _last_touch(request)
        return ""
    given = request.POST.get("password", "")
    if not given:
        return "Type your password."
    user: Any = request.user
    if wait := guessing.take(request, user.get_username()):
        return guessing.told(wait)
    if not user.check_password(given):
        return "That is not your password. Type it again."
    guessing.forget(request, user.get_username())
    return ""


def touched(request: HttpRequest) -> bool:
    """Whether they touched their passkey just now, and nothing was done with it yet."""
    last = _last_touch(request)
    return last > request.session.get(_SPENT, 0.0) and time.time() - last < TOUCH_GOOD_SECONDS


def has_passkey(request: HttpRequest) -> bool:
    return Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN).exists()


def _last_touch(request: HttpRequest) -> float:
    return max(
        (
            float(one["at"])
            for one in get_authentication_records(request, request.user)
            if one.get("method") == "mfa" and one.get("type") == "webauthn" and one.get("reauthenticated")
        ),
        default=0.0,
    )
