"""Which business day a moment belongs to, by the house rules of its day.

Rules change with an effective date; the time zone, the hour at which a day starts, and how often
someone must look are read from the rules that held at that moment.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bothy.care.bodies import Clock, FacilityFounded, PlaceSpec, RulesSigned
from bothy.care.rules import HouseRules

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MINUTE_US = 60_000_000
_HOUR_US = 60 * _MINUTE_US
_DAY_US = 24 * _HOUR_US


class Era:
    """A stretch of time under one set of rules, with offsets of its time zone remembered by the hour."""

    def __init__(self, zone: str, rules: HouseRules | None) -> None:
        self.zone = ZoneInfo(zone)
        self.rules = rules
        starts = rules.day_starts if rules else "05:00"
        self.day_start_us = (int(starts[:2]) * 60 + int(starts[3:])) * _MINUTE_US
        self._offsets: dict[int, int] = {}

    def local_us(self, at_us: int) -> int:
        """The wall clock there, as microseconds since 1970 read off that clock."""
        # A quarter of an hour is the finest step at which any zone has ever changed in our century.
        quarter = at_us // (15 * _MINUTE_US)
        offset = self._offsets.get(quarter)
        if offset is None:
            moment = datetime.fromtimestamp(quarter * 900, UTC).astimezone(self.zone)
            offset = self._offsets[quarter] = (
                int((moment.utcoffset() or timedelta()).total_seconds()) * 1_000_000
            )
        return at_us + offset


class Calendar:
    """The facility's days. `day_of` gives days since 1970; `when` the wall clock's weekday and hour."""

    def __init__(self) -> None:
        self.name = ""
        self.demo = False
        self.founded_zone = "UTC"
        self.clock: Clock | None = None
        self.places: dict[int, PlaceSpec] = {}
        self.signed: list[tuple[int, int, HouseRules]] = []
        self._starts: list[int] = []
        self._eras: list[Era] = [Era("UTC", None)]

    def found(self, body: FacilityFounded) -> None:
        """Take in the founding of the facility."""
        self.name, self.demo, self.founded_zone, self.clock = body.name, body.demo, body.time_zone, body.clock
        self.places = {spec.number: spec for spec in body.places}
        self._index()

    def sign(self, number: int, effective_us: int, body: RulesSigned) -> None:
        """Take in signed house rules."""
        self.signed.append((effective_us, number, body.rules))
        self._index()

    def _index(self) -> None:
        self.signed.sort(key=lambda signed: signed[:2])
        self._starts = [effective for effective, _, _ in self.signed]
        # Before the first rules came into force, the first rules are the best there is.
        first = self.signed[0][2] if self.signed else None
        eras = [Era(first.time_zone if first else self.founded_zone, first)]
        eras += [Era(rules.time_zone, rules) for _, _, rules in self.signed]
        self._eras = eras

    def era(self, at_us: int) -> Era:
        """The rules in force at a moment."""
        return self._eras[bisect_right(self._starts, at_us)]

    @property
    def latest(self) -> Era:
        """The rules in force after all that is signed."""
        return self._eras[-1]

    def day_of(self, at_us: int) -> int:
        """The business day, in days since 1970."""
        era = self.era(at_us)
        return (era.local_us(at_us) - era.day_start_us) // (24 * _HOUR_US)

    def wall_clock(self, at_us: int) -> tuple[int, int]:
        """Weekday (Monday is 0) and hour of the wall clock there."""
        hours = self.era(at_us).local_us(at_us) // _HOUR_US
        return (hours // 24 + 3) % 7, hours % 24

    def hours_between(self, from_us: int, to_us: int) -> list[tuple[int, int, int, int]]:
        """A stretch of time cut at the hours of the wall clock and where a day or rules begin: (start, end, weekday, hour)."""
        pieces = []
        while from_us < to_us:
            turn = bisect_right(self._starts, from_us)
            era = self._eras[turn]
            local = era.local_us(from_us)
            end = min(
                to_us,
                from_us + _HOUR_US - local % _HOUR_US,
                from_us + _DAY_US - (local - era.day_start_us) % _DAY_US,
                *self._starts[turn : turn + 1],
            )
            hours = local // _HOUR_US
            pieces.append((from_us, end, (hours // 24 + 3) % 7, hours % 24))
            from_us = end
        return pieces

    def day_ends(self, at_us: int) -> int:
        """When the business day of a moment ends."""
        era = self.era(at_us)
        end = at_us + _DAY_US - (era.local_us(at_us) - era.day_start_us) % _DAY_US
        # The clock may be put on or back before then.
        return end - (era.local_us(end) - era.day_start_us + _DAY_US // 2) % _DAY_US + _DAY_US // 2


def date_of(day: int) -> date:
    """Days since 1970 as a date."""
    return date.fromordinal(day + _EPOCH_DAY)


_months: dict[int, str] = {}


def month_of(day: int) -> str:
    """The month of a day since 1970, as "2025-01"."""
    month = _months.get(day)
    if month is None:
        month = _months[day] = date_of(day).isoformat()[:7]
    return month


def month_bounds(month: str) -> tuple[date, date]:
    """The first day of a month and the first day of the next."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


def month_after(month: str) -> str:
    """The month after a month."""
    return month_bounds(month)[1].isoformat()[:7]


def month_before(month: str) -> str:
    """The month before a month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"
