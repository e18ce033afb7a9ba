"""The tables that leave the house, each declared once and for an audience: which indicators, how divided, in whose words."""

from bothy.reports.sets.briefing import BRIEFING
from bothy.reports.sets.emergencies import EMERGENCIES
from bothy.reports.sets.equipment import EQUIPMENT
from bothy.reports.sets.health_canada import HEALTH_CANADA
from bothy.reports.sets.layout import Layout, ReportSet
from bothy.reports.sets.otherwise import OTHERWISE
from bothy.reports.sets.referrals import REFERRALS
from bothy.reports.sets.scottish_government import SCOTTISH_GOVERNMENT
from bothy.reports.sets.thistle import THISTLE
from bothy.reports.sets.waits import WAITS

SETS: dict[str, ReportSet] = {
    one.name: one
    for one in (THISTLE, SCOTTISH_GOVERNMENT, HEALTH_CANADA, EQUIPMENT, OTHERWISE, WAITS, EMERGENCIES, REFERRALS, BRIEFING)
}

__all__ = ["SETS", "Layout", "ReportSet"]
