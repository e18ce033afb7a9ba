"""Signing in to the office and out of it."""

import threading
import time

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bothy.server import running
from bothy.server.access import public

FREE_TRIES = 5
LONGEST_WAIT_SECONDS = 300
_MOST_NAMES = 2000


class _Tries:
    """Wrong passwords in a row by username: each after the fifth costs a longer wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait_seconds(self, name: str) -> int:
        with self._lock:
            count, last = self._wrong.get(name.casefold(), (0, 0.0))
        if count < FREE_TRIES:
            return 0
        wait = min(2.0 ** (count - FREE_TRIES + 1), LONGEST_WAIT_SECONDS)
        return max(0, -int(-(last + wait - time.monotonic()) // 1))

    def wrong(self, name: str) -> None:
        with self._lock:
            if len(self._wrong) >= _MOST_NAMES:
                # Made-up names must not fill the memory; those tried longest ago go.
                for old in sorted(self._wrong, key=lambda each: self._wrong[each][1])[: _MOST_NAMES // 2]:
                    del self._wrong[old]
            count, _ = self._wrong.get(name.casefold(), (0, 0.0))
            self._wrong[name.casefold()] = (count + 1, time.monotonic())

    def right(self, name: str) -> None:
        with self._lock:
            self._wrong.pop(name.casefold(), None)


_tries = _Tries()


def wrong_password(user: AbstractUser, given: str) -> str:
    """Why an act that takes the password of who is signed in is not done; "" where it is theirs.

    A guess costs the same wait here as at signing in: an office left open is no place to find a password out.
    """
    name = user.get_username()
    if wait := _tries.wait_seconds(name):
        return f"Too many wrong passwords for this name. Wait {wait} seconds and try again."
    if user.check_password(given):
        _tries.right(name)
        return ""
    _tries.wrong(name)
    return "That is not your password. Type it again."


def _next(request: HttpRequest) -> str:
    told = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        told, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return told
    return reverse("office")


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if running.house() is None:
        return redirect("front")
    target = _next(request)
    if request.user.is_authenticated and request.method == "GET" and "next" not in request.GET:
        return HttpResponseRedirect(target)
    name = request.POST.get("username", "")[:150]
    form = AuthenticationForm(request, data=request.POST if request.method == "POST" else None)
    form.error_messages = {
        "invalid_login": "That username and password do not go together. Try again.",
        "inactive": "This sign-in is closed. Ask a manager.",
    }
    status = 200
    if request.method == "POST":
        wait = _tries.wait_seconds(name)
        if wait:
            form = AuthenticationForm(request)
            said = f"Too many wrong passwords for this name. Wait {wait} seconds and try again."
            return _page(request, form, target, 429, said)
        if form.is_valid():
            _tries.right(name)
            login(request, form.get_user())
            return HttpResponseRedirect(target)
        _tries.wrong(name)
        status = 400
    return _page(request, form, target, status)


def _page(
    request: HttpRequest, form: AuthenticationForm, target: str, status: int, said: str = ""
) -> HttpResponse:
    facts = {"form": form, "next": target, "said": said, "demo_sign_in": running.running.demo_sign_in}
    response = render(request, "office/sign_in.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("front")
