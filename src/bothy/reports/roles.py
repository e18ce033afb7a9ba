"""Who may read reports, named on each view: the server denies what names no one."""

from collections.abc import Callable
from typing import Any, TypeVar

from bothy.care.vocabulary import Role

View = TypeVar("View", bound=Callable[..., Any])

READERS: tuple[Role, ...] = ("shift_lead", "manager", "analyst", "administrator")


def for_readers(view: View) -> View:
    """The view is for the office: it shows counts, never a name."""
    view.access = READERS  # type: ignore[attr-defined]
    return view
