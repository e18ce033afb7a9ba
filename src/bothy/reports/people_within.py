"""What counts of people say of each other, though they never add up.

Who came in a month came in the year; who came in the year came in one of its months; nobody came without a
visit. So nine men in February leave at most three women among twelve people of the year. Each is a sum
with a rest that is of no interest in itself and that nobody outside knows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from bothy.reports.boxes import Box
from bothy.reports.sums import after

PEOPLE, ROWS = "people of ", "rows of "

Within = tuple[str, tuple[str, ...], int, bool]
"""A number, others, what lies between them; whether the others together are more than it (else less)."""


def counterparts(family: str) -> set[str]:
    """The family, and the one that it is compared with: people with their rows, rows with their people."""
    for one, other in ((PEOPLE, ROWS), (ROWS, PEOPLE)):
        if family.startswith(one):
            return {family, other + family.removeprefix(one)}
    return {family}


def companions(names: Iterable[str]) -> set[str]:
    """Numbers that nobody need have printed to reckon with them, where numbers of people are spoken of.

    The sexes and ages of every period of which one number of people is known; and beside people the rows behind
    them, where rows of that kind are spoken of.
    """
    names = set(names)
    people = {name for name in names if name.startswith(PEOPLE) and not name.endswith("at least")}
    spoken = {name.partition(" | ")[0] for name in names if name.startswith(ROWS)}
    periods: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, set[str]] = defaultdict(set)
    for name in people:
        key, _, rest = name.partition(" | ")
        period, _, group = rest.partition(" | ")
        periods[key].add(period)
        if group.startswith(OF_PERSON):
            groups[key].add(group)
    people |= {f"{key} | {period} | {group}" for key, of in groups.items() for period in periods[key] for group in of}
    people |= {f"{key} | {period}" for key in groups for period in periods[key]}
    rows = {ROWS + name.removeprefix(PEOPLE) for name in people}
    return (people | {name for name in rows if name.partition(" | ")[0] in spoken}) - names


OF_PERSON = ("sex=", "age_band=")
"""Groups of which a person is in one and no other, so that they add up."""


def within(boxes: Mapping[str, Box], counts: Mapping[str, int]) -> Iterator[Within]:
    """Every such comparison between these numbers that are known."""
    named: dict[Box, str] = {}
    for name, box in boxes.items():
        if name in counts:
            named.setdefault(box, name)
    spans: dict[Box, list[Box]] = defaultdict(list)
    for box in named:
        if box.family.startswith(PEOPLE) and not box.family.endswith("at least"):
            spans[replace(box, since="", until="")].append(box)
    for each in spans.values():
        for box in each:
            rows = replace(box, family=ROWS + box.family.removeprefix(PEOPLE))
            if rows in named:
                yield from _less(named[rows], (named[box],), counts)
            inside = [one for one in each if one != box and box.since <= one.since and one.until <= box.until]
            for one in inside:
                if not any(other != one and other.since <= one.since and one.until <= other.until for other in inside):
                    yield from _less(named[box], (named[one],), counts)
            tiles = _tiles(box, inside)
            if tiles:
                yield from _less(named[box], tuple(named[one] for one in tiles), counts, more=True)
            starts = [one for one in inside if one.since == box.since]
            for one in starts:
                for rest in inside:
                    if rest.until == box.until and after(one.until) == rest.since and [one, rest] != tiles:
                        yield from _less(named[box], (named[one], named[rest]), counts, more=True)


def _less(whole: str, parts: tuple[str, ...], counts: Mapping[str, int], more: bool = False) -> Iterator[Within]:
    rest = sum(counts[part] for part in parts) - counts[whole] if more else counts[whole] - sum(counts[part] for part in parts)
    # Between two releases late entries may have come: what does not hold is not compared.
    if rest >= 0:
        yield whole, parts, rest, more


def _tiles(box: Box, inside: list[Box]) -> list[Box]:
    """The shortest periods inside that fill it without a gap; none where they do not."""
    tiles, at = [], box.since
    while at <= box.until:
        following = [one for one in inside if one.since == at]
        if not following:
            return []
        tiles.append(min(following, key=lambda one: one.until))
        at = after(tiles[-1].until)
    return tiles
