"""An indicator's measures and its figures by group, for the tables of a set."""

from collections.abc import Sequence

from bothy.reports.facts.opened import Facts
from bothy.reports.figures import Figure
from bothy.reports.indicators import BY_NAME, Indicator
from bothy.reports.measures import Grouping, Measure, Where
from bothy.reports.whose import people_count
from bothy.reports.window import Window

_EPISODES = Measure(table="episode", where=(Where("injected", "is", (True,)), Where("used no", "not", ("no",))))
_RECORDED = _EPISODES.but(Where("mix", "not", ("not_recorded",)))
_UNKNOWN = _EPISODES.but(Where("mix", "is", ("not_recorded",)))
_MEASURES: dict[str, tuple[Measure, Measure | None, Measure | None]] = {
    "service_accessed": (Measure(table="visit", registered=True), None, None),
    "injecting_episodes": (_EPISODES, None, None),
    "medical_emergencies": (Measure(table="emergency"), None, None),
    "people": (Measure(table="visit", how="people", registered=True), None, None),
    **{
        f"share_{mix}": (_RECORDED.but(Where("mix", "is", (mix,))), _RECORDED, _UNKNOWN)
        for mix in ("cocaine", "heroin", "heroin_and_cocaine")
    },
    "share_other_or_not_recorded": (
        _EPISODES.but(Where("mix", "is", ("other", "not_recorded"))), _EPISODES, None,
    ),
}  # fmt: skip
GROUPINGS = {"sex": Grouping(name="sex", label="Sex", column={"visit": "sex"}, codes="sex", of_person=True)}


def measures(indicator: Indicator) -> tuple[Measure | None, Measure | None, Measure | None]:
    """What is divided by what, and what was left out."""
    return _MEASURES.get(indicator.name, (None, None, None))


def evaluate(facts: Facts, indicator: Indicator, months: Sequence[str], by: str | None = None) -> dict[str, Figure]:
    """The figure by group; "" is the whole."""
    window = Window(facts, months)
    found = {"": BY_NAME[indicator.name].figure(window)}
    if by == "sex":
        still_open = len(window.open_persons)
        for code, n in window.people_by("sex", window.known_persons).items():
            found[code or "not_recorded"] = people_count(n + still_open, still_open)
    return found
