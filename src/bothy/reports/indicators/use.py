"""How much the service is used: visits, episodes, what people came for."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import INJECTING, USES, VISITS, known, unknown, where

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

_STILL_HERE = "Visits that have not ended yet are left out; the count is given."

OTHERS = (
    Indicator(
        name="visits_for_use",
        label="Visits to use",
        definition="Visits by registered people who came to use drugs under supervision, whatever else they came for.",
        unit="visits",
        numerator="visits by registered people with use among the purposes",
        missing="Visits whose purpose nobody knew are left out; the count is given.",
        kind="count",
        top=VISITS.but(where("purposes", "has", "use")),
        left_out=VISITS.but(where("purposes", "has", "not_known"), where("purposes", "lacks", "use")),
        groupings=VISIT_GROUPS,
        additive=True,
    ),
    Indicator(
        name="visits_for_other_things",
        label="Visits for other things only",
        definition="Visits by registered people who came for help, supplies, a wash or a meal, and not to use.",
        unit="visits",
        numerator="visits by registered people without use among the purposes",
        missing="Visits whose purpose nobody knew are left out; the count is given.",
        kind="count",
        top=VISITS.but(where("purposes", "lacks", "use", "not_known")),
        left_out=VISITS.but(where("purposes", "has", "not_known"), where("purposes", "lacks", "use")),
        groupings=VISIT_GROUPS,
        additive=True,
    ),
    Indicator(
        name="supervised_uses",
        label="Supervised uses",
        definition="Times somebody used drugs in a place of the service with staff at hand, however they took them. "
        "One visit may have none, one or several.",
        unit="episodes",
        numerator="episodes that were not recorded as not used",
        missing="Where nobody recorded whether the person used, the episode counts.",
        kind="count",
        top=USES,
        groupings=USE_GROUPS,
        additive=True,
    ),
    Indicator(
        name="uses_not_injected",
        label="Supervised uses without injecting",
        definition="Supervised uses in which drugs were smoked, snorted or swallowed and nothing was injected.",
        unit="episodes",
        numerator="episodes by other routes that were not recorded as not used",
        denominator="supervised uses in which the route is recorded or can be told from the place",
        missing="Uses of which neither the route nor the kind of place is known are left out; the count is given.",
        kind="count",
        top=USES.but(where("injected", "is", False)),
        bottom=known(USES, "injected"),
        left_out=unknown(USES, "injected"),
        groupings=USE_GROUPS,
        additive=True,
    ),
    Indicator(
        name="left_before_use",
        label="Left before use",
        definition="Visits in which somebody came, and left again before they had used.",
        unit="visits",
        numerator="visits by registered people that were ended as left before use",
        denominator="visits by registered people that have ended",
        missing=_STILL_HERE,
        kind="count",
        top=VISITS.but(where("ended_how", "is", "left_before_use")),
        bottom=known(VISITS, "ended_how"),
        left_out=unknown(VISITS, "ended_how"),
        groupings=("sex", "age_band", "purpose", "weekday", "hour"),
        additive=True,
    ),
    Indicator(
        name="visits_to_hospital",
        label="Visits that ended with going to hospital",
        definition="Visits that ended with the person going to hospital, after an emergency or for another reason.",
        unit="visits",
        numerator="visits by registered people that were ended as to hospital",
        denominator="visits by registered people that have ended",
        missing=_STILL_HERE,
        kind="count",
        top=VISITS.but(where("ended_how", "is", "to_hospital")),
        bottom=known(VISITS, "ended_how"),
        left_out=unknown(VISITS, "ended_how"),
        groupings=("sex", "age_band", "purpose", "weekday", "hour"),
        additive=True,
    ),
)

INDICATORS = (SERVICE_ACCESSED, INJECTING_EPISODES, *OTHERS)
