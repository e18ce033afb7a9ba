"""Who may do what with the evidence, named on each view: the server denies what names no one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest

from bothy.care.vocabulary import Role
from bothy.reports.roles import READERS

View = TypeVar("View", bound=Callable[..., Any])

FINDERS: tuple[Role, ...] = ("worker", "nurse", "shift_lead", "manager", "administrator")
"""Who writes down what they found, and takes back what they wrote."""
SETTLERS: tuple[Role, ...] = ("shift_lead", "manager", "administrator")
"""Who takes back what others wrote, brings finds by the file, and says where the facility stands."""
BRINGERS: tuple[Role, ...] = ("manager", "analyst", "administrator")
"""Who brings an edition of the city's figures, and withdraws one."""


class Somebody:
    """Who asks: a random id and a role, both empty for a visitor of a demo."""

    def __init__(self, request: HttpRequest) -> None:
        staff = getattr(request.user, "staff", None) if request.user.is_authenticated else None
        self.id: UUID | None = staff.id if staff is not None else None
        self.role: str = staff.role if staff is not None else ""


def for_roles(*roles: Role) -> Callable[[View], View]:
    """The view is for these roles, signed in."""

    def mark(view: View) -> View:
        view.access = roles  # type: ignore[attr-defined]
        return view

    return mark


__all__ = ["BRINGERS", "FINDERS", "READERS", "SETTLERS", "Somebody", "for_roles"]
