"""Who could not come in, when the floor was open, and when it was full.

No facility publishes these, and they are what shows that a house is too small or opens at the wrong hours.
"""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import FLOOR, TURNED_AWAY, known, of, unknown, where
from bothy.reports.measures import Measure

GROUPS = ("reason", "purpose_asked", "weekday", "hour")
CLOCK = ("weekday", "hour")
_NOT_AT_ALL = "Where nobody records who is turned away, it is not known, which is not none."
_NOT_CLOSED = "Minutes since an opening that nobody has closed yet are left out; how many such openings is given."
_FULL = (
    "no place for injecting or smoking could be given: each was taken, or recorded as out of use or being cleaned. "
    "Cleaning that nobody recorded counts as no time."
)


def _turned_away(name: str, label: str, definition: str, top: Measure, groups: tuple[str, ...]) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="times",
        numerator="times it was recorded in the period",
        missing=_NOT_AT_ALL,
        kind="count",
        top=top,
        groupings=groups,
        needs="turned_away",
        additive=True,
    )


INDICATORS = (
    _turned_away(
        "turned_away", "Turned away",
        "Times somebody was at the door and did not come in, whatever the reason that staff recorded.", TURNED_AWAY, GROUPS,
    ),
    _turned_away(
        "turned_away_full", "Turned away because it was full",
        "Times somebody was turned away because there was no place.", TURNED_AWAY.but(where("reason", "is", "full")),
        ("purpose_asked", *CLOCK),
    ),
    _turned_away(
        "left_without_waiting", "Left without waiting",
        "Times somebody was at the door and left because they did not want to wait.",
        TURNED_AWAY.but(where("reason", "is", "left_without_waiting")), ("purpose_asked", *CLOCK),
    ),
    Indicator(
        name="open_days",
        label="Days open",
        definition="Days on which the floor was open, for however long. A day is from one morning to the next, as the house reckons.",
        unit="days",
        numerator="days with the floor open",
        missing="Where opening and closing are not recorded at all, it is not known.",
        kind="count",
        top=FLOOR.but(where("first_of_day", "is", True)),
        groupings=("weekday",),
        needs="floor",
        additive=True,
    ),
    Indicator(
        name="open_minutes",
        label="Minutes open",
        definition="Minutes during which the floor was open, from each opening to the next closing as staff recorded them.",
        unit="minutes",
        numerator="minutes with the floor open",
        missing=_NOT_CLOSED,
        kind="sum",
        top=of(FLOOR, "sum", "open_minutes"),
        left_out=unknown(FLOOR, "open_minutes"),
        groupings=CLOCK,
        needs="floor",
        additive=True,
    ),
    Indicator(
        name="full_minutes",
        label="Full-house minutes",
        definition=f"Minutes of the open floor during which {_FULL}",
        unit="minutes",
        numerator="minutes with the floor open and no place to give",
        denominator="minutes with the floor open, in a house with places for injecting or smoking",
        missing=_NOT_CLOSED,
        kind="sum",
        top=of(FLOOR, "sum", "full_minutes"),
        bottom=of(known(FLOOR, "full_minutes"), "sum", "open_minutes"),
        left_out=unknown(FLOOR, "open_minutes"),
        groupings=CLOCK,
        needs="floor",
        additive=True,
    ),
    Indicator(
        name="full_share",
        label="Full house, share of the time open",
        definition=f"Share of the minutes of the open floor during which {_FULL}",
        unit="% of minutes",
        numerator="minutes with the floor open and no place to give",
        denominator="minutes with the floor open, in a house with places for injecting or smoking",
        missing=_NOT_CLOSED + " It has no interval: one minute hangs on the next.",
        kind="share",
        top=of(FLOOR, "sum", "full_minutes"),
        bottom=of(known(FLOOR, "full_minutes"), "sum", "open_minutes"),
        left_out=unknown(FLOOR, "open_minutes"),
        groupings=CLOCK,
        needs="floor",
    ),
)  # fmt: skip
