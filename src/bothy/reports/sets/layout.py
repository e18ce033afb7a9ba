"""What a set says of its tables: no figures, no code."""

from typing import Literal

import msgspec

NO_SUM = "Months of people cannot be added up: who came in two months is one person."
NOT_ONE_COUNT = "A visit, an episode and a person are three different counts; they are never added."


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One table. `rows` months: a row a month and a total; groups: one period, a row for each group of `by`.

    With months, `by` makes the columns: each indicator by its groups, then as a whole. Without `by`, groups
    is one row over the period. `indicators`: by name. `notes`: what a reader must know to read the table.
    `months_at_most`: where there are more, only the whole period has a row; 0: as many as there are.
    """

    name: str
    title: str
    indicators: tuple[str, ...]
    rows: Literal["months", "groups"] = "months"
    by: str = ""
    chart: Literal["", "bars", "stacked", "rate"] = ""
    notes: tuple[str, ...] = ()
    months_at_most: int = 0


class ReportSet(msgspec.Struct, frozen=True, kw_only=True):
    """Tables that go out together. `audience`: for whom, and what they do with it, in a sentence.

    `source`: whose published figures or questions it follows. `name` is what house rules exempt.
    """

    name: str
    title: str
    audience: str
    layouts: tuple[Layout, ...]
    source: str = ""
    monthly: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator in it, once, in the order of the tables."""
        return tuple(dict.fromkeys(name for layout in self.layouts for name in layout.indicators))
