"""Facts: what the journal adds up to, as tables. Every figure of every report is read from here.

`fresh(home)` brings them up to date and opens them; `open(home)` opens what is there.
"""

from bothy.reports.facts.opened import Facts, NoFacts, fresh, open
from bothy.reports.facts.tables import TABLES
from bothy.reports.facts.update import bring_up_to_date

__all__ = ["TABLES", "Facts", "NoFacts", "bring_up_to_date", "fresh", "open"]
