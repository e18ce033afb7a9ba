"""The legal basis against the house as it is: footprint, capacity, conditions, dates. What the law says is not judged here."""

import contextlib
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from bothy.care.bodies import PlaceSpec
from bothy.care.rules import HouseRules, LegalBasis

REMIND_DAYS = 60
"""From so many days before it ends, or is reviewed, the office is reminded."""


class Against(msgspec.Struct, frozen=True):
    """One thing that the legal basis says beside what the house has. `state` "look": they do not agree, or one is not stated."""

    code: str
    what: str
    state: Literal["good", "look", "gap"]
    said: str


class Dated(msgspec.Struct, frozen=True):
    """A day of the legal basis: when it is reviewed or ends."""

    what: Literal["review", "end"]
    on: date
    days: int

    @property
    def state(self) -> Literal["past", "soon", "to_come"]:
        """Past, within the days of the reminder, or later."""
        return "past" if self.days < 0 else "soon" if self.days <= REMIND_DAYS else "to_come"


def days_of(basis: LegalBasis, today: date) -> tuple[Dated, ...]:
    """Its review dates and its end, the next first; past ones last."""
    told: set[date] = set(basis.reviews)
    if basis.review_on:
        with contextlib.suppress(ValueError):  # an older set of rules may hold words there
            told.add(date.fromisoformat(basis.review_on))
    found = [Dated("review", one, (one - today).days) for one in sorted(told)]
    if basis.until is not None:
        found.append(Dated("end", basis.until, (basis.until - today).days))
    return tuple(sorted(found, key=lambda one: (one.days < 0, abs(one.days))))


def reminders(basis: LegalBasis, today: date) -> tuple[Dated, ...]:
    """The days that are near, and an end that is past."""
    return tuple(
        one
        for one in days_of(basis, today)
        if one.state == "soon" or (one.what == "end" and one.state == "past")
    )


def stated(basis: LegalBasis) -> bool:
    """Whether a document is named, by whom it was given, and since when it holds."""
    return bool(basis.reference.strip() and basis.given_by.strip() and basis.since is not None)


def holds_on(basis: LegalBasis, day: date) -> bool:
    """Whether it had begun and not ended, as far as it says."""
    return (basis.since is None or basis.since <= day) and (basis.until is None or day <= basis.until)


def against(rules: HouseRules, places: Iterable[PlaceSpec], today: date) -> tuple[Against, ...]:
    """The legal basis beside the house rules and the places of the house."""
    basis = rules.legal_basis
    specs = tuple(places)
    return (_stated(basis), _in_time(basis, today), *_footprint(basis, specs), *_capacity(rules, specs))


def _stated(basis: LegalBasis) -> Against:
    missing = [
        words
        for there, words in (
            (basis.reference.strip(), "the document"),
            (basis.given_by.strip(), "who gave it"),
            (basis.since, "since when it holds"),
        )
        if not there
    ]
    if missing:
        return Against("legal_basis_stated", "The document", "gap", f"Not stated: {', '.join(missing)}.")
    return Against(
        "legal_basis_stated", "The document", "good", f"{basis.reference}, given by {basis.given_by}."
    )


def _in_time(basis: LegalBasis, today: date) -> Against:
    what = "In force"
    if basis.until is not None and today > basis.until:
        return Against("legal_basis_holds", what, "gap", f"It ran out on {_day(basis.until)}.")
    if basis.since is not None and today < basis.since:
        return Against("legal_basis_holds", what, "gap", f"It holds from {_day(basis.since)} only.")
    end = f" to {_day(basis.until)}" if basis.until else "; no end is stated"
    since = f"Since {_day(basis.since)}" if basis.since else "Since when is not stated"
    return Against("legal_basis_holds", what, "good" if basis.since else "look", f"{since}{end}.")


def _footprint(basis: LegalBasis, specs: tuple[PlaceSpec, ...]) -> list[Against]:
    what = "Footprint"
    if not basis.footprint:
        return [
            Against(
                "footprint",
                what,
                "gap",
                "The rooms and doors that it covers are not stated, so nothing can be said to lie outside.",
            )
        ]
    outside = places_outside(basis, specs)
    if not outside:
        return [Against("footprint", what, "good", f"All {len(specs)} places lie in it.")]
    named = ", ".join(f"place {one.number} ({_kind(one)})" for one in outside)
    return [
        Against(
            "footprint",
            what,
            "gap",
            f"{named}: not named in the footprint. Name the room with its place numbers, or take the place out of use.",
        )
    ]


def places_outside(basis: LegalBasis, specs: Iterable[PlaceSpec]) -> tuple[PlaceSpec, ...]:
    """The places that no line of the footprint names: by "places 1-8", "place 3", or the kind of place ("smoke")."""
    covered: set[int] = set()
    for text in basis.footprint:
        covered |= places_named(text)
    return tuple(one for one in specs if one.number not in covered)


def places_named(text: str) -> set[int]:
    """The numbers of places in a line of the footprint: "using room, places 1 to 6, 8" names 1-6 and 8."""
    words = text.casefold().replace("–", "-").replace(" to ", "-")
    at = words.find("place")
    if at < 0:
        return set()
    found: set[int] = set()
    for part in (
        words[at:]
        .replace("places", " ")
        .replace("place", " ")
        .replace(" and ", ",")
        .replace(";", ",")
        .split(",")
    ):
        ends = part.strip().split("-")
        if all(one.strip().isdigit() for one in ends) and len(ends) in (1, 2):
            low, high = int(ends[0]), int(ends[-1])
            if low <= high <= 999:
                found.update(range(low, high + 1))
    return found


def _capacity(rules: HouseRules, specs: tuple[PlaceSpec, ...]) -> list[Against]:
    basis = rules.legal_basis
    found = []
    for code, what, allowed, have, unit in (
        ("capacity_people", "People at once", basis.capacity_people, rules.capacity_people, "people"),
        ("capacity_places", "Places", basis.capacity_places, len(specs), "places"),
    ):
        if allowed is None:
            found.append(Against(code, what, "look", f"It states no limit; the house has {have} {unit}."))
        elif have > allowed:
            found.append(Against(code, what, "gap", f"It allows {allowed} {unit}; the house has {have}."))
        else:
            found.append(Against(code, what, "good", f"{have} {unit}, of {allowed} that it allows."))
    return found


def _kind(one: PlaceSpec) -> str:
    from bothy.care.words import label

    return label("place_kind", one.kind).lower()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
