"""People are found among everyone registered by their ids, whatever those look like."""

from uuid import UUID, uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bothy.reports.engine.places import Places
from bothy.reports.facts.tables import ID


def _places_as_pyarrow_finds_them(asked: pa.Array, ids: pa.Array) -> list[int]:
    found: list[int] = pc.fill_null(pc.index_in(asked, value_set=ids), -1).to_pylist()
    return found


def test_everyone_is_found_and_a_stranger_or_nobody_is_not() -> None:
    people = [uuid4().bytes for _ in range(5_000)]
    ids = pa.array(people, ID)
    chance = np.random.default_rng(1)
    rows = [people[at] for at in chance.integers(0, len(people), 20_000)] + [None, uuid4().bytes, bytes(16), None]
    asked = pa.array(rows, ID)
    assert Places(ids).of(asked).tolist() == _places_as_pyarrow_finds_them(asked, ids)
    assert Places(ids).of(asked)[-4:].tolist() == [-1, -1, -1, -1]


def test_a_part_of_a_column_is_looked_up_as_that_part() -> None:
    people = [uuid4().bytes for _ in range(50)]
    ids = pa.array(people, ID)[10:40]
    asked = pa.array(people, ID)[5:45]
    assert Places(ids).of(asked).tolist() == _places_as_pyarrow_finds_them(asked, ids)


def test_ids_that_end_alike_are_still_told_apart() -> None:
    # No random ids do this; imported or invented ones may.
    people = [UUID(int=(n << 64) | 7).bytes for n in range(200)]
    ids = pa.array(people, ID)
    asked = pa.array([*people, UUID(int=(999 << 64) | 7).bytes, None], ID)
    assert Places(ids).of(asked).tolist() == [*range(200), -1, -1]


def test_where_nobody_is_registered_nobody_is_found() -> None:
    nobody = pa.array([], ID)
    assert Places(nobody).of(pa.array([uuid4().bytes, None], ID)).tolist() == [-1, -1]
    assert Places(pa.array([bytes(16)], ID)).of(nobody).tolist() == []
    assert Places(pa.array([bytes(16)], ID)).of(pa.array([None], ID)).tolist() == [-1]
