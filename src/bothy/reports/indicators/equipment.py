"""Injecting equipment: what went out, what came back, and for whom."""

from bothy.reports.facts.visits import RETURNED
from bothy.reports.indicators.declared import NEVER_MISSING, Indicator
from bothy.reports.indicators.of import SUPPLIES, known, of, unknown, where

NEEDLE_ITEMS = ("needle", "syringe", "one_piece_set")
GROUPS = ("sex", "age_band", "for_others")

_HANDINGS = SUPPLIES.but(where("item", "is", RETURNED))
"""Each time supplies were given: needles brought back have one row each time, counted or not."""
_NOT_TOLD = "Declined, not asked and not known are left out; the count is given."

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
        needs="supply",
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



def _items(name: str, label: str, definition: str, *items: str) -> Indicator:
    return Indicator(
        name=name,
        label=label,
        definition=definition,
        unit="items",
        numerator="items handed out",
        missing="Where supplies are not recorded at all, it is not known, which is not none.",
        kind="sum",
        top=of(SUPPLIES.but(where("item", "is", *items)), "sum", "count"),
        groupings=(*GROUPS, "item") if len(items) > 1 else GROUPS,
        needs="supply",
        additive=True,
    )


OTHERS = (
    Indicator(
        name="equipment_attendances",
        label="Times supplies were given",
        definition="Times somebody was given injecting equipment or other supplies, here or to take away. "
        "The national statistics call it an attendance.",
        unit="times",
        numerator="times supplies were given",
        missing="Where supplies are not recorded at all, it is not known, which is not none.",
        kind="count",
        top=_HANDINGS,
        groupings=GROUPS,
        needs="supply",
        additive=True,
    ),
    Indicator(
        name="collected_for_others",
        label="Collected for others too",
        definition="Of the times supplies were given and it was asked, the share in which somebody collected for others too.",
        unit="%",
        numerator="times supplies were given for others",
        denominator="times supplies were given and the answer was yes or no",
        missing=_NOT_TOLD,
        kind="share",
        top=_HANDINGS.but(where("for_others", "is", "yes")),
        bottom=_HANDINGS.but(where("for_others", "is", "yes", "no")),
        left_out=_HANDINGS.but(where("for_others", "except", "yes", "no")),
        groupings=("sex", "age_band"),
    ),
    Indicator(
        name="items_out",
        label="Items given out",
        definition="Everything handed out, item by item; divided by item it says how many of each.",
        unit="items",
        numerator="items handed out",
        missing="Where supplies are not recorded at all, it is not known, which is not none.",
        kind="sum",
        top=of(SUPPLIES.but(where("item", "except", RETURNED)), "sum", "count"),
        groupings=(*GROUPS, "item"),
        needs="supply",
        additive=True,
    ),
    _items("foil_out", "Foil given out", "Sheets of foil, for smoking in place of injecting.", "foil"),
    _items("pipes_out", "Pipes given out", "Pipes, for smoking in place of injecting.", "pipe"),
    _items("wipes_out", "Wipes and swabs given out", "Wipes and swabs, to clean the skin before injecting.", "wipe", "swab"),
    _items("acidifiers_out", "Citric acid and vitamin C given out", "Sachets that make a drug dissolve.", "citric", "vitamin_c"),
    _items("spoons_out", "Spoons given out", "Spoons or cookers, in which a drug is prepared.", "spoon"),
    _items("filters_out", "Filters given out", "Filters, which keep particles out of the blood.", "filter"),
    _items("sharps_bins_out", "Sharps bins given out", "Bins in which used needles are brought back safely.", "sharps_bin"),
    _items(
        "naloxone_kits_out", "Naloxone kits given out",
        "Kits to take away with which anyone can reverse an opioid overdose, to inject or as a spray.",
        "naloxone_kit_im", "naloxone_kit_nasal",
    ),
    Indicator(
        name="returns_counted",
        label="Times that used needles were counted",
        definition="Of the times supplies were given, the share in which staff said how many used needles came back, none included.",
        unit="%",
        numerator="times supplies were given and somebody counted",
        denominator="times supplies were given",
        missing="This figure is itself about what is missing.",
        kind="share",
        top=known(_HANDINGS, "count"),
        bottom=_HANDINGS,
        groupings=GROUPS,
    ),
)  # fmt: skip

INDICATORS = (*MONTHLY, *OTHERS)
