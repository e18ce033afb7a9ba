"""The city's figures that are carried with the product, as a briefing shows them: what was known by a day, and the honest answer.

Nothing is compared here. A period counts as known once the delay that its series names has passed since its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bothy.evidence.briefing.city import City, CityLine, Source
from bothy.evidence.briefing.pictures import marked
from bothy.evidence.briefing.told import Picture
from bothy.evidence.claims.awaited import Awaited, read_awaited
from bothy.evidence.figures.bundled import carried, first_places
from bothy.evidence.figures.editions import Edition
from bothy.evidence.figures.periods import Period, between, containing
from bothy.evidence.figures.shape import Figure
from bothy.evidence.pictures import Colours, drawn, plain
from bothy.evidence.table import BadTable
from bothy.reports.charts import Theme

NATION, DIVISION = "nrs-drug-misuse-deaths", "suspected-drug-deaths-by-police-division"
JURISDICTION = "Scotland"
"""What is carried is of Scotland; a house elsewhere has none of it."""
YEARS = 3


def places() -> tuple[str, ...]:
    """The police divisions of which figures are carried."""
    return tuple(dict.fromkeys(one.place for one in _edition(DIVISION).series.figures if not one.total))


def named(place: str) -> str:
    """A division without its letter."""
    return place.partition(": ")[2] or place


def awaited_of(place: str) -> tuple[Awaited, ...]:
    """What the power calculation says of a place, where it was asked."""
    return tuple(one for one in read_awaited() if one.place == place)


def place_of(jurisdiction: str, asked: str = "") -> str | None:
    """The division that is looked at: the one asked for, else the one looked at first; None outside Scotland. BadTable for an unknown one."""
    if asked and asked not in places():
        raise BadTable(f"No figures are carried of {asked[:60]!r}. There are: {', '.join(places())}.")
    if asked or jurisdiction == JURISDICTION:
        return asked or first_places()[DIVISION]
    return None


def city_of(place: str, opened: date | None, by: date, demo: bool, theme: Theme = "day") -> City:
    """Deaths of the nation by year and of a division by quarter, as far as they were known on a day."""
    years = [one for one in _known(_edition(NATION), "Scotland", by) if one.count is not None][-YEARS:]
    quarters = _known(_edition(DIVISION), place, by)
    awaited = awaited_of(place)
    lines = [CityLine(label=f"Scotland, registered in {one.period.name}", value=f"{one.count:,}", source=NATION) for one in years]
    if quarters:
        last = quarters[-1]
        lines.append(CityLine(label=f"{named(place)}, suspected, {last.period.said}", value=_said(last), source=DIVISION))
    return City(
        lines=tuple(lines),
        answer=_answer(quarters, opened, awaited, place),
        picture=_picture(place, quarters, opened, by, demo, theme) if quarters else None,
        sources=(*(_source(key) for key in (NATION, DIVISION)), *(Source(key=one.outcome, label=f"Power calculation, {named(place)}", text=f"{one.source}. {one.command}") for one in awaited)),
    )


def _edition(key: str) -> Edition:
    return next(one for one in carried() if one.key == key)


def _source(key: str) -> Source:
    series = _edition(key).series
    return Source(key=key, label=series.title, text=f"{series.definition.words} {series.source.name}. {series.source.licence}", url=series.source.address.split(" ")[0])


def _known(edition: Edition, place: str, by: date) -> list[Figure]:
    delay = timedelta(days=edition.series.definition.delay_days or 0)
    return [one for one in edition.series.of(place) if one.period.last + delay <= by]


def _said(one: Figure) -> str:
    return f"{one.count:,}" if one.count is not None else "suppressed" if one.suppressed else "not known"


def _answer(quarters: Sequence[Figure], opened: date | None, awaited: Sequence[Awaited], place: str) -> tuple[tuple[str, str], ...]:
    after = [one for one in quarters if opened is not None and one.period.first >= opened]
    told = [("Deaths cannot judge this facility yet.", "")]
    if opened is not None and quarters:
        if after:
            told.append((f"{len(after)} whole quarters after the opening are known of {named(place)}; no design has judged them here.", DIVISION))
        else:
            told.append((f"The figures of {named(place)} that are carried end with {quarters[-1].period.said}: none is of a time after the opening.", DIVISION))
    for one in awaited:
        if one.months is None:
            told.append((f"Were deaths in the whole division to fall by {one.fall_percent:g} % at once, {one.within_months / 12:.0f} years would not be enough for that to show with 80 % power ({100 * one.power_then:.0f} % by then).", one.outcome))
        else:
            told.append((f"Were deaths in the whole division to fall by {one.fall_percent:g} % at once, that would show with 80 % power after {one.months:.0f} months.", one.outcome))
    told.append(("A division is far larger than the reach of one facility, and a change that begins at the same time looks like its effect or hides it. That nothing shows is no proof that nothing happened.", ""))
    return tuple(told)


def _picture(place: str, quarters: Sequence[Figure], opened: date | None, by: date, demo: bool, theme: Theme) -> Picture:
    periods = list(between(quarters[0].period, max(quarters[-1].period, containing("quarter", by), key=lambda one: one.first)))

    def draw(canvas: Canvas, colours: Colours) -> None:
        axes = canvas.subplots()
        at = {one.first: n for n, one in enumerate(periods)}
        known = [(at[one.period.first], one.count) for one in quarters if one.count is not None]
        axes.bar([n for n, _ in known], [count for _, count in known], width=0.8, color=colours.series[0])
        most = max((count for _, count in known), default=1)
        if len(quarters) < len(periods):
            axes.axvspan(len(quarters) - 0.5, len(periods) - 0.5, facecolor="none", edgecolor=colours.line, hatch="//", linewidth=0)
            axes.text((len(quarters) + len(periods)) / 2 - 0.5, 0.5 * most, "not carried", ha="center", fontsize=9, color=colours.soft)
        _years(axes, periods)
        _opened(axes, periods, opened, most, colours)
        axes.set_xlim(-0.7, len(periods) - 0.3)
        axes.set_ylim(0, 1.18 * most)
        plain(axes, colours)
        axes.set_title(f"Suspected drug deaths by quarter, {named(place)} police division", loc="left", fontsize=10, color=colours.ink)

    shown = [(one.count, one.period.said) for one in quarters if one.count is not None]
    alt = f"Suspected drug deaths by quarter in {named(place)}: from {min(shown)[0]:,} ({min(shown)[1]}) to {max(shown)[0]:,} ({max(shown)[1]}); {shown[-1][0]:,} in {shown[-1][1]}, the last that is known."
    # The figures of the city are real, also beside an invented facility: across them stands that this is a demo, not that they are invented.
    return Picture(drawn(f"Suspected drug deaths, {named(place)}", alt, theme, 1.7, marked(demo, draw, "DEMO")).decode(), alt, "")


def _years(axes: Axes, periods: Sequence[Period]) -> None:
    starts = [n for n, one in enumerate(periods) if one.first.month == 1]
    axes.set_xticks(starts, [f"{periods[n].first.year}" for n in starts])


def _opened(axes: Axes, periods: Sequence[Period], opened: date | None, most: float, colours: Colours) -> None:
    if opened is None or not periods[0].first <= opened:
        return
    place = sum(one.first <= opened for one in periods) - 1.5
    if place < len(periods):
        axes.axvline(place, color=colours.ink, linewidth=1.1, linestyle=(0, (4, 3)))
        axes.text(place - 0.2, 1.08 * most, "opened", ha="right", fontsize=9, color=colours.ink)
