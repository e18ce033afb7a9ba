"""Whether enough is recorded of emergencies: at one facility 59 % could not be classed as reversed or not."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.emergencies import GROUPS
from bothy.reports.indicators.of import EMERGENCIES, known, where
from bothy.reports.indicators.outcomes import KINDS
from bothy.reports.measures import Measure

_CLOSED = known(EMERGENCIES, "closed_at").but(where("reversed", "not", "not_treated"))


def _recorded(name: str, label: str, definition: str, numerator: str, top: Measure) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="%",
        numerator=numerator,
        denominator="medical emergencies",
        missing="This figure is itself about what is missing.",
        kind="share",
        top=top,
        bottom=EMERGENCIES,
        groupings=GROUPS,
    )


INDICATORS = (
    _recorded(
        "emergency_observed", "Emergencies with an observation recorded",
        "Share of medical emergencies in which staff recorded at least once how the person was: breathing, waking, pulse.",
        "emergencies with an observation", EMERGENCIES.but(where("observations", "over", 0)),
    ),
    _recorded(
        "emergency_kind_recorded", "Emergencies with a presentation recorded",
        "Share of medical emergencies in which staff recorded what kind it was.",
        "emergencies with a presentation that is known", EMERGENCIES.but(where("presentation", "is", *KINDS)),
    ),
    _recorded(
        "emergency_ambulance_recorded", "Emergencies in which it stands whether an ambulance was called",
        "Share of medical emergencies in which it was recorded that an ambulance was called, or that it was not.",
        "emergencies with called or not called recorded", known(EMERGENCIES, "ambulance"),
    ),
    _recorded(
        "emergency_closed", "Emergencies closed",
        "Share of medical emergencies that staff have closed with an outcome.",
        "emergencies closed", known(EMERGENCIES, "closed_at"),
    ),
    Indicator(
        name="emergency_closed_with_gap",
        label="Emergencies closed with a gap",
        definition="Of the medical emergencies in which something was done and that were closed, the share with too little "
        "recorded to say whether they were reversed.",
        unit="%",
        numerator="closed emergencies with too little recorded to say",
        denominator="closed emergencies in which an act was recorded",
        missing="This figure is itself about what is missing.",
        kind="share",
        top=_CLOSED.but(where("reversed", "is", "not_enough_information")),
        bottom=_CLOSED,
        groupings=GROUPS,
    ),
)  # fmt: skip
