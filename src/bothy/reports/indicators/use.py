"""How much the service is used: visits, episodes, what people came for."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import INJECTING, VISITS

VISIT_GROUPS = ("sex", "age_band", "purpose", "weekday", "hour", "ended_how")
USE_GROUPS = ("sex", "age_band", "substance", "mix")

SERVICE_ACCESSED = Indicator(
    name="service_accessed",
    label="Service accessed",
    definition="Visits by registered people: each time someone came and used any part of the service.",
    unit="visits",
    numerator="visits by registered people that started in the month",
    missing="Visits by people who are not registered are left out and counted apart.",
    kind="count",
    top=VISITS,
    groupings=VISIT_GROUPS,
    additive=True,
    source="service_accessed",
)

INJECTING_EPISODES = Indicator(
    name="injecting_episodes",
    label="Injecting episodes",
    definition="Times a place was used to prepare and inject. One visit may have none, one or several.",
    unit="episodes",
    numerator="episodes by an injected route that were not recorded as not used",
    missing="Where no route was recorded, an episode in an injecting place counts; elsewhere it does not.",
    kind="count",
    top=INJECTING,
    groupings=USE_GROUPS,
    additive=True,
    source="injecting_episodes",
)

INDICATORS = (SERVICE_ACCESSED, INJECTING_EPISODES)
