"""What is reported, each thing declared once: its words, its unit, what is divided by what.

Definitions are written for anyone. A visit, an episode and a person are three different counts. The
declarations are data, a file a subject; `engine` makes figures of them.
"""

from bothy.reports.indicators import (
    doors,
    emergencies,
    equipment,
    otherwise,
    outcomes,
    people,
    record,
    referrals,
    services,
    substances,
    use,
    waits,
)
from bothy.reports.indicators.declared import NEVER_MISSING, Indicator
from bothy.reports.indicators.equipment import NEEDLE_ITEMS
from bothy.reports.indicators.otherwise import NOT_ANSWERS, OUTSIDE

MONTHLY: tuple[Indicator, ...] = (
    use.SERVICE_ACCESSED,
    use.INJECTING_EPISODES,
    emergencies.MEDICAL_EMERGENCIES,
    people.PEOPLE,
    emergencies.EMERGENCY_RATE,
    *substances.SHARES,
    *waits.MONTHLY,
    *otherwise.MONTHLY,
    *equipment.MONTHLY,
    *emergencies.ACTS,
    *emergencies.RECORD,
)
"""What stands on the page of a month, in its order."""

BY_SUBJECT: dict[str, tuple[Indicator, ...]] = {
    "Use of the service": use.INDICATORS,
    "People": people.INDICATORS,
    "What was used": substances.INDICATORS,
    "Services given": services.INDICATORS,
    "Waits and places": waits.INDICATORS,
    "At the door": doors.INDICATORS,
    "Where otherwise, and alone": otherwise.INDICATORS,
    "Injecting equipment": equipment.INDICATORS,
    "Emergencies": (*emergencies.INDICATORS, *outcomes.INDICATORS),
    "The record of emergencies": record.INDICATORS,
    "Referrals": referrals.INDICATORS,
}
"""Every indicator under the heading where people look for it."""

INDICATORS: tuple[Indicator, ...] = tuple(
    dict.fromkeys([*MONTHLY, *(one for listed in BY_SUBJECT.values() for one in listed)])
)
BY_NAME: dict[str, Indicator] = {indicator.name: indicator for indicator in INDICATORS}

__all__ = [
    "BY_NAME", "BY_SUBJECT", "INDICATORS", "MONTHLY", "NEEDLE_ITEMS", "NEVER_MISSING", "NOT_ANSWERS", "OUTSIDE", "Indicator",
]  # fmt: skip
