"""What is counted, as data: so that one declaration is counted here, on another engine, and by an auditor.

A measure says which rows of which facts, and what of them: how many, their sum, how many different
people, or the values themselves. It holds no code. Two indicators that count the same thing hold equal
measures, and so print the same number and are kept back together (`Measure.key`).
"""

from typing import Literal

import msgspec

Value = str | int | float | bool

Test = Literal["is", "not", "except", "known", "unknown", "over", "upto", "has", "lacks"]
"""is: one of the values. not: known, and none of them. except: none of them; what is unknown stays in.
over, upto: a known number above the first value, at most it.
has, lacks: of a column that is a list, any of the values, none of them (a null list is unknown: neither)."""

How = Literal["rows", "sum", "people", "values"]
"""rows: how many. sum: of a column, null left out. people: different people, a range while some were not
looked up. values: the known numbers of a column, for quantiles."""


class Where(msgspec.Struct, frozen=True):
    """A condition on one column of the facts."""

    column: str
    test: Test
    values: tuple[Value, ...] = ()

    def __str__(self) -> str:
        said = ",".join(str(value) for value in self.values)
        return f"{self.column} {self.test} {said}".strip()


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """`registered`: only rows of registered people (visits by others are outside the published definition)."""

    table: str
    how: How = "rows"
    of: str = ""
    where: tuple[Where, ...] = ()
    registered: bool = False

    @property
    def key(self) -> str:
        """The measure in one line, the same for equal measures and never another's."""
        conditions = "; ".join(sorted(str(one) for one in self.where))
        whose = " of registered people" if self.registered else ""
        return f"{self.how} {self.of} of {self.table}{whose} [{conditions}]".replace("  ", " ")

    def but(self, *where: Where) -> "Measure":
        """The same with further conditions."""
        return msgspec.structs.replace(self, where=(*self.where, *where))


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """A way to divide a measure.

    `column`: the column that says it, by table; a table that is not named cannot be divided so.
    `of_person`: the column stands in the table `person` and is reached through the row's person.
    `parts`: whether every row falls in exactly one group, so that groups add up to the whole.
    `codes`: the code list that gives order and words (care.vocabulary); empty: the values themselves.
    """

    name: str
    label: str
    column: dict[str, str]
    codes: str = ""
    of_person: bool = False
    parts: bool = True


def number_key(measure: Measure, period: str, group: str = "") -> str:
    """The name of one number wherever it is printed: `group` is "sex=male", empty for the whole.

    Publications of different months hold the same number under the same name; that is how an auditor
    sees that two tables side by side give away what either hides.
    """
    return f"{measure.key} | {period}" + (f" | {group}" if group else "")
