"""What the facility is, from its house rules: places, hours, routes, by whose leave. Nothing of it is a count of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bothy.care.bodies import PlaceSpec
from bothy.care.rules import HouseRules, OpeningHours
from bothy.care.words import label
from bothy.reports.wording import MONTHS, WEEKDAYS

_BASIS = {
    "prosecution_policy": "a prosecution policy", "licence": "a licence", "pilot_act": "an act for a pilot", "other": "another basis",
}  # fmt: skip
LONGEST = 170
"""Characters of a house's own words; more are cut with a mark, for a page has its end."""


def pairs(rules: HouseRules | None, places: Mapping[int, PlaceSpec]) -> tuple[tuple[str, str], ...]:
    """Name and value of what a stranger would ask first."""
    if rules is None:
        return (("Places", _places(places.values())), ("House rules", "none were signed yet"))
    basis = rules.legal_basis
    by = f", given by {basis.given_by}" if basis.given_by else ""
    since = f", since {basis.since.day} {MONTHS[basis.since.month - 1]} {basis.since.year}" if basis.since else ""
    return (
        ("Places", _places(places.values())),
        ("Most people inside", f"{rules.capacity_people:,}"),
        ("Open", _hours(rules.opening_hours)),
        ("For", f"people of {rules.minimum_age_years} or older; {_and([label('route', one) for one in rules.routes]).lower()}"),
        ("By whose leave", cut(f"{_BASIS[basis.kind]}{by}{since}: {basis.title}")),
        ("On the floor", f"at least {rules.staffing.on_floor_at_least} staff while it is open"),
    )


def cut(words: str) -> str:
    """At most `LONGEST` characters."""
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def _places(places: Iterable[PlaceSpec]) -> str:
    counted = Counter(one.kind for one in places)
    return _and([f"{count} {label('place_kind', kind)}{'' if count == 1 else 's'}" for kind, count in sorted(counted.items())]) or "none are entered"


def _hours(hours: Iterable[OpeningHours]) -> str:
    by_time: dict[str, list[int]] = {}
    for one in hours:
        by_time.setdefault(f"{one.opens} to {one.closes}", []).append(one.weekday)
    said = []
    for times, days in by_time.items():
        said.append(f"every day {times}" if sorted(set(days)) == list(range(7)) else f"{', '.join(WEEKDAYS[day][:3] for day in sorted(set(days)))} {times}")
    return cut("; ".join(said)) or "no hours are written down"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
