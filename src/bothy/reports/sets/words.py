"""What a release says of itself, in sentences: whose figures, what is short, what is not over; and what is kept back and why."""

from collections.abc import Sequence

from bothy.reports.facts.opened import Facts
from bothy.reports.figures import KEPT_BACK
from bothy.reports.release import Release
from bothy.reports.wording import month_name

DEMO = (
    "Demo: the people are invented and fitted to published totals. Nothing here is a figure of a real house; each "
    "says whether it is fitted or invented."
)
NOT_SAID_YET = (
    "Some people were entered while nobody could be looked up, and it is not said yet who they are. Counts of people "
    "are then at least (each is one of the others) to at most (each is somebody else)."
)


def notes_of(release: Release, facts: Facts, running: Sequence[str], exposed: bool) -> tuple[str, ...]:
    """The notes of a release, in the order in which a reader needs them."""
    said = [DEMO] if release.demo else []
    first = facts.first_day(release.since)
    if first.day > 1:
        said.append(f"{month_name(release.since)} is from {first.day} {month_name(release.since)}, the first day of service.")
    if running:
        names = " and ".join(month_name(month) for month in running)
        said.append(f"{names} {'is' if len(running) == 1 else 'are'} not over: the figures will grow, and stand in no total.")
    if any(one.least is not None for grid in release.grids for row in grid.rows for one in row.figures):
        said.append(NOT_SAID_YET)
    if exposed:
        said.append(
            "A small count here can be reckoned from releases that people already have: nothing that is kept back now changes that."
        )
    return tuple(said)


def kept_back(release: Release) -> list[str]:
    """What is kept back and why, in words."""
    rules, hidden = release.rules, release.hidden
    if rules.suppress_below is None:
        return ["The house rules name this publication as exempt from keeping counts back: every figure is shown as it is."]
    said = []
    if hidden:
        figures = "1 figure says" if hidden == 1 else f"{hidden:,} figures say"
        said.append(
            f"{figures} “{KEPT_BACK}”: a count under {rules.suppress_below} (nought apart), or one from which such a count "
            f"could be reckoned. It is so that nobody can be picked out."
        )
    elif rules.suppress_below > 1:
        said.append(f"Counts under {rules.suppress_below} (nought apart) would be kept back; there are none here.")
    if rules.round_to > 1:
        said.append(f"Counts are rounded to the nearest {rules.round_to}, each by itself: parts may not add up to their whole.")
    return said
