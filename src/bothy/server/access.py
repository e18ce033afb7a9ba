"""Who may use which view. Deny by default: a view that names no one answers 403, and a test fails on it."""

from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from typing import Any, TypeVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import ResolverMatch

from bothy.care.vocabulary import Role
from bothy.server import running

Access = str | tuple[Role, ...]
"""`"public"`, `"device"` (an enrolled device; the view itself checks the cookie) or the roles that may."""

READERS: tuple[Role, ...] = ("shift_lead", "manager", "analyst", "administrator")
OFFICE: tuple[Role, ...] = ("shift_lead", "manager", "administrator")
RECORD: tuple[Role, ...] = ("shift_lead", "manager", "inspector", "administrator")
"""The record and what proves it: journal, inspection packs, house rules. An inspector sees these, and nobody's name on them."""
PUBLISHED: tuple[Role, ...] = ("shift_lead", "manager", "analyst", "inspector", "administrator")
"""What was published: figures with small counts kept back."""
MANAGERS: tuple[Role, ...] = ("manager", "administrator")
EVERYONE: tuple[Role, ...] = (
    "reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator",
)  # fmt: skip

NAMESPACES: dict[str, Access] = {"reports": READERS, "demo": "public"}
"""Rooms whose views are all of one kind; a view's own `access` comes first."""

LONGEST_WAY_BACK = 2000
"""Characters of an address that signing in leads back to; Django makes no redirect of more than a few times this."""

View = TypeVar("View", bound=Callable[..., object])


def needs(*roles: Role) -> Callable[[View], View]:
    """The view is for people of these roles, signed in."""

    def mark(view: View) -> View:
        view.access = roles  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """The view is for anyone who can reach the server."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def access_of(view: object, namespaces: Iterable[str] = ()) -> Access | None:
    """Who may use a view: what it names itself, else what its room is; None when neither names anyone."""
    for one in (view, getattr(view, "view_class", None)):
        told = getattr(one, "access", None)
        if told:
            return told  # type: ignore[no-any-return]
    for namespace in namespaces:
        if namespace in NAMESPACES:
            return NAMESPACES[namespace]
    return None


def role_of(request: HttpRequest) -> Role | None:
    """The role of who is signed in; in a demo a visitor who is not reads as an analyst."""
    if request.user.is_authenticated:
        staff = getattr(request.user, "staff", None)
        return staff.role if staff is not None and staff.active else None
    return "analyst" if running.is_demo() else None


def may(role: Role | None, access: Access | None) -> bool:
    """Whether someone of this role may."""
    return access in ("public", "device") or (isinstance(access, tuple) and role in access)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and back to what was asked for."""
    asked = request.get_full_path()
    return redirect_to_login(asked if len(asked) <= LONGEST_WAY_BACK else "/")


_looking: ContextVar[Role | None] = ContextVar("looking", default=None)
"""The role of whoever the answer under way is for."""


def names_nobody(role: Role | None = None) -> bool:
    """Whether roles stand in the place of names, for this role or for whoever is looking: an inspector sees nothing personal."""
    return "inspector" in (role, _looking.get())


class DenyByDefault:
    """Middleware: refuses every view that the signed-in role is not named for."""

    sync_capable = True
    async_capable = True

    def __init__(
        self, get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]
    ) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        match: ResolverMatch = request.resolver_match  # type: ignore[assignment]
        access = access_of(view, match.namespaces)
        _looking.set(role_of(request) if hasattr(request, "user") else None)
        if access in ("public", "device"):
            return None
        if may(role_of(request), access):
            return self._without_factor(request, view)
        if not request.user.is_authenticated and access is not None:
            return sign_in_first(request)
        return render(request, "bothy/refused.html", {"access": access or ()}, status=403)

    def _without_factor(self, request: HttpRequest, view: object) -> HttpResponse | None:
        """Whose role needs a second factor, and who has none and no grace left, sets one up before anything else."""
        from bothy.server.accounts.factor import standing

        if not request.user.is_authenticated or getattr(getattr(view, "view_class", view), "before_factor", False):
            return None
        if standing(request).state != "due":
            return None
        return redirect("mfa_index")


def before_factor(view: View) -> View:
    """The view may be used by who still has to set up a second factor."""
    view.before_factor = True  # type: ignore[attr-defined]
    return view
