"""What a page needs of the facts: the table, the period asked for, its sheets. Kept while the facts stand."""

import re
from functools import lru_cache

from django.http import Http404, HttpRequest

from bothy.reports.facts.opened import Facts
from bothy.reports.pages import current
from bothy.reports.sheets import Sheet, sheet
from bothy.reports.thistle import Table, thistle

ALL = "all"
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


class Shown:
    """The facts of one entry number and the table made of them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.table: Table = thistle(facts, current.facility_now(facts))
        self._sheets: dict[tuple[str, str], Sheet] = {}

    @property
    def months(self) -> tuple[str, ...]:
        """Complete months."""
        return tuple(line.month for line in self.table.complete)

    def period(self, asked: str) -> tuple[str, ...]:
        """The months of a period: "all" complete ones, or one month by its name. 404 for another."""
        if asked == ALL:
            return self.months
        if not _MONTH.fullmatch(asked) or asked not in {line.month for line in self.table.lines}:
            raise Http404(f"Nothing is recorded for {asked[:20]}. Choose a month from the list.")
        return (asked,)

    def sheet(self, name: str, asked: str = ALL) -> Sheet:
        """A sheet by its name over a period; 404 for an unknown name."""
        if not self.table.lines:
            raise Http404("Nothing is recorded yet.")
        made = self._sheets.get((name, asked))
        if made is None:
            months = self.period(asked)
            try:
                made = self._sheets[name, asked] = sheet(self.facts, self.table, name, months)
            except KeyError:
                raise Http404("There is no such table.") from None
        return made


@lru_cache(maxsize=4)
def _shown(folder: str, number: int, digest: bytes, minute: int) -> Shown | None:
    facts = current.latest()
    return None if facts is None else Shown(facts)


def shown(facts: Facts | None) -> Shown | None:
    """What is shown of these facts, made once a number and quarter of an hour (a month may end meanwhile)."""
    if facts is None:
        return None
    now = current.facility_now(facts)
    quarter = 0 if now is None else int(now.timestamp()) // 900
    return _shown(str(current.home()), facts.number, facts.digest, quarter)


def standing(_request: HttpRequest) -> Shown:
    """What is shown of the facts as they are; 404 when there are none yet."""
    told = shown(current.latest())
    if told is None:
        raise Http404("Nothing is recorded yet: open the reports first.")
    return told
