"""The only maker of a release: what is kept back of a draft, and what is said about it.

Under the house rules' threshold (none for a set that they name as exempt) small counts are kept back, and
as little else as will do, over all tables of the draft at once and over earlier releases of the same
figures: what they show is known, and what they kept back must not become exact beside this one.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from bothy import __version__
from bothy.journal.chain import moment
from bothy.reports.boxes import Box
from bothy.reports.counted import true_counts
from bothy.reports.disclosure import Cells, hide
from bothy.reports.draft import Draft, DraftGrid, Printed
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import Figure, rate, share
from bothy.reports.numbers import box_by_name, boxes_of, exhausted
from bothy.reports.people_within import companions, counterparts, within
from bothy.reports.release import Grid, Release, Row, Rules
from bothy.reports.sets.words import notes_of
from bothy.reports.sums import Bound, bind

WITHOUT_RULES = 5
"""Below this counts are kept back where no house rules were ever signed."""


class Hidden(msgspec.Struct, frozen=True):
    """`names`: numbers kept back. `proven`: no smaller loss would do. `exposed`: small ones that earlier releases give away."""

    names: frozenset[str] = frozenset()
    proven: bool = True
    exposed: frozenset[str] = frozenset()


def protect(draft: Draft, earlier: Sequence[Release] = (), round_to: int | None = None) -> Release:
    """What may leave the house of a draft. The same facts and the same earlier releases give the same bytes.

    `earlier`: releases of the same facility that people have. `round_to`: the base to which counts are
    rounded, where it is not the house rules'. ValueError for a release of another facility.
    """
    facts = draft.facts
    rules = rules_of(facts, draft.set.name, round_to)
    for one in earlier:
        if one.facility != facts.facility:
            raise ValueError(f"{one.title} of {one.facility_name} is another facility's: leave it out.")
    kept = Hidden() if rules.suppress_below is None else _kept_back(draft, rules.suppress_below, earlier)
    grids = tuple(_grid(grid, kept, rules.round_to) for grid in draft.grids)
    numbers = _numbers(draft, grids, rules.round_to)
    release = Release(
        set=draft.set.name,
        title=draft.set.title,
        facility=facts.facility,
        facility_name=facts.name,
        demo=facts.demo,
        since=draft.since,
        until=draft.until,
        number=facts.number,
        digest=facts.digest.hex(),
        as_of=facts.as_of,
        made_with=__version__,
        rules=rules,
        definitions=draft.definitions,
        grids=grids,
        numbers=numbers,
        # Rounded by themselves, parts do not add up to their whole.
        sums=() if rules.round_to > 1 else draft.bound.sums,
        proven=kept.proven,
    )
    return replace(release, notes=notes_of(release, facts, draft.running, bool(kept.exposed)))


def rules_of(facts: Facts, name: str, round_to: int | None = None) -> Rules:
    """The house rules as a set of this name goes by them."""
    era = facts.calendar.latest
    signed = facts.calendar.signed
    if era.rules is None:
        return Rules(name="none signed yet", effective_from=None, time_zone=era.zone.key, day_starts="05:00",
                     suppress_below=WITHOUT_RULES, round_to=round_to or 0)  # fmt: skip
    exempt = name in era.rules.exempt_publications
    effective: datetime = moment(signed[-1][0])
    return Rules(
        name=era.rules.name,
        effective_from=effective,
        time_zone=era.rules.time_zone,
        day_starts=era.rules.day_starts,
        suppress_below=None if exempt else era.rules.suppress_below,
        round_to=0 if exempt else era.rules.round_to if round_to is None else round_to,
    )


def _kept_back(draft: Draft, below: int, earlier: Sequence[Release]) -> Hidden:
    bound, public, before = _with_earlier(draft, earlier)
    cells = Cells(below)
    printed = {name for one in _cells_of(draft) for name in one.numbers.values()}
    boxes = boxes_of(bound.counts)
    for name, count in sorted(bound.counts.items()):
        if name in boxes and of_the_house(boxes[name]):
            continue
        cells.count(name, count, public=name in public, reckoned=name not in printed and name not in public)
    for total, *parts in bound.sums:
        if total in cells.counts and all(part in cells.counts for part in parts):
            cells.adds_up(parts, total)
    for n, (whole, parts, rest, more) in enumerate(within(boxes, {name: k for name, k in bound.counts.items() if name in cells.counts})):
        between = f"between {n}"
        if more:
            # The parts are more: their own sum is told by nobody either.
            cells.is_more(parts, whole, between, rest)
        else:
            cells.is_less(parts, whole, between, rest)
    for name, others in _only_with(draft).items():
        cells.goes_with(name, others)
    if before:
        # What was kept back once stays so, whatever else would do as well now: a count of one hides it.
        cells.goes_with(cells.count(_BEFORE, 1), sorted(before))
    settled = cells.solve()
    names = frozenset(str(name) for name in settled.hidden if name != _BEFORE)
    return Hidden(names, settled.proven, frozenset(str(name) for name in settled.exposed))


_BEFORE = "kept back before"


def of_the_house(box: Box) -> bool:
    """Whether it counts hours of the house and nobody: three days open point at no one."""
    return box.family.endswith(" of floor")


def _with_earlier(draft: Draft, earlier: Sequence[Release]) -> tuple[Bound, set[str], set[str]]:
    """Every number of the draft and of what people have already, which of them are known, and which were kept back."""
    if not earlier and not companions(draft.boxes):
        return draft.bound, set(), set()
    counts = {name: draft.bound.counts[name] for name in draft.boxes}
    counts |= {name: k for name, k in draft.bound.counts.items() if name not in draft.bound.reckoned}
    families = {one for box in draft.boxes.values() for one in counterparts(box.family)}
    told: dict[str, int] = {}
    hidden: set[str] = set()
    for release in earlier:
        for name, count in release.numbers.items():
            box = box_by_name(name)
            if box is None or box.family not in families:
                # It counts something else, and tells nothing of what is counted here.
                continue
            if count is None:
                hidden.add(name)
            elif counts.get(name, count) == count and not release.rules.round_to:
                told[name] = count
    # A count that differs by now, or was rounded, does not tell the one that stands here.
    names = {*counts, *told, *hidden}
    unprinted = true_counts(draft.facts, companions(names))
    # A nought that stands nowhere is not known: taken as known it would give up as lost what nobody can tell.
    # So where one sex did not come, nothing is said of the other either.
    without = {name.partition("=")[0] for name, k in unprinted.items() if not k}
    kept = true_counts(draft.facts, hidden - set(told) - set(counts))
    kept |= {name: k for name, k in unprinted.items() if name.partition("=")[0] not in without}
    names |= set(kept)
    bound = bind(boxes_of(sorted(names)), {**kept, **told, **counts}, exhausted(names))
    bound = msgspec.structs.replace(bound, counts={name: k for name, k in bound.counts.items() if k >= 0})
    sums = tuple(one for one in bound.sums if _holds(one, bound.counts))
    known = {name for name in told if name in bound.counts}
    return replace(bound, sums=sums), known, (hidden - set(told)) & set(bound.counts)


def _holds(one: Sequence[str], counts: dict[str, int]) -> bool:
    """Whether a sum still holds: late entries may have come between two releases."""
    total, *parts = one
    return all(name in counts for name in one) and counts[total] == sum(counts[name] for name in parts)


def _cells_of(draft: Draft) -> Iterable[Printed]:
    return (one for grid in draft.grids for row in grid.rows for one in row.figures)


def _only_with(draft: Draft) -> dict[str, list[str]]:
    """Numbers that cannot be shown where another is kept back: those printed only beside it, and sums of few rows."""
    beside: dict[str, set[str | None]] = {}
    for one in _cells_of(draft):
        n = one.numbers.get("n")
        for part, name in one.numbers.items():
            beside.setdefault(name, set()).add(n if "n" in one.needs and part != "n" else None)
    found: dict[str, list[str]] = {}
    for name, ns in sorted(beside.items()):
        only = next(iter(ns)) if len(ns) == 1 else None
        if only is not None and only != name:
            found.setdefault(only, []).append(name)
    for total, rows in sorted(draft.behind.items()):
        found.setdefault(rows, []).append(total)
    return found


def _grid(grid: DraftGrid, kept: Hidden, round_to: int) -> Grid:
    rows = tuple(
        Row(
            label=row.label,
            period=row.period,
            group=row.group,
            complete=row.complete,
            total=row.total,
            figures=tuple(_figure(one, kept, round_to) for one in row.figures),
        )
        for row in grid.rows
    )
    layout = grid.layout
    left_out = any(_left_out(true, seen) for row, shown in zip(grid.rows, rows, strict=True) for true, seen in zip(row.figures, shown.figures, strict=True))
    notes = (*layout.notes, LEFT_OUT) if left_out else layout.notes
    return Grid(name=layout.name, title=layout.title, columns=grid.columns, rows=rows, chart=layout.chart, notes=notes)


LEFT_OUT = "Where few were not recorded, how many is kept back too, and out of how many where that would tell it."


def _left_out(true: Printed, seen: Figure) -> bool:
    return not seen.hidden and ((true.figure.n is not None and seen.n is None) or (true.figure.missing is not None and seen.missing is None))


def _figure(one: Printed, kept: Hidden, round_to: int) -> Figure:
    """The figure as it may be seen: gone where a number that it needs is kept back, else without those that are."""
    gone = {part for part, name in one.numbers.items() if name in kept.names}
    if gone.intersection(one.needs):
        figure = hide(one.figure, n=one.numbers.get("n") in kept.names)
        return replace(figure, n=to_base(figure.n, round_to)) if round_to > 1 else figure
    figure = replace(one.figure, **dict.fromkeys(gone)) if gone else one.figure
    return rounded(figure, round_to) if round_to > 1 else figure


def rounded(figure: Figure, base: int) -> Figure:
    """The figure with its counts rounded to a base (a half goes up), and share and interval reckoned from them."""
    k, n = to_base(figure.k, base), to_base(figure.n, base)
    missing, least = to_base(figure.missing, base), to_base(figure.least, base)
    if k is None:
        return replace(figure, n=n, missing=missing)
    if n is None:
        return replace(figure, value=None if figure.value is None else k, k=k, missing=missing, least=least)
    if figure.value is None or figure.value == figure.k or figure.k is None or not figure.n:
        return replace(figure, value=None if figure.value is None else k, k=k, n=n, missing=missing)
    if n == 0:
        again = Figure(value=None, k=k, n=n)
    elif figure.low is None:
        again = Figure(value=100 * k / n, k=k, n=n)
    elif round(figure.value * figure.n - 100 * figure.k, 6) == 0:
        again = share(k, n)
    else:
        again = rate(k, n, round(figure.value * figure.n / figure.k) if figure.k else 1000)
    return replace(again, missing=missing, tag=figure.tag)


def to_base(count: int | None, base: int) -> int | None:
    """A count rounded to a multiple of the base; a half goes up."""
    return None if count is None else (count + base // 2) // base * base


def _numbers(draft: Draft, grids: Sequence[Grid], round_to: int) -> dict[str, int | None]:
    """Every number of the draft, as far as these tables show it; what they do not print can only be reckoned."""
    shown: dict[str, int | None] = dict.fromkeys(sorted(draft.bound.counts))
    printed = (one for grid in grids for row in grid.rows for one in row.figures)
    for true, one in zip(_cells_of(draft), printed, strict=True):
        for part, name in true.numbers.items():
            number = getattr(one, part)
            if number is not None:
                shown[name] = number
    return shown
