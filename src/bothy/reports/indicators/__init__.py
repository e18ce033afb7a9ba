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

_SUBJECTS = (
    use, people, substances, services, waits, doors, otherwise, equipment, emergencies, outcomes, record, referrals,
)  # fmt: skip

INDICATORS: tuple[Indicator, ...] = tuple(
    dict.fromkeys([*MONTHLY, *(one for subject in _SUBJECTS for one in subject.INDICATORS)])
)
BY_NAME: dict[str, Indicator] = {indicator.name: indicator for indicator in INDICATORS}

__all__ = [
    "BY_NAME", "INDICATORS", "MONTHLY", "NEEDLE_ITEMS", "NEVER_MISSING", "NOT_ANSWERS", "OUTSIDE", "Indicator",
]  # fmt: skip
