"""Rates before and after: did the count fall, here and beside the places where nothing was opened?

`compared` judges totals, `compared_by_month` monthly counts; `combined` takes the treated area and a control as one (displacement).
Both scales are always given, ratio and difference, because a result may hold on one and not on the other.
"""

from bothy.evidence.rates.areas import Exposure
from bothy.evidence.rates.by_month import combined_by_month, compared_by_month
from bothy.evidence.rates.compare import Compared, Control, combined, compared
from bothy.evidence.rates.counted import Area, BadFigures, Counted, control_of, counted_of
from bothy.evidence.rates.months import AreaMonths, areas_of, split

__all__ = [
    "Area",
    "AreaMonths",
    "BadFigures",
    "Compared",
    "Control",
    "Counted",
    "Exposure",
    "areas_of",
    "combined",
    "combined_by_month",
    "compared",
    "compared_by_month",
    "control_of",
    "counted_of",
    "split",
]
