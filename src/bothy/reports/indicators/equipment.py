"""Injecting equipment: what went out, what came back, and for whom."""

from bothy.reports.facts.visits import RETURNED
from bothy.reports.indicators.declared import NEVER_MISSING, Indicator
from bothy.reports.indicators.of import SUPPLIES, known, of, unknown, where

NEEDLE_ITEMS = ("needle", "syringe", "one_piece_set")
GROUPS = ("sex", "age_band", "for_others")

_HANDINGS = SUPPLIES.but(where("item", "is", RETURNED))
"""Each time supplies were given: needles brought back have one row each time, counted or not."""

MONTHLY = (
    Indicator(
        name="needles_out",
        label="Needles and syringes given out",
        definition="Needles, syringes and one-piece sets handed out to take away or use here.",
        unit="items",
        numerator="items handed out",
        missing=NEVER_MISSING,
        kind="sum",
        top=of(SUPPLIES.but(where("item", "is", *NEEDLE_ITEMS)), "sum", "count"),
        groupings=(*GROUPS, "item"),
        additive=True,
    ),
    Indicator(
        name="needles_back",
        label="Used needles brought back",
        definition="Used needles that were brought back and counted.",
        unit="items",
        numerator="needles counted",
        denominator="times that supplies were given and somebody counted",
        missing="Where nobody counted, it is not taken as zero; how often that was is given.",
        kind="sum",
        top=of(_HANDINGS, "sum", "count"),
        bottom=known(_HANDINGS, "count"),
        left_out=unknown(_HANDINGS, "count"),
        groupings=GROUPS,
        needs="supply",
    ),
)

INDICATORS = MONTHLY
