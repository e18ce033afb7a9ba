"""How long people wait, sit and are looked at."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import VISITS, known, of, unknown, where

GROUPS = ("sex", "age_band", "purpose", "weekday", "hour")


def _minutes(name: str, label: str, definition: str, column: str, at: float, numerator: str, missing: str) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="minutes",
        numerator=numerator,
        denominator="visits with a place",
        missing=missing,
        kind="quantile",
        top=of(VISITS, "values", column),
        at=at,
        groupings=GROUPS,
    )


_IN_PLACE = ("minutes from getting a place to leaving it", "Visits without a place, or not yet ended, are left out.")
_WAIT = ("minutes from the start of the visit to the first place", "Visits that never got a place are left out.")

MONTHLY = (
    _minutes(
        "minutes_in_place_median", "Minutes in a place, half are shorter",
        "How long people sit in a place: half of the visits with a place are shorter than this.",
        "in_place_minutes", 0.5, *_IN_PLACE,
    ),
    _minutes(
        "minutes_in_place_p90", "Minutes in a place, nine in ten are shorter",
        "How long people sit in a place: nine in ten of the visits with a place are shorter than this.",
        "in_place_minutes", 0.9, *_IN_PLACE,
    ),
    _minutes(
        "wait_for_place_median", "Minutes to a place, half are shorter",
        "From the door to a place, talk included: half of the visits with a place waited less than this.",
        "place_wait_minutes", 0.5, *_WAIT,
    ),
    _minutes(
        "wait_for_place_p90", "Minutes to a place, nine in ten are shorter",
        "From the door to a place, talk included: nine in ten waited less than this.",
        "place_wait_minutes", 0.9, *_WAIT,
    ),
    Indicator(
        name="seen_within",
        label="Looked at in time",
        definition="Share of visits with a place in which staff looked at the person at least as often "
        "as the house rules of that day ask, all the time they sat there.",
        unit="%",
        numerator="visits in which no gap between two looks was longer than the rule",
        denominator="visits with a place",
        missing="Visits without a place are left out.",
        kind="share",
        top=VISITS.but(where("seen_within", "is", True)),
        bottom=known(VISITS, "seen_within"),
        groupings=GROUPS,
    ),
)  # fmt: skip

_TO_USE = VISITS.but(where("purposes", "has", "use"))

OTHERS = (
    Indicator(
        name="wait_for_talk_median",
        label="Minutes to be seen, half are shorter",
        definition="From the door to the talk with staff: half of the visits waited less than this.",
        unit="minutes",
        numerator="minutes from the start of the visit to its next stage",
        denominator="visits in which something followed",
        missing="Visits that are still waiting are left out; the count is given.",
        kind="quantile",
        top=of(VISITS, "values", "waited_minutes"),
        left_out=unknown(VISITS, "waited_minutes"),
        groupings=GROUPS,
    ),
    Indicator(
        name="wait_for_talk_p90",
        label="Minutes to be seen, nine in ten are shorter",
        definition="From the door to the talk with staff: nine in ten waited less than this.",
        unit="minutes",
        numerator="minutes from the start of the visit to its next stage",
        denominator="visits in which something followed",
        missing="Visits that are still waiting are left out; the count is given.",
        kind="quantile",
        top=of(VISITS, "values", "waited_minutes"),
        left_out=unknown(VISITS, "waited_minutes"),
        at=0.9,
        groupings=GROUPS,
    ),
    Indicator(
        name="seated_within_10",
        label="In a place within ten minutes",
        definition="Of the visits with a place, the share that had one within ten minutes of the door, talk included.",
        unit="%",
        numerator="visits with a place after at most ten minutes",
        denominator="visits with a place",
        missing="People who came to use and never got a place are left out, and may have waited longest; the count is given.",
        kind="share",
        top=VISITS.but(where("place_wait_minutes", "upto", 10)),
        bottom=known(VISITS, "place_wait_minutes"),
        left_out=unknown(_TO_USE, "place_wait_minutes"),
        groupings=GROUPS,
    ),
)

INDICATORS = (*MONTHLY, *OTHERS)
