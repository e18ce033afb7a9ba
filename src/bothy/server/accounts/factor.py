"""Who needs a second factor in the office, and from when.

`second_factor_roles` in settings.toml says which roles do (all that read or change records there, unless it says
otherwise), `second_factor_grace_days` how long somebody may work without one after it was first asked for. In a demo
nobody needs one: its sign-in stands on its first page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import msgspec
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone

from bothy.server import running
from bothy.server.models import OfficeAccount

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Standing(msgspec.Struct, frozen=True):
    """`has`: it is set up. `free`: not asked of this role. `grace`: asked for, may still work without until `due_at`. `due`: not any more."""

    state: Literal["has", "free", "grace", "due"]
    due_at: Any = None


def has_one(user: AbstractBaseUser) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=_FACTORS).exists()


def standing(request: HttpRequest) -> Standing:
    """Where who is signed in stands. Asks the database once a request."""
    known: Standing | None = getattr(request, "bothy_factor", None)
    if known is None:
        known = request.bothy_factor = _standing(request)  # type: ignore[attr-defined]
    return known


def _standing(request: HttpRequest) -> Standing:
    user: Any = request.user
    staff = getattr(user, "staff", None)
    if staff is None or running.is_demo() or staff.role not in settings.SECOND_FACTOR_ROLES:
        return Standing("has") if user.is_authenticated and has_one(user) else Standing("free")
    if has_one(user):
        return Standing("has")
    account = ask(user)
    return Standing("due" if account.factor_due_at <= timezone.now() else "grace", account.factor_due_at)


def ask(user: AbstractBaseUser, at_once: bool = False) -> OfficeAccount:
    """Ask for a second factor: from now on the grace runs, unless it runs already. `at_once`: there is none."""
    account, _ = OfficeAccount.objects.get_or_create(user_id=user.pk)
    if at_once or account.factor_due_at is None:
        grace = timedelta(0) if at_once else timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
        account.factor_due_at = timezone.now() + grace
        account.save(update_fields=["factor_due_at"])
    return account


def reset(user: AbstractBaseUser) -> int:
    """Take every second factor of an account away and end its sessions: it signs in with the password and sets one up
    before it does anything else. How many there were."""
    from bothy.server.accounts.sessions import end_all

    count, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    ask(user, at_once=True)
    end_all(user)
    return count
