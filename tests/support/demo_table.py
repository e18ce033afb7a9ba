"""The Thistle's published months, written here again so that the tests do not trust the product's copy."""

from calendar import monthrange
from datetime import date

from bothy.demo.plan_months import Month

TABLE = {
    "2025-01": (336, 268, 0, 84.1, 13.4, 2.6),
    "2025-02": (684, 523, 5, 60.0, 21.4, 18.6),
    "2025-03": (864, 609, 12, 57.0, 20.9, 22.0),
    "2025-04": (847, 610, 13, 68.2, 23.7, 8.1),
    "2025-05": (737, 451, 5, 62.6, 28.6, 8.5),
    "2025-06": (893, 547, 4, 71.9, 20.0, 8.1),
    "2025-07": (938, 546, 9, 73.8, 19.6, 5.8),
    "2025-08": (848, 514, 8, 65.4, 28.5, 6.1),
}
PEOPLE, MALE, FEMALE = 418, 333, 85

SMALL = (
    Month(date(2025, 3, 28), date(2025, 3, 31), 96, 68, 3, (57.0, 20.9, 22.0)),
    Month(date(2025, 4, 1), date(2025, 4, 4), 100, 70, 2, (68.2, 23.7, 8.1)),
)
"""A week around the change of clocks, for tests that need a history and not this one."""


def months(table: dict[str, tuple[float, ...]]) -> list[Month]:
    made = []
    for name, (accesses, episodes, emergencies, *shares) in table.items():
        year, month = map(int, name.split("-"))
        first = date(year, month, 13 if name == "2025-01" else 1)
        last = date(year, month, monthrange(year, month)[1])
        made.append(Month(first, last, accesses, episodes, emergencies, tuple(shares)))
    return made
