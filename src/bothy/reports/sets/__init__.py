"""The tables that leave the house, each declared once and for an audience: which indicators, how divided, in whose words."""

from bothy.reports.sets.layout import Layout, ReportSet
from bothy.reports.sets.thistle import THISTLE

SETS: dict[str, ReportSet] = {one.name: one for one in (THISTLE,)}

__all__ = ["SETS", "Layout", "ReportSet"]
