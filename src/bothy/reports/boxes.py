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
"""The group of the rows of which nothing is recorded, and the word for it in a column that never is null."""


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
NO = Values(frozenset({True}), True, True)
"""All that YES leaves over."""


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
    asked = [side for where in measure.where for side in _of_condition(where)]
    if group:
        name, _, code = group.partition("=")
        asked.append(_of_group((groupings or {})[name], measure.table, code))
    for column, values in (same_rows(measure.table, *one) for one in asked):
        sides[column] = sides.get(column, ALL) & values
    kept = tuple(sorted(one for one in sides.items() if one[1] != ALL))
    return Box(f"{measure.how} {measure.of} of {measure.table}".replace("  ", " "), since, until or since, kept)


def _of_condition(where: Where) -> list[tuple[str, Values]]:
    """What a condition asks of columns. That nothing was recorded is one thing, whether it stands as null or in a word."""
    listed = frozenset(where.values) - {NOT_RECORDED}
    blank = NOT_RECORDED in where.values
    match where.test:
        case "is":
            return [(where.column, Values(listed, blank=blank))]
        case "not":
            return [(where.column, Values(listed, others=True))]
        case "except":
            return [(where.column, Values(listed, others=True, blank=not blank))]
        case "known":
            return [(where.column, Values(others=True))]
        case "unknown":
            return [(where.column, Values(blank=True))]
        case "has":
            # Any of several is a question of its own; of one it is the same as that one's group.
            said = ",".join(sorted(str(value) for value in where.values))
            return [(f"{where.column} has {said}", YES)]
        case "lacks":
            # No list that is asked so is ever null.
            return [(f"{where.column} has {value}", NO) for value in where.values]
        case "over":
            return [(f"{where.column} over {where.values[0]}", YES)]
        case "upto":
            return [(f"{where.column} over {where.values[0]}", NO), (where.column, Values(others=True))]


def _of_group(grouping: Grouping, table: str, code: str) -> tuple[str, Values]:
    column = PERSON + grouping.name if grouping.of_person else grouping.column[table]
    if code == NOT_RECORDED:
        return column, Values(blank=True)
    # Of a list every value is a question of its own.
    return (column, Values(frozenset({code}))) if grouping.parts else (f"{column} has {code}", YES)


def same_rows(table: str, column: str, values: Values) -> tuple[str, Values]:
    """A condition in the one column that stands for it, where two columns say the same.

    An emergency is closed with an outcome and never without. Of what was taken, heroin or nothing at all,
    `mix` says as much as the list does.
    """
    if table == "emergency" and column == "closed_at":
        return "outcome", values
    if table in _TAKEN:
        if column == _TAKEN[table]:
            return "mix", values
        if column == f"{_TAKEN[table]} has heroin":
            return "mix", _HEROIN if values == YES else _NO_HEROIN
    return column, values


_TAKEN = {"episode": "substances", "emergency": "taken"}
_HEROIN = Values(frozenset({"heroin", "heroin_and_cocaine"}))
_NO_HEROIN = Values(_HEROIN.listed, others=True)
