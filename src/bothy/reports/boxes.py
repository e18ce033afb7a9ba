"""Which rows a number counts, as a box: so that what adds up to what is seen, never wired by hand.

A number counts the rows of one table that lie in a box: in some months, and for each column in some of
its values. Where boxes differ in one direction only they can be cut into pieces, and each is the sum of
its pieces: a share's rest, the groups of a whole, the months of a total, an answer that is some rows of
another table (`sums`).
"""

from collections.abc import Mapping

import msgspec

from bothy.reports.measures import Grouping, Measure, Value, Where

NOT_RECORDED = "not_recorded"
"""The group of the rows of which nothing is recorded."""


class Values(msgspec.Struct, frozen=True):
    """Some values of a column: those listed, or (`others`) all that are known but those; `blank`: those not recorded too."""

    listed: frozenset[Value] = frozenset()
    others: bool = False
    blank: bool = False

    def holds(self, value: Value) -> bool:
        """Whether a known value is among them."""
        return (value in self.listed) != self.others

    def __and__(self, other: "Values") -> "Values":
        both = self.others and other.others
        named = self.listed | other.listed
        listed = frozenset(one for one in named if (self.holds(one) and other.holds(one)) != both)
        return Values(listed, both, self.blank and other.blank)

    def __str__(self) -> str:
        named = ",".join(sorted(str(one) for one in self.listed))
        said = (f"not {named}" if named else "known") if self.others else named
        return " or ".join(part for part in (said, "not recorded" if self.blank else "") if part)


ALL = Values(frozenset(), True, True)
YES = Values(frozenset({True}))


class Box(msgspec.Struct, frozen=True):
    """`family`: what is counted of which table. `since`, `until`: first and last month. `sides`: by column, sorted."""

    family: str
    since: str
    until: str
    sides: tuple[tuple[str, Values], ...]

    def side(self, column: str) -> Values:
        """Its values of a column; ALL where it asks nothing of it."""
        return dict(self.sides).get(column, ALL)

    def turned(self, column: str, values: Values) -> "Box":
        """The same box with other values of one column."""
        sides = {**dict(self.sides), column: values}
        kept = tuple(sorted(one for one in sides.items() if one[1] != ALL))
        return Box(self.family, self.since, self.until, kept)

    @property
    def period(self) -> str:
        """The months as `number_key` writes them."""
        return self.since if self.since == self.until else f"{self.since}/{self.until}"

    @property
    def adds_over_months(self) -> bool:
        """Whether months add up: rows and sums do, people and quantiles never."""
        return self.family.startswith(("rows", "sum"))

    def adds_over(self, column: str) -> bool:
        """Whether the values of a column add up: of people only what each person is, since one may do two things."""
        return self.adds_over_months or column.startswith(PERSON)

    def __str__(self) -> str:
        sides = "; ".join(f"{column} {values}" for column, values in self.sides)
        return f"{self.family} [{sides}] | {self.period}"


PERSON = "person."
"""Before a column that is said of the person, not of the row."""


def box_of(measure: Measure, period: str, group: str = "", groupings: Mapping[str, Grouping] | None = None) -> Box:
    """The box of a number. `group`: "sex=male". KeyError for a grouping that is not known, or not of this table."""
    since, _, until = period.partition("/")
    sides: dict[str, Values] = {"registered": YES} if measure.registered else {}
    for one in (_of_condition(where) for where in measure.where):
        sides[one[0]] = sides.get(one[0], ALL) & one[1]
    if group:
        name, _, code = group.partition("=")
        column, values = _of_group((groupings or {})[name], measure.table, code)
        sides[column] = sides.get(column, ALL) & values
    kept = tuple(sorted(one for one in sides.items() if one[1] != ALL))
    return Box(f"{measure.how} {measure.of} of {measure.table}".replace("  ", " "), since, until or since, kept)


def _of_condition(where: Where) -> tuple[str, Values]:
    said = ",".join(sorted(str(value) for value in where.values))
    match where.test:
        case "is":
            return where.column, Values(frozenset(where.values))
        case "not":
            return where.column, Values(frozenset(where.values), others=True)
        case "except":
            return where.column, Values(frozenset(where.values), others=True, blank=True)
        case "known":
            return where.column, Values(others=True)
        case "unknown":
            return where.column, Values(blank=True)
        case "has" | "lacks":
            return f"{where.column} has {said}", Values(frozenset({where.test == "has"}))
        case "over" | "upto":
            return f"{where.column} over {said}", Values(frozenset({where.test == "over"}))


def _of_group(grouping: Grouping, table: str, code: str) -> tuple[str, Values]:
    column = PERSON + grouping.name if grouping.of_person else grouping.column[table]
    if code == NOT_RECORDED:
        return column, Values(blank=True)
    # Of a list every value is a question of its own.
    return (column, Values(frozenset({code}))) if grouping.parts else (f"{column} has {code}", YES)
