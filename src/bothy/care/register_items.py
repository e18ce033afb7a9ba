"""The register of left-behind items: where each sealed bag is, through whose hands it went, what the counts said.

For readers: `items(lines)` of all lines of the kinds `KINDS` (``Reader.of_kinds`` and `corrected` of the same
subjects, or the files of a House) gives an `Item` each, corrections applied, in the order in which they were
found; `counts(lines)` the counts of the safe; `findings(items, counts)` what does not add up, in words. Nothing is ever weighed,
opened or tested: an item is what it looks like, a number on a bag, and where the bag lies.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.care import history
from bothy.care.bodies_register import ItemFound, ItemMoved, ItemsCounted
from bothy.care.body import Departure
from bothy.care.fold_register import GONE
from bothy.care.house import House, Line

KINDS = ("item-found", "item-moved", "items-counted")


class Step(msgspec.Struct, frozen=True):
    """One pair of hands to the next. ``to``: found, safe, police or destroyed; ``bag``: as read on it then."""

    to: str
    at: datetime
    bag: str
    by: UUID | None
    second: UUID | None
    receipt: str | None
    departures: tuple[Departure, ...]
    entry: UUID


class Item(msgspec.Struct, frozen=True):
    """``where_now``: found (with whoever found it, not yet in the safe), safe, police, destroyed."""

    id: UUID
    found_at: datetime
    where: str
    place: int | None
    looks: str
    bag: str
    steps: tuple[Step, ...]

    @property
    def where_now(self) -> str:
        return self.steps[-1].to

    @property
    def since(self) -> datetime:
        return self.steps[-1].at

    @property
    def gone(self) -> bool:
        return self.where_now in GONE

    def where_at(self, at: datetime) -> str | None:
        """Where it was at a moment; None before it was found."""
        return next((step.to for step in reversed(self.steps) if step.at <= at), None)


class Count(msgspec.Struct, frozen=True):
    """One count of the safe. ``bags`` lay there; ``missing`` should have; ``unknown`` should not."""

    at: datetime
    by: UUID | None
    second: UUID | None
    bags: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    departures: tuple[Departure, ...]
    entry: UUID

    @property
    def holds(self) -> bool:
        return not self.missing and not self.unknown


class Finding(msgspec.Struct, frozen=True):
    """Something that does not add up. ``code``: bag_twice, bag_differs, no_receipt, done_by_one, not_in_safe, missing, unknown."""

    code: str
    at: datetime
    bag: str
    item: UUID | None = None


def same_bag(one: str, other: str) -> bool:
    """Whether two readings are of one number: small letters, blanks and dashes do not count."""
    return plain_bag(one) == plain_bag(other)


def plain_bag(bag: str) -> str:
    return "".join(sign for sign in bag.casefold() if sign.isalnum())


def item(lines: tuple[Line, ...]) -> Item | None:
    """One item from its lines in order; None where nothing stands that says it was found."""
    said = history.standing(lines)
    found = next((line for line in said if isinstance(line.body, ItemFound)), None)
    if found is None or not isinstance(found.body, ItemFound):
        return None
    body = found.body
    steps = [
        Step("found", found.happened_at, body.bag, found.staff, body.second, None, body.departures, found.id)
    ]
    for line in said:
        moved = line.body
        if isinstance(moved, ItemMoved):
            steps.append(
                Step(
                    moved.to,
                    line.happened_at,
                    moved.bag,
                    line.staff,
                    moved.second,
                    moved.receipt,
                    moved.departures,
                    line.id,
                )
            )
    return Item(found.subject, found.happened_at, body.where, body.place, body.looks, body.bag, tuple(steps))


def items(lines: Iterable[Line]) -> tuple[Item, ...]:
    """Every item of these lines, those found first first."""
    found = (item(one) for one in by_subject(lines).values())
    return tuple(
        sorted((one for one in found if one is not None), key=lambda one: (one.found_at, one.id.bytes))
    )


def items_of(house: House) -> tuple[Item, ...]:
    """The items of which the House still holds the file: all that are not gone, and those that went of late."""
    return items(line for file in house.registers.values() for line in file.lines)


def by_subject(lines: Iterable[Line]) -> Mapping[UUID, tuple[Line, ...]]:
    """The lines of each subject in the order in which they happened."""
    found: dict[UUID, list[Line]] = {}
    for line in lines:
        found.setdefault(line.subject, []).append(line)
    return {subject: history.in_order(several) for subject, several in found.items()}


def counts(lines: Iterable[Line]) -> tuple[Count, ...]:
    """The counts that stand, the first first."""
    said = history.standing(
        history.in_order(line for line in lines if line.kind in ("items-counted", "corrected"))
    )
    return tuple(
        Count(line.happened_at, line.staff, b.second, b.bags, b.missing, b.unknown, b.departures, line.id)
        for line in said
        if isinstance(b := line.body, ItemsCounted)
    )


def in_safe(items: Iterable[Item], at: datetime | None = None) -> tuple[str, ...]:
    """The numbers of the bags that should lie in the safe, now or at a moment."""
    return tuple(one.bag for one in items if (one.where_now if at is None else one.where_at(at)) == "safe")


def compare(should: Iterable[str], lay: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(missing, unknown): what should have lain there and did not, what lay there and should not."""
    expected = {plain_bag(bag): bag for bag in should}
    counted = {plain_bag(bag): bag for bag in lay}
    missing = tuple(bag for key, bag in expected.items() if key not in counted)
    unknown = tuple(bag for key, bag in counted.items() if key not in expected)
    return missing, unknown


def findings(items: Iterable[Item], counts: Iterable[Count] = ()) -> tuple[Finding, ...]:
    """What does not add up, the earliest first. It stays in the register: nothing is adjusted."""
    told = []
    seen: dict[str, Item] = {}
    for one in items:
        other = seen.setdefault(plain_bag(one.bag), one)
        if other is not one:
            told.append(Finding("bag_twice", one.found_at, one.bag, one.id))
        for step in one.steps:
            if step.second is None:
                told.append(Finding("done_by_one", step.at, one.bag, one.id))
            if not same_bag(step.bag, one.bag):
                told.append(Finding("bag_differs", step.at, step.bag, one.id))
            if step.to in GONE and not step.receipt:
                told.append(Finding("no_receipt", step.at, one.bag, one.id))
    for count in counts:
        told += [Finding("missing", count.at, bag) for bag in count.missing]
        told += [Finding("unknown", count.at, bag) for bag in count.unknown]
    return tuple(sorted(told, key=lambda one: (one.at, one.code, one.bag)))
