"""What kind of emergencies they were, what was given, and how they ended.

Overdoses and other drug emergencies are told apart by the presentation that staff recorded: overdose is
too little breathing or waking (opioid, sedative, mixed), the other is too much (stimulant). A fit, a
faint or an injury is neither, whatever led to it. Deaths on site are counted; deaths prevented never.
"""

from bothy.care.vocabulary import codes
from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.emergencies import GROUPS
from bothy.reports.indicators.of import EMERGENCIES, USES, known, of, unknown, where

OVERDOSE = ("opioid", "sedative", "mixed")
OTHER_DRUG = ("stimulant",)
KINDS = tuple(code for code in codes("presentation") if code != "not_known")
NEITHER = tuple(code for code in KINDS if code not in (*OVERDOSE, *OTHER_DRUG))
OUTCOMES = tuple(code for code in codes("emergency_outcome") if code not in ("raised_in_error", "not_known"))

_KIND_KNOWN = EMERGENCIES.but(where("presentation", "is", *KINDS))
_KIND_NOT_KNOWN = EMERGENCIES.but(where("presentation", "except", *KINDS))
_ENDED = EMERGENCIES.but(where("outcome", "is", *OUTCOMES))
_END_NOT_KNOWN = EMERGENCIES.but(where("outcome", "except", *OUTCOMES))
_OVERDOSES = EMERGENCIES.but(where("presentation", "is", *OVERDOSE))


def _kind(name: str, label: str, definition: str, *presentations: str) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="emergencies",
        numerator="medical emergencies with one of these presentations",
        denominator="medical emergencies with a presentation recorded",
        missing="Emergencies whose presentation nobody recorded or knew may be of any kind; the count is given.",
        kind="count",
        top=EMERGENCIES.but(where("presentation", "is", *presentations)),
        bottom=_KIND_KNOWN,
        left_out=_KIND_NOT_KNOWN,
        groupings=GROUPS,
        additive=True,
    )


def _ended(name: str, label: str, definition: str, outcome: str) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="emergencies",
        numerator="medical emergencies with this outcome",
        denominator="medical emergencies with an outcome recorded",
        missing="Emergencies that are not closed yet, or whose outcome is not known, are left out; the count is given.",
        kind="count",
        top=EMERGENCIES.but(where("outcome", "is", outcome)),
        bottom=_ENDED,
        left_out=_END_NOT_KNOWN,
        groupings=tuple(one for one in GROUPS if one != "outcome"),
        additive=True,
    )


INDICATORS = (
    _kind(
        "overdoses", "Overdoses",
        "Medical emergencies that staff recorded as an overdose: of opioids, of sedatives, or of several drugs together.",
        *OVERDOSE,
    ),
    _kind(
        "other_drug_emergencies", "Other drug emergencies",
        "Medical emergencies that staff recorded as brought on by a stimulant, such as cocaine: agitation, overheating, chest pain.",
        *OTHER_DRUG,
    ),
    _kind(
        "other_emergencies", "Emergencies of other kinds",
        "Medical emergencies that staff recorded as something else: a fit, a faint, an allergy, the heart, an injury, mental health.",
        *NEITHER,
    ),
    Indicator(
        name="overdose_rate",
        label="Overdoses per 1,000 supervised uses",
        definition="Overdoses for every thousand supervised uses, with the range that so few can stand for.",
        unit="per 1,000 uses",
        numerator="medical emergencies recorded as an overdose",
        denominator="supervised uses",
        missing="Emergencies whose presentation nobody recorded or knew are not in it; the count is given.",
        kind="rate",
        top=_OVERDOSES,
        bottom=USES,
        left_out=_KIND_NOT_KNOWN,
        groupings=("sex", "age_band", "substance", "mix"),
    ),
    Indicator(
        name="overdose_naloxone",
        label="Overdoses with naloxone given",
        definition="Of the overdoses, the share in which at least one dose of naloxone was given. Oxygen alone is often enough.",
        unit="%",
        numerator="overdoses with naloxone",
        denominator="medical emergencies recorded as an overdose",
        missing="Emergencies whose presentation nobody recorded or knew are left out; the count is given.",
        kind="share",
        top=_OVERDOSES.but(where("naloxone_doses", "over", 0)),
        bottom=_OVERDOSES,
        left_out=_KIND_NOT_KNOWN,
        groupings=GROUPS,
    ),
    Indicator(
        name="naloxone_emergencies",
        label="Emergencies treated with naloxone",
        definition="Medical emergencies in which at least one dose of naloxone was given.",
        unit="emergencies",
        numerator="medical emergencies with naloxone",
        missing="An act that nobody recorded counts as not done.",
        kind="count",
        top=EMERGENCIES.but(where("naloxone_doses", "over", 0)),
        groupings=GROUPS,
        additive=True,
    ),
    Indicator(
        name="naloxone_doses",
        label="Doses of naloxone given",
        definition="Doses of naloxone that were given in medical emergencies at the facility.",
        unit="doses",
        numerator="doses of naloxone given",
        missing="A dose that nobody recorded cannot be counted.",
        kind="sum",
        top=of(EMERGENCIES, "sum", "naloxone_doses"),
        groupings=GROUPS,
        additive=True,
    ),
    Indicator(
        name="ambulance_calls",
        label="Emergencies with an ambulance, counted",
        definition="Medical emergencies in which an ambulance was called, whether or not anybody left with it.",
        unit="emergencies",
        numerator="medical emergencies with an ambulance called",
        denominator="medical emergencies in which called or not called was recorded",
        missing="Emergencies in which nothing was said of an ambulance are left out; the count is given.",
        kind="count",
        top=EMERGENCIES.but(where("ambulance", "not", "not_called")),
        bottom=known(EMERGENCIES, "ambulance"),
        left_out=unknown(EMERGENCIES, "ambulance"),
        groupings=GROUPS,
        additive=True,
    ),
    _ended(
        "emergencies_to_hospital", "Emergencies that ended in hospital",
        "Medical emergencies after which the person went to hospital.", "to_hospital",
    ),
    _ended(
        "deaths_on_site", "Deaths on site",
        "Medical emergencies in which the person died at the facility. Deaths that did not happen cannot be counted.", "died",
    ),
)  # fmt: skip
