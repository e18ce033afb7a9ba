"""What was used: the published shares."""

from bothy.reports.indicators.declared import Indicator
from bothy.reports.indicators.of import INJECTING, USES, known, where

_RECORDED = INJECTING.but(where("mix", "not", "not_recorded"))
_NOT_RECORDED = INJECTING.but(where("mix", "is", "not_recorded"))
GROUPS = ("sex", "age_band")


def _share(mix: str, label: str, definition: str, numerator: str) -> Indicator:
    return Indicator(
        name=f"share_{mix}",
        label=label,
        definition=definition,
        unit="%",
        numerator=numerator,
        denominator="injecting episodes in which a substance was recorded",
        missing="Episodes without a recorded substance are left out; how many is said beside.",
        kind="share",
        top=INJECTING.but(where("mix", "is", mix)),
        bottom=_RECORDED,
        left_out=_NOT_RECORDED,
        groupings=GROUPS,
        source=f"share_{mix}_pct",
    )


SHARES = (
    _share("cocaine", "Cocaine", "Share of injecting episodes with cocaine and no heroin.",
           "injecting episodes with cocaine or crack and no heroin"),
    _share("heroin", "Heroin", "Share of injecting episodes with heroin and no cocaine.",
           "injecting episodes with heroin and no cocaine"),
    _share("heroin_and_cocaine", "Heroin and cocaine", "Share of injecting episodes with both (a snowball).",
           "injecting episodes with heroin and cocaine"),
    Indicator(
        name="share_other_or_not_recorded",
        label="Other or not recorded",
        definition="Share of all injecting episodes in which only something else, or nothing, was recorded.",
        unit="%",
        numerator="injecting episodes with neither heroin nor cocaine recorded",
        denominator="all injecting episodes",
        missing="What was not recorded is counted here, so that it is seen.",
        kind="share",
        top=INJECTING.but(where("mix", "is", "other", "not_recorded")),
        bottom=INJECTING,
        groupings=GROUPS,
    ),
)  # fmt: skip

RECORDED = Indicator(
    name="substance_recorded",
    label="Uses with a substance recorded",
    definition="Share of supervised uses in which at least one substance was named. The others are not known, not none.",
    unit="%",
    numerator="supervised uses with a substance named",
    denominator="supervised uses",
    missing="This figure is itself about what is missing.",
    kind="share",
    top=known(USES, "substances"),
    bottom=USES,
    groupings=GROUPS,
)

INDICATORS = (*SHARES, RECORDED)
