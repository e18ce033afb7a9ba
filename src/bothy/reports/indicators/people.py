"""How many different people: a count of its own that no months and no groups of visits add up to."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import REFERRALS, USES, VISITS, of

PEOPLE_GROUPS = ("sex", "age_band", "purpose", "weekday", "hour")

PEOPLE = Indicator(
    name="people",
    label="People",
    definition="Different registered people who came at least once. Months cannot be added up: "
    "someone who came in two of them is one person.",
    unit="people",
    numerator="different registered people with a visit in the period",
    missing="Someone entered without being looked up may be one of the others. Until it is said who they are, "
    "the figure is a range: at least (each is one of the others) to at most (each is somebody else). "
    "Someone registered twice by mistake counts twice.",
    kind="people",
    top=of(VISITS, "people"),
    groupings=PEOPLE_GROUPS,
)

_RANGE = "People who were not looked up may be one of the others: until it is said who they are, the figure is a range."

OTHERS = (
    Indicator(
        name="people_who_used",
        label="People who used under supervision",
        definition="Different registered people with at least one supervised use. Months cannot be added up.",
        unit="people",
        numerator="different registered people with a supervised use in the period",
        missing=_RANGE,
        kind="people",
        top=of(USES, "people"),
        groupings=("sex", "age_band", "substance", "mix"),
    ),
    Indicator(
        name="people_referred",
        label="People offered a referral",
        definition="Different registered people who were offered a referral to another service. Months cannot be added up.",
        unit="people",
        numerator="different registered people with a referral offered in the period",
        missing=_RANGE,
        kind="people",
        top=of(REFERRALS, "people"),
        groupings=("sex", "age_band", "referral_to"),
        needs="referral",
    ),
)

INDICATORS = (PEOPLE, *OTHERS)
