"""Where people would have used otherwise, and whether alone: what they said when they were asked."""

from bothy.care.vocabulary import codes
from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import VISITS, where

OUTSIDE = ("street", "park_or_waste_ground", "close_or_stair", "public_toilet", "car_park")
"""Where somebody is in the open, or as good as."""

NOT_ANSWERS = ("declined", "not_asked", "not_known")
WHERE_ANSWERS = tuple(code for code in codes("otherwise") if code not in NOT_ANSWERS)
ALONE_ANSWERS = tuple(code for code in codes("alone") if code not in NOT_ANSWERS)
GROUPS = ("sex", "age_band", "purpose", "weekday", "hour")

_LEFT_OUT = "Declined, not asked and not known are left out; the count is given."

MONTHLY = (
    Indicator(
        name="would_have_used_outside",
        label="Would have used in the open",
        definition="Of the visits in which people said where they would have used otherwise, "
        "the share in a street, park, waste ground, close, stair, public toilet or car park.",
        unit="%",
        numerator="visits with one of these answers",
        denominator="visits with an answer",
        missing=_LEFT_OUT,
        kind="share",
        top=VISITS.but(where("otherwise_where", "is", *OUTSIDE)),
        bottom=VISITS.but(where("otherwise_where", "is", *WHERE_ANSWERS)),
        left_out=VISITS.but(where("otherwise_where", "except", *WHERE_ANSWERS)),
        groupings=(*GROUPS, "alone"),
    ),
    Indicator(
        name="would_have_used_alone",
        label="Would have used alone",
        definition="Of the visits in which people said so, the share who would have used alone.",
        unit="%",
        numerator="visits with the answer yes",
        denominator="visits with an answer",
        missing=_LEFT_OUT,
        kind="share",
        top=VISITS.but(where("otherwise_alone", "is", "yes")),
        bottom=VISITS.but(where("otherwise_alone", "is", *ALONE_ANSWERS)),
        left_out=VISITS.but(where("otherwise_alone", "except", *ALONE_ANSWERS)),
        groupings=(*GROUPS, "otherwise"),
    ),
)

INDICATORS = MONTHLY
