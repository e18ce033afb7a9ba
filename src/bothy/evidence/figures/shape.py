"""One shape for every figure of a city, whoever counted it; the definition stays with the series."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

import msgspec

from bothy.evidence.figures.periods import Kind, Period

Measure = Literal["drug_deaths", "ambulance_callouts", "hospital_stays", "recorded_crime", "complaints", "street_finds", "other"]
DatedBy = Literal["registration", "occurrence", "report", "not_said"]
Certainty = Literal["confirmed", "suspected", "recorded", "not_said"]
AreaKind = Literal["nation", "police_division", "health_board", "council", "city", "postcode", "data_zone", "around_the_facility", "other", "not_said"]
ExposureIs = Literal["resident_population", "ambient_population", "person_years", "days", "other", "none"]
Status = Literal["final", "provisional", "not_said"]

MEASURES: dict[Measure, str] = {
    "drug_deaths": "Deaths from drugs",
    "ambulance_callouts": "Ambulance call-outs",
    "hospital_stays": "Hospital stays",
    "recorded_crime": "Recorded crime",
    "complaints": "Complaints",
    "street_finds": "Street finds",
    "other": "Something else",
}
DATED_BY: dict[DatedBy, str] = {
    "registration": "the day it was registered",
    "occurrence": "the day it happened",
    "report": "the day it was reported or recorded",
    "not_said": "not said",
}
CERTAINTIES: dict[Certainty, str] = {
    "confirmed": "confirmed (a cause was certified)",
    "suspected": "suspected (by whoever was there; not taken back later)",
    "recorded": "recorded, no more is claimed",
    "not_said": "not said",
}
AREA_KINDS: dict[AreaKind, str] = {
    "nation": "the nation",
    "police_division": "a police division",
    "health_board": "a health board",
    "council": "a council area",
    "city": "a city",
    "postcode": "a postcode district or sector",
    "data_zone": "a data zone",
    "around_the_facility": "rings or cells around the facility",
    "other": "another kind of area",
    "not_said": "not said",
}
EXPOSURES: dict[ExposureIs, str] = {
    "resident_population": "residents",
    "ambient_population": "people who are there by day (ambient population)",
    "person_years": "person-years",
    "days": "days",
    "other": "something else, as the source says",
    "none": "none is given",
}
STATUSES: dict[Status, str] = {"final": "final", "provisional": "provisional", "not_said": "not said"}


class Suppressed(msgspec.Struct, frozen=True):
    """``mark``: as printed ("x", "<5"). ``least``, ``most``: what the mark itself tells; None where it tells nothing."""

    mark: str
    least: int | None = None
    most: int | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One count. ``count`` is None where it is suppressed, or not known (then ``suppressed`` is None too); zero is 0.

    ``group``: "" for everybody, else a part ("Male", "25 to 34"). ``total``: the row adds others up and is never added itself.
    """

    place: str
    group: str = ""
    period: Period
    count: int | None
    suppressed: Suppressed | None = None
    exposure: float | None = None
    status: Status = "not_said"
    total: bool = False

    @property
    def key(self) -> tuple[str, str, date]:
        """What may stand only once in a series."""
        return self.place, self.group, self.period.first

    @property
    def known(self) -> bool:
        return self.count is not None


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted. ``words``: in whole sentences. ``delay_days``: from the end of a period until its figure is mostly complete."""

    measure: Measure
    words: str
    dated_by: DatedBy = "not_said"
    certainty: Certainty = "not_said"
    area: AreaKind = "not_said"
    exposure_is: ExposureIs = "none"
    delay_days: int | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who publishes it. ``address``: where, as text; it is never fetched. ``retrieved_on``: when somebody took it from there."""

    name: str
    address: str = ""
    licence: str = ""
    retrieved_on: date | None = None


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of one measure, one definition, one source and one kind of period, by place, group and period."""

    title: str
    definition: Definition
    source: Source
    kind: Kind
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> dict[tuple[str, str], tuple[Figure, ...]]:
        """The figures of each place and group, in time; in the order in which they were first met."""
        found: dict[tuple[str, str], list[Figure]] = {}
        for one in self.figures:
            found.setdefault((one.place, one.group), []).append(one)
        return {line: tuple(sorted(each, key=lambda one: one.period.first)) for line, each in found.items()}

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period that any figure is of, in time."""
        return tuple(sorted({one.period for one in self.figures}, key=lambda one: one.first))

    def of(self, place: str, group: str = "") -> Iterator[Figure]:
        """The figures of one place and group, in time."""
        return iter(self.lines.get((place, group), ()))


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """How an edition came here. ``by``: the random id of who brought it, None for what is carried with the product."""

    file: str
    sha256: str
    brought_at: datetime
    by: str | None = None
    role: str = ""


class Quotation(msgspec.Struct, frozen=True, kw_only=True):
    """A number as somebody else put it. It is not a figure: no page adds it, draws it or compares it."""

    said: str
    where: str
    address: str
    on: str
    about: str
    note: str
