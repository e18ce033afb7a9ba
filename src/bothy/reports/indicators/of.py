"""What the declarations of this folder count: rows of facts under the names of the house."""

from bothy.reports.measures import How, Measure, Test, Value, Where


def where(column: str, test: Test, *values: Value) -> Where:
    """A condition, written in one line."""
    return Where(column, test, values)


VISITS = Measure(table="visit", registered=True)
"""Visits by registered people: the published definition."""

INJECTING = Measure(table="episode", where=(where("injected", "is", True), where("used", "except", "no")))
"""Injecting episodes: injected, and not recorded as not used."""

USES = Measure(table="episode", where=(where("used", "except", "no"),))
"""Supervised uses by any route that were not recorded as not used."""

EMERGENCIES = Measure(table="emergency", where=(where("outcome", "except", "raised_in_error"),))
"""Medical emergencies: raised, and not in error."""

REFERRALS = Measure(table="referral")
SUPPLIES = Measure(table="supply")
TURNED_AWAY = Measure(table="turned_away")
SERVICES = Measure(table="service")
FLOOR = Measure(table="floor")
"""The hours in which the floor was open, as recorded by opening and closing it."""


def known(measure: Measure, column: str) -> Measure:
    """Those of which this was recorded."""
    return measure.but(where(column, "known"))


def unknown(measure: Measure, column: str) -> Measure:
    """Those of which this was not recorded."""
    return measure.but(where(column, "unknown"))


def of(measure: Measure, how: How, column: str = "") -> Measure:
    """The same rows, counted otherwise."""
    return Measure(
        table=measure.table, how=how, of=column, where=measure.where, registered=measure.registered
    )
