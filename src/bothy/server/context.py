"""What every page knows: the facility's name, whether it is a demo, and the way to the other rooms."""

from datetime import datetime

import msgspec
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from bothy import __version__
from bothy.care.vocabulary import Role
from bothy.server import running
from bothy.server.access import EVERYONE, READERS, RECORD, Access, may, role_of
from bothy.server.home import Home
from bothy.server.publishing.returns import reminders

# In the order of the day: the floor, what it adds up to, what became of it, whether it worked, the record, the house.
_ROOMS: tuple[tuple[str, str, Access], ...] = (
    ("Floor", "floor", "public"),
    ("Reports", "reports:index", READERS),
    ("Referrals", "reports:referrals", READERS),
    ("Evidence", "evidence:index", READERS),
    ("Inspection", "inspection", ("inspector",)),
    ("Journal", "journal", RECORD),
    ("Office", "office", EVERYONE),
)


class Link(msgspec.Struct, frozen=True):
    label: str
    href: str
    current: bool


def every_page(request: HttpRequest) -> dict[str, object]:
    house = running.house()
    return {
        "demo": house is not None and house.demo,
        "facility_name": house.name if house is not None else "",
        "facility_zone": house.time_zone if house is not None else "UTC",
        "bothy_version": __version__,
        "nav": _links(request) if house is not None else [],
        "factor_due_at": _factor_due_at(request) if house is not None else None,
    }


def _factor_due_at(request: HttpRequest) -> datetime | None:
    """From when whoever is signed in needs a second factor, while they have none and may still work without."""
    from bothy.server.accounts.factor import standing

    if not hasattr(request, "user") or not request.user.is_authenticated:
        return None
    return standing(request).due_at


def _links(request: HttpRequest) -> list[Link]:
    role = role_of(request) if hasattr(request, "user") else None
    links = []
    for label, name, access in _ROOMS:
        # The way to sign in is to be asked: a visitor sees the rooms that would ask them.
        if not may(role, access) and role is not None:
            continue
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        links.append(Link(label, href, False))
    here = max((one.href for one in links if request.path.startswith(one.href)), key=len, default="")
    return [Link(one.label, one.href, one.href == here) for one in _reminded(links, role, here)]


def _reminded(links: list[Link], role: Role | None, here: str) -> list[Link]:
    """With the way to the publications, while figures are due."""
    if not may(role, READERS) or running.house() is None:
        return links
    due = reminders.now(Home.default(), running.now())
    if not due:
        return links
    late = sum(one.state == "late" for one in due)
    label = f"Figures overdue ({late})" if late else f"Figures due ({len(due)})"
    return [*links, Link(label, reverse("publications"), False)]
