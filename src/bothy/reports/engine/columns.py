"""One table of one month as numpy columns: words as places in a list, null as -1."""

from collections.abc import Hashable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bothy.reports.engine.memo import MEMO, stamp
from bothy.reports.engine.people import Everyone
from bothy.reports.facts.opened import Facts
from bothy.reports.facts.pieces import read_piece
from bothy.reports.facts.tables import TABLES

Places = NDArray[np.int32]


class Words:
    """A column of words or of yes and no: `at[i]` is a place in `names`, -1 where nothing was recorded."""

    def __init__(self, at: Places, names: Sequence[str | bool | int]) -> None:
        self.at, self.names = at, tuple(names)

    @property
    def nbytes(self) -> int:
        return self.at.nbytes + 60 * len(self.names)


class Lists:
    """A column of lists of words: `at` are the words of all rows one after another, `row` whose each is.

    A word that stands twice in a list counts once. `known`: rows with a list that is not empty.
    """

    def __init__(self, row: NDArray[np.int64], at: Places, names: Sequence[str], known: NDArray[np.bool_]) -> None:
        self.row, self.at, self.names, self.known = row, at, tuple(names), known

    @property
    def nbytes(self) -> int:
        return self.row.nbytes + self.at.nbytes + self.known.nbytes


class Numbers:
    """A column of numbers: NaN where nothing was recorded."""

    def __init__(self, values: NDArray[np.float64]) -> None:
        self.values = values

    @property
    def nbytes(self) -> int:
        return self.values.nbytes


class Persons:
    """A column of people, as places among everyone registered; -1: not registered, or no person at all."""

    def __init__(self, at: Places) -> None:
        self.at = at

    @property
    def nbytes(self) -> int:
        return self.at.nbytes


Column = Words | Lists | Numbers | Persons


class Month:
    """One table of one month. `rows`: how many. `key`: what tells it from what it was before an update."""

    def __init__(self, facts: Facts, table: str, month: str) -> None:
        self._facts, self._schema = facts, TABLES[table]
        piece = facts.piece(table, month)
        self._piece = piece
        self.rows = 0 if piece is None else piece.rows
        self.key: Hashable = None if piece is None else stamp(facts.folder, piece)

    def columns(self, names: Sequence[str], everyone: Everyone) -> dict[str, Column]:
        """These columns; those not met yet are read together. KeyError for one that the table does not have."""
        assert self._piece is not None, "there is nothing to read"
        found: dict[str, Column] = {}
        absent = []
        for name in names:
            kept = MEMO.get((self.key, name, everyone.key if name == "person" else None))
            if kept is None:
                absent.append(name)
            else:
                found[name] = kept
        if absent:
            lists = [name for name in absent if pa.types.is_list(self._schema.field(name).type)]
            table = read_piece(self._facts.folder / self._piece.file, absent, lists=lists)
            for name in absent:
                found[name] = column = _decoded(table[name].combine_chunks(), name, everyone)
                MEMO.put((self.key, name, everyone.key if name == "person" else None), column, column.nbytes)
        return found


def _decoded(array: pa.Array, name: str, everyone: Everyone) -> Column:
    kind = array.type
    if name == "person":
        return Persons(everyone.places(array))
    if pa.types.is_dictionary(kind):
        at = pc.fill_null(array.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
        return Words(at, array.dictionary.to_pylist())
    if pa.types.is_boolean(kind):
        at = pc.fill_null(array.cast(pa.int8()), -1).to_numpy(zero_copy_only=False).astype(np.int32)
        return Words(at, (False, True))
    if pa.types.is_list(kind):
        return _lists(array)
    if pa.types.is_fixed_size_binary(kind):
        known = pc.is_valid(array).to_numpy(zero_copy_only=False)
        return Words(np.where(known, 0, -1).astype(np.int32), ("said",))
    if pa.types.is_temporal(kind):
        array = array.cast(pa.int32() if pa.types.is_date32(kind) else pa.int64())
    return Numbers(array.cast(pa.float64()).to_numpy(zero_copy_only=False))


def _lists(array: pa.ListArray) -> Lists:
    known = pc.fill_null(pc.greater(pc.list_value_length(array), 0), False).to_numpy(zero_copy_only=False)
    flat = array.flatten()
    row = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    at = flat.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    again = _said_before(row, at)  # nobody has a purpose twice
    if again.any():
        row, at = row[~again], at[~again]
    return Lists(row, at, flat.dictionary.to_pylist(), known)


def _said_before(row: NDArray[np.int64], at: Places) -> NDArray[np.bool_]:
    """For each word of each list, whether it stands earlier in the same list. Lists are short: each distance is looked at."""
    before = np.zeros(len(row), bool)
    for distance in range(1, len(row)):
        same_list = row[distance:] == row[:-distance]
        if not same_list.any():
            break
        before[distance:] |= same_list & (at[distance:] == at[:-distance])
    return before
