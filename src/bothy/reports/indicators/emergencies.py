"""Medical emergencies: how many, what was done, and whether enough was recorded to say.

What kind they were and how they ended stands in `outcomes`, the rest of what is recorded in `record`.
"""

from bothy.reports.indicators.declared import NEVER_MISSING, Indicator
from bothy.reports.indicators.of import EMERGENCIES, INJECTING, known, unknown, where

GROUPS = ("sex", "age_band", "substance", "mix", "presentation", "severity", "outcome", "where", "weekday", "hour")
_NOT_DONE = "An act that nobody recorded counts as not done."
_TREATED = EMERGENCIES.but(where("reversed", "except", "not_treated"))
_SAID = _TREATED.but(where("reversed", "except", "not_enough_information"))

MEDICAL_EMERGENCIES = Indicator(
    name="medical_emergencies",
    label="Medical emergencies",
    definition="Emergencies raised at the facility, whatever their cause, without those raised in error.",
    unit="emergencies",
    numerator="emergencies raised in the month and not closed as raised in error",
    missing=NEVER_MISSING,
    kind="count",
    top=EMERGENCIES,
    groupings=GROUPS,
    additive=True,
    source="medical_emergencies",
)

EMERGENCY_RATE = Indicator(
    name="emergency_rate",
    label="Emergencies per 1,000 injecting episodes",
    definition="Medical emergencies for every thousand injecting episodes, with the range that so few can stand for.",
    unit="per 1,000 episodes",
    numerator="medical emergencies",
    denominator="injecting episodes",
    missing="Emergencies of people who had not injected count above the line too.",
    kind="rate",
    top=EMERGENCIES,
    bottom=INJECTING,
    groupings=("sex", "age_band", "substance", "mix"),
)

ACTS = (
    Indicator(
        name="emergency_oxygen",
        label="Emergencies with oxygen given",
        definition="Share of medical emergencies in which oxygen was given.",
        unit="%",
        numerator="emergencies with oxygen",
        denominator="medical emergencies",
        missing=_NOT_DONE,
        kind="share",
        top=EMERGENCIES.but(where("oxygen", "is", True)),
        bottom=known(EMERGENCIES, "oxygen"),
        left_out=unknown(EMERGENCIES, "oxygen"),
        groupings=GROUPS,
    ),
    Indicator(
        name="emergency_naloxone",
        label="Emergencies with naloxone given",
        definition="Share of medical emergencies in which at least one dose of naloxone was given.",
        unit="%",
        numerator="emergencies with naloxone",
        denominator="medical emergencies",
        missing=_NOT_DONE,
        kind="share",
        top=EMERGENCIES.but(where("naloxone_doses", "over", 0)),
        bottom=EMERGENCIES,
        groupings=GROUPS,
    ),
    Indicator(
        name="emergency_ambulance",
        label="Emergencies with an ambulance called",
        definition="Of the medical emergencies in which it was recorded, the share with an ambulance called.",
        unit="%",
        numerator="emergencies with an ambulance called",
        denominator="emergencies in which called or not called was recorded",
        missing="Emergencies in which nothing was said of an ambulance are left out; the count is given.",
        kind="share",
        top=EMERGENCIES.but(where("ambulance", "not", "not_called")),
        bottom=known(EMERGENCIES, "ambulance"),
        left_out=unknown(EMERGENCIES, "ambulance"),
        groupings=GROUPS,
    ),
)

RECORD = (
    Indicator(
        name="reversal_known",
        label="Emergencies with enough recorded to say if reversed",
        definition="Of the emergencies in which something was done, the share with breathing or consciousness recorded "
        "before the first act (and poor) and after the last. The others were closed with a gap.",
        unit="%",
        numerator="emergencies with enough recorded to say: reversed (confirmed or probable) or not",
        denominator="emergencies in which an act was recorded",
        missing="This figure is itself about what is missing.",
        kind="share",
        top=_SAID,
        bottom=_TREATED,
        groupings=GROUPS,
    ),
    Indicator(
        name="emergency_reversed",
        label="Emergencies reversed",
        definition="Of the emergencies with enough recorded to say, the share that were reversed: confirmed or probable.",
        unit="%",
        numerator="emergencies reversed, confirmed or probable",
        denominator="emergencies with enough recorded to say",
        missing="Emergencies with too little recorded to say are left out; the count is given.",
        kind="share",
        top=_TREATED.but(where("reversed", "is", "confirmed", "probable")),
        bottom=_SAID,
        left_out=_TREATED.but(where("reversed", "is", "not_enough_information")),
        groupings=GROUPS,
    ),
    Indicator(
        name="emergency_debriefed",
        label="Emergencies with a debrief",
        definition="Share of medical emergencies after which the staff who were there had a debrief.",
        unit="%",
        numerator="emergencies with a debrief of the staff recorded as done",
        denominator="medical emergencies",
        missing="A debrief that nobody recorded counts as not held.",
        kind="share",
        top=EMERGENCIES.but(where("debrief_done", "is", True)),
        bottom=EMERGENCIES,
        groupings=GROUPS,
    ),
)

INDICATORS = (MEDICAL_EMERGENCIES, EMERGENCY_RATE, *ACTS, *RECORD)
