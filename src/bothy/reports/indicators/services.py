"""What was done for people in the service besides supervision."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import SERVICES, of, where

GROUPS = ("sex", "age_band")
_NOT_AT_ALL = "Where services are not recorded at all, it is not known, which is not none."


def _given(name: str, label: str, definition: str, *services: str) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="times",
        numerator="times it was given in the period",
        missing=_NOT_AT_ALL,
        kind="count",
        top=SERVICES.but(where("service", "is", *services)),
        groupings=GROUPS,
        needs="service",
        additive=True,
    )


INDICATORS = (
    Indicator(
        name="services_given",
        label="Services given",
        definition="Each time somebody was given a service besides supervision, from wound care to a meal. "
        "One visit may have several.",
        unit="times",
        numerator="services given in the period",
        missing=_NOT_AT_ALL,
        kind="count",
        top=SERVICES,
        groupings=(*GROUPS, "service"),
        needs="service",
        additive=True,
    ),
    Indicator(
        name="people_served",
        label="People given a service",
        definition="Different registered people who were given a service besides supervision. Months cannot be added up.",
        unit="people",
        numerator="different registered people with a service in the period",
        missing="People who were not looked up may be one of the others: until it is said who they are, the figure is a range.",
        kind="people",
        top=of(SERVICES, "people"),
        groupings=(*GROUPS, "service"),
        needs="service",
    ),
    _given(
        "injecting_advice", "Advice on injecting",
        "Times staff went through with somebody how they inject, and how to do it with less harm.", "injecting_advice",
    ),
    _given("peer_support", "Peer support", "Times somebody who has been through it gave support.", "peer_support"),
    _given("wound_care", "Wound care", "Times a wound was looked after.", "wound_care"),
    _given(
        "virus_tests", "Tests for HIV and hepatitis",
        "Times somebody was tested in the service for viruses that are passed on by blood: HIV, hepatitis B or C.", "bbv_test",
    ),
    _given("vaccinations", "Vaccinations", "Times somebody was vaccinated in the service.", "vaccination"),
    _given("sexual_health", "Sexual health", "Times somebody was given sexual health care in the service.", "sexual_health"),
    _given(
        "naloxone_training", "Training with naloxone",
        "Times somebody was shown how to reverse an opioid overdose with naloxone.", "naloxone_training",
    ),
    _given("treatment_talks", "Talks about treatment", "Times staff talked with somebody about drug treatment.", "treatment_talk"),
    _given("housing_talks", "Talks about housing", "Times staff talked with somebody about a place to live.", "housing_talk"),
    _given("mental_health_talks", "Talks about mental health", "Times staff talked with somebody about mental health.", "mental_health_talk"),
    _given("drug_checks", "Drug checking", "Times a drug was checked for what it contains.", "drug_checking"),
)  # fmt: skip
