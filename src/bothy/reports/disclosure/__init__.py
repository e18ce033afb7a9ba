"""Keeping small counts back, so that nobody can be picked out of a table.

A count from 1 to below the house's limit is hidden; and then as little else as will do, over all sums at
once, so that an outsider who knows that counts are whole and never below nought, every sum and every
number that is shown, still cannot tell that a hidden count is a small one. `audit` is that outsider.
What is promised, and what is not: docs/decisions/2026-11-29-suppression.md.
"""

from bothy.reports.disclosure.cells import Cells, Key, Settled, hide, small
from bothy.reports.disclosure.outsider import Interval, audit

__all__ = ["Cells", "Interval", "Key", "Settled", "audit", "hide", "small"]
