"""Everyone registered, in one order: who is meant by whom, and of which sex and age each is."""

from collections.abc import Hashable
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bothy.reports.engine.memo import MEMO, stamp
from bothy.reports.engine.places import Places
from bothy.reports.facts.opened import Facts
from bothy.reports.facts.tables import ID
from bothy.reports.whose import PEOPLE_COLUMNS, Whose

_turns = count()


class Everyone:
    """`meant[i]`: the place of the person who is meant by the i-th. `open[i]`: nobody has said yet who they are.

    `key` tells these people from what they were before an update.
    """

    def __init__(self, people: pa.Table, key: Hashable) -> None:
        self.key = key
        ids = people["subject"].combine_chunks()
        self._places = Places(ids)
        self.meant: NDArray[np.int32] = np.arange(len(people), dtype=np.int32)
        self.open: NDArray[np.bool_] = np.zeros(len(people), bool)
        whose = Whose(people)
        told = sorted({*whose.same_as, *whose.open})
        if told:
            place = self._places.of(pa.array(told, ID))
            self.meant[place] = self._places.of(pa.array([whose.who(one) for one in told], ID))
            self.open[place] = [one in whose.open for one in told]
        self._words = {name: _word(people[name], self.meant) for name in ("sex", "age_band")}

    def words(self, column: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """Of each person, the sex or age band of who is meant: a place in the words, -1 where it is null."""
        return self._words[column]

    def places(self, persons: pa.FixedSizeBinaryArray) -> NDArray[np.int32]:
        """Each row's person as a place here; -1 for nobody, and for whoever is not registered."""
        return self._places.of(persons)


def _word(column: pa.ChunkedArray, meant: NDArray[np.int32]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    words = column.unify_dictionaries().combine_chunks()
    if isinstance(words, pa.ChunkedArray):  # no rows at all
        return np.zeros(0, np.int32), ()
    at = pc.fill_null(words.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    return at[meant], tuple(words.dictionary.to_pylist())


def everyone(facts: Facts) -> Everyone:
    """The people of these facts, whatever the months."""
    pieces = [piece for month in facts.months if (piece := facts.piece("person", month)) is not None]
    key = tuple(stamp(facts.folder, piece) for piece in pieces)

    def make() -> tuple[Any, int]:
        return Everyone(facts.table("person", None, PEOPLE_COLUMNS), next(_turns)), 60 * sum(one.rows for one in pieces)

    return MEMO.keep(("everyone", key), make)
