"""Facts of some months, read once and asked many times: what breakdowns and the hours of places are functions over.

Indicators are declarations and are counted by `engine`; a window only says over which months.

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
from bothy.reports.facts.tables import ID
from bothy.reports.whose import PEOPLE_COLUMNS, Whose


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
        """Everyone ever registered, whatever the months: PEOPLE_COLUMNS."""
        if self._people is not None:
            return self._people
        return self.facts.table("person", None, PEOPLE_COLUMNS)

    @cached_property
    def whose(self) -> Whose:
        """Who is meant by whom, where somebody was not looked up."""
        return Whose(self.people)

    @cached_property
    def _came(self) -> list[tuple[np.ndarray, np.ndarray, pa.Array]]:
        """For each stretch of visits: whose each is (places in the ids), which ids are registered, the ids."""
        known = self.people["subject"].combine_chunks()
        stretches = []
        for chunk in self.table("visit", "person")["person"].chunks:
            who = chunk.dictionary_encode()
            registered = pc.is_in(who.dictionary, value_set=known).to_numpy(zero_copy_only=False)
            stretches.append((who.indices.to_numpy(), registered, who.dictionary))
        return stretches

    @cached_property
    def registered(self) -> np.ndarray:
        """For each visit, whether its person is registered."""
        parts = [registered[whose] for whose, registered, _ in self._came]
        return np.concatenate(parts) if parts else np.zeros(0, bool)

    def visit(self, column: str) -> pa.ChunkedArray:
        """A column of the visits of registered people."""
        if column not in self._visits:
            values = self.table("visit", column)[column]
            all_of_them = self.visits == len(values)
            self._visits[column] = values if all_of_them else values.filter(pa.array(self.registered))
        return self._visits[column]

    @cached_property
    def visits(self) -> int:
        """How many visits registered people made."""
        return int(np.count_nonzero(self.registered))

    @cached_property
    def unregistered_visits(self) -> int:
        """Visits of people who are not registered: outside the published definition."""
        return len(self.registered) - self.visits

    @cached_property
    def persons(self) -> pa.Array:
        """Each registered person who came at least once in these months, once; who was linked, as who is meant."""
        ids = []
        for _, registered, names in self._came:
            ids.append(names.filter(pa.array(registered)))
        return self.whose.meant(pc.unique(pa.chunked_array(ids, type=ID)))

    @cached_property
    def open_persons(self) -> pa.Array:
        """Those of `persons` of whom nobody has said yet who they are: each may be another of them."""
        return self.persons.filter(pc.is_in(self.persons, value_set=self._still_open))

    @cached_property
    def known_persons(self) -> pa.Array:
        """The others of `persons`: each is a person of their own."""
        return self.persons.filter(pc.invert(pc.is_in(self.persons, value_set=self._still_open)))

    @property
    def _still_open(self) -> pa.Array:
        return pa.array(sorted(self.whose.open), ID)

    def people_by(self, column: str, persons: pa.Array | None = None) -> Counter[str]:
        """How many of these people (or of some of them) are of each sex or age band."""
        subjects = self.people["subject"]
        chosen = self.persons if persons is None else persons
        return tally(self.people.filter(pc.is_in(subjects, value_set=chosen))[column])

    @cached_property
    def mixes(self) -> Counter[str]:
        """Injecting episodes by row of the published shares: injected, and not recorded as not used."""
        episodes = self.table("episode", "injected", "used", "mix")
        counted = pc.and_not(pc.fill_null(episodes["injected"], False), is_word(episodes["used"], "no"))
        return tally(episodes["mix"].filter(counted))

    @cached_property
    def emergencies(self) -> pa.Table:
        """Medical emergencies: raised, and not in error."""
        table = self.table("emergency")
        return table.filter(pc.invert(is_word(table["outcome"], "raised_in_error")))

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


def is_word(column: pa.ChunkedArray, word: str) -> pa.ChunkedArray:
    """Where a column of words says this one; null says no."""
    chunks = []
    for chunk in column.chunks:
        at = chunk.dictionary.index(word).as_py()
        chunks.append(pc.fill_null(pc.equal(chunk.indices, pa.scalar(at, pa.int32())), False))
    return pa.chunked_array(chunks, type=pa.bool_())


class Joined(Window):
    """Months that were each looked at already, taken together: what can be added up is not read again."""

    def __init__(self, windows: Sequence[Window]) -> None:
        first = windows[0]
        super().__init__(first.facts, [month for window in windows for month in window.months], first.people)
        self._windows = windows
        self.whose = first.whose

    @cached_property
    def visits(self) -> int:
        return sum(window.visits for window in self._windows)

    @cached_property
    def unregistered_visits(self) -> int:
        return sum(window.unregistered_visits for window in self._windows)

    @cached_property
    def persons(self) -> pa.Array:
        return pc.unique(pa.chunked_array([window.persons for window in self._windows], type=ID))
