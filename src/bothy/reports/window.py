"""Facts of some months, read once and asked many times: what indicators are functions over.

Visits are those of registered people; others are counted apart. Emergencies that were raised in
error are left out.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bothy.reports.facts.opened import Facts


class Window:
    """Some months of facts. Columns are read when first asked for."""

    def __init__(self, facts: Facts, months: Sequence[str], people: pa.Table | None = None) -> None:
        self.facts = facts
        self.months = list(months)
        self._people = people
        self._visits: dict[str, pa.ChunkedArray] = {}

    def table(self, name: str, *columns: str) -> pa.Table:
        """Columns of one table over these months."""
        return self.facts.table(name, self.months, columns or None)

    @cached_property
    def people(self) -> pa.Table:
        """Everyone ever registered, whatever the months: subject, age_band, sex."""
        if self._people is not None:
            return self._people
        return self.facts.table("person", None, ["subject", "age_band", "sex"])

    @cached_property
    def registered(self) -> pa.ChunkedArray:
        """For each visit, whether its person is registered."""
        persons = self.table("visit", "person")["person"]
        return pc.is_in(persons, value_set=self.people["subject"].combine_chunks())

    @cached_property
    def all_registered(self) -> bool:
        return bool(pc.all(self.registered, min_count=0).as_py())

    def visit(self, column: str) -> pa.ChunkedArray:
        """A column of the visits of registered people."""
        if column not in self._visits:
            values = self.table("visit", column)[column]
            self._visits[column] = values if self.all_registered else values.filter(self.registered)
        return self._visits[column]

    @cached_property
    def visits(self) -> int:
        """How many visits registered people made."""
        return int(pc.sum(self.registered).as_py() or 0)

    @cached_property
    def unregistered_visits(self) -> int:
        """Visits of people who are not registered: outside the published definition."""
        return len(self.registered) - self.visits

    @cached_property
    def persons(self) -> pa.Array:
        """Each registered person who came at least once in these months, once."""
        return pc.unique(self.visit("person"))

    def people_by(self, column: str) -> Counter[str]:
        """How many of these people are of each sex or age band."""
        came = self.people.filter(pc.is_in(self.people["subject"], value_set=self.persons))
        return tally(came[column])

    @cached_property
    def injecting(self) -> pa.Table:
        """Episodes that count as injecting: injected, and not recorded as not used. Column mix."""
        episodes = self.table("episode", "injected", "used", "mix", "injected_by")
        injected = pc.fill_null(episodes["injected"], False)
        not_used = pc.fill_null(pc.equal(episodes["used"].cast(pa.string()), "no"), False)
        return episodes.filter(pc.and_(injected, pc.invert(not_used)))

    @cached_property
    def mixes(self) -> Counter[str]:
        """Injecting episodes by row of the published shares."""
        return tally(self.injecting["mix"])

    @cached_property
    def emergencies(self) -> pa.Table:
        """Medical emergencies: raised, and not in error."""
        table = self.table("emergency")
        error = pc.fill_null(pc.equal(table["outcome"].cast(pa.string()), "raised_in_error"), False)
        return table.filter(pc.invert(error))

    @cached_property
    def referrals(self) -> pa.Table:
        """Referrals offered in these months, as far as they have come by now."""
        return self.table("referral")


def tally(column: pa.ChunkedArray) -> Counter[str]:
    """How often each value stands in a column; null as ""."""
    counted: Counter[str] = Counter()
    for chunk in column.chunks:
        for one in pc.value_counts(chunk).to_pylist():
            counted[one["values"] if one["values"] is not None else ""] += one["counts"]
    return counted


def numbers(column: pa.ChunkedArray) -> np.ndarray:
    """The values that are known, as numbers."""
    return pc.drop_null(column).to_numpy()
