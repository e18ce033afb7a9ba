"""The true count behind a number's name, where a release kept it back: it has to be known to be kept."""

from collections.abc import Iterable

from bothy.reports.engine import arrow as engine
from bothy.reports.facts.opened import Facts
from bothy.reports.numbers import AT_LEAST, declared
from bothy.reports.sums import after


def true_counts(facts: Facts, names: Iterable[str]) -> dict[str, int]:
    """What these numbers are today. Without those whose measure is not declared any more, and the least of ranges."""
    found: dict[str, int] = {}
    held: dict[tuple[str, str, str], dict[str, int]] = {}
    for name in sorted(names):
        key, _, rest = name.partition(" | ")
        period, _, group = rest.partition(" | ")
        measure = declared().get(key)
        if measure is None or name.endswith(AT_LEAST):
            continue
        by, _, code = group.partition("=")
        if (key, period, by) not in held:
            held[key, period, by] = engine.count(facts, measure, _months(period), by or None)
        found[name] = held[key, period, by].get(code, 0)
    return found


def _months(period: str) -> list[str]:
    since, _, until = period.partition("/")
    months = [since]
    while months[-1] < until:
        months.append(after(months[-1]))
    return months
