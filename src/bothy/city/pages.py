"""The city's page: published figures of every facility side by side. Signing in, signing out, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from bothy import __version__
from bothy.city.figures import Together, exempt, together
from bothy.city.gathered import gather
from bothy.city.table import as_csv

FREE_TRIES = 5
LONGEST_WAIT_SECONDS = 300


class SignedInOnly:
    """Every page but the way in is for an account of the city; what is not marked `open_to_all` is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        if getattr(view, "open_to_all", False) or request.user.is_authenticated:
            return None
        return redirect_to_login(request.path if len(request.path) < 200 else "/")


def every_page(request: HttpRequest) -> dict[str, object]:
    """What every page knows."""
    return {
        "demo": False,
        "facility_name": "All facilities",
        "bothy_version": __version__,
        "nav": [],
        "messages": (),
    }


class _Wrong:
    """Wrong passwords, counted together: there are few accounts here, and their names need not be guessable."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count, self._last = 0, 0.0

    def wait_seconds(self) -> int:
        with self._lock:
            if self._count < FREE_TRIES:
                return 0
            wait = min(2.0 ** (self._count - FREE_TRIES + 1), LONGEST_WAIT_SECONDS)
            return max(0, -int(-(self._last + wait - time.monotonic()) // 1))

    def once_more(self) -> None:
        with self._lock:
            self._count, self._last = self._count + 1, time.monotonic()

    def none(self) -> None:
        with self._lock:
            self._count = 0


_wrong = _Wrong()


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/sign-in`."""
    if request.user.is_authenticated:
        return redirect("figures")
    if request.method != "POST":
        return render(request, "city/sign_in.html", {"form": AuthenticationForm(request)})
    if wait := _wrong.wait_seconds():
        said = f"Too many wrong passwords. Wait {wait} seconds and try again."
        return render(
            request, "city/sign_in.html", {"form": AuthenticationForm(request), "said": said}, status=429
        )
    form = AuthenticationForm(request, data=request.POST)
    form.error_messages = {
        "invalid_login": "That username and password do not go together. Try again.",
        "inactive": "That username and password do not go together. Try again.",
    }
    if form.is_valid():
        _wrong.none()
        login(request, form.get_user())
        return redirect("figures")
    _wrong.once_more()
    return render(request, "city/sign_in.html", {"form": form}, status=400)


sign_in.open_to_all = True  # type: ignore[attr-defined]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out`."""
    logout(request)
    return redirect("sign-in")


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """`/`: one publication of all facilities; `?show=` says which."""
    gathered = gather(settings.FOLDER)
    found = together(gathered.published)
    asked = request.GET.get("show", "")
    one = _of(found, asked)
    if asked and one is None:
        return render(request, "city/missing.html", status=404)
    facts = {
        "found": found,
        "one": one or (found[0] if found else None),
        "silent": gathered.silent, "exempt": exempt(gathered.published),
        "facilities": len(gathered.published),
    }
    return render(request, "city/figures.html", facts)


@require_GET
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """`/figures/KEY.csv`: the same as one tidy table."""
    one = _of(together(gather(settings.FOLDER).published), key)
    if one is None:
        return render(request, "city/missing.html", status=404)
    answer = HttpResponse(as_csv(one), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="facilities-{one.key}.csv"'
    return answer


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    """Every other address."""
    return render(request, "city/missing.html", status=404)


def _of(found: tuple[Together, ...], key: str) -> Together | None:
    return next((one for one in found if one.key == key), None)
