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

_ANSWERED = VISITS.but(where("otherwise_where", "is", *WHERE_ANSWERS))
_NOT_ANSWERED = VISITS.but(where("otherwise_where", "except", *WHERE_ANSWERS))


def _share(name: str, label: str, definition: str, *places: str) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="%",
        numerator="visits with this answer",
        denominator="visits with an answer",
        missing=_LEFT_OUT,
        kind="share",
        top=VISITS.but(where("otherwise_where", "is", *places)),
        bottom=_ANSWERED,
        left_out=_NOT_ANSWERED,
        groupings=(*GROUPS, "alone"),
    )


OTHERS = (
    _share(
        "would_have_used_at_home", "Would have used in a home",
        "Of the visits in which people said where they would have used otherwise, the share in their own or someone else's home.",
        "own_home", "someone_elses_home",
    ),
    _share(
        "would_not_have_used", "Would not have used",
        "Of the visits in which people said where they would have used otherwise, the share who would not have used at all.",
        "would_not_have_used",
    ),
    Indicator(
        name="otherwise_answers",
        label="Answers to: where otherwise?",
        definition="Visits in which people said where they would have used otherwise; by each place that they named.",
        unit="visits",
        numerator="visits with an answer",
        denominator="visits with an answer",
        missing=_LEFT_OUT,
        kind="count",
        top=_ANSWERED,
        bottom=_ANSWERED,
        left_out=_NOT_ANSWERED,
        groupings=("otherwise", *GROUPS, "alone"),
        additive=True,
    ),
    Indicator(
        name="would_have_used_outside_alone",
        label="Would have used in the open and alone",
        definition="Of the visits in which people answered both questions, the share who would have used in the open "
        "with nobody by: the most dangerous way.",
        unit="%",
        numerator="visits with both answers",
        denominator="visits in which both questions were answered",
        missing="Visits in which either was not answered are in neither number.",
        kind="share",
        top=VISITS.but(where("otherwise_where", "is", *OUTSIDE), where("otherwise_alone", "is", "yes")),
        bottom=_ANSWERED.but(where("otherwise_alone", "is", *ALONE_ANSWERS)),
        groupings=GROUPS,
    ),
)  # fmt: skip

INDICATORS = (*MONTHLY, *OTHERS)
