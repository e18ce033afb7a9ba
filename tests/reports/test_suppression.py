"""As little as will do is kept back, and nobody outside can tell a small count: held against every possible table."""

import itertools
import random
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bothy.reports.disclosure import Cells, audit, moves, outsider, settle
from bothy.reports.disclosure.model import Part, cost_of


def table(counts: dict, below: int, shape: tuple[int, ...]) -> Cells:
    """A table of two or three ways with every total, the whole's included."""
    cells = Cells(below)
    for key in itertools.product(*(range(n) for n in shape)):
        cells.count(key, counts[key])
    for way, size in enumerate(shape):
        for key in [one for one in cells.counts if one[way] != "all"]:
            if key[way] != 0:
                continue
            parts = [(*key[:way], i, *key[way + 1 :]) for i in range(size)]
            cells.count(total := (*key[:way], "all", *key[way + 1 :]), sum(cells.counts[part] for part in parts))
            cells.adds_up(parts, total)
    # The totals of later ways add up along earlier ones too.
    for way, size in enumerate(shape[:-1]):
        for key in [one for one in cells.counts if one[way] == 0 and "all" in one[way + 1 :]]:
            parts = [(*key[:way], i, *key[way + 1 :]) for i in range(size)]
            total = (*key[:way], "all", *key[way + 1 :])
            if total in cells.counts and (total, *parts) not in cells.sums:
                cells.adds_up(parts, total)
    return cells


@st.composite
def tables(draw, shapes=((2, 2), (2, 3), (3, 3), (2, 2, 2)), most=6):
    shape = draw(st.sampled_from(shapes))
    keys = list(itertools.product(*(range(n) for n in shape)))
    counts = dict(zip(keys, draw(st.lists(st.integers(0, most), min_size=len(keys), max_size=len(keys))), strict=True))
    return table(counts, draw(st.integers(2, 5)), shape)


def all_tables(cells: Cells, hidden: Iterable, cap: int) -> Iterator[dict]:
    """Every table of whole numbers to `cap` that shows what is shown, and has the sums."""
    unknown = sorted(hidden, key=str)
    place = {key: n for n, key in enumerate(unknown)}
    # A sum tells the last of its unknown cells.
    ends: list[list] = [[] for _ in unknown]
    for one in cells.sums:
        if inside := [place[key] for key in one if key in place]:
            ends[max(inside)].append(one)
    now = dict(cells.counts)

    def fill(n: int) -> Iterator[dict]:
        if n == len(unknown):
            yield now
            return
        key, told = unknown[n], range(cap + 1)
        for total, *parts in ends[n]:
            k = sum(now[part] for part in parts) if key == total else now[total] - sum(now[part] for part in parts if part != key)
            told = [k] if k in told else []
        for now[key] in told:
            yield from fill(n + 1)

    return fill(0)


@settings(max_examples=120, deadline=None)
@given(tables(most=4), st.data())
def test_what_an_outsider_can_tell_is_what_all_possible_tables_have_in_common(cells, data):
    inner = [key for key in cells.counts if "all" not in key]
    hidden = data.draw(st.sets(st.sampled_from(inner), min_size=1, max_size=6))
    tables = [dict(one) for one in all_tables(cells, hidden, max(cells.counts.values()))]
    told = audit(cells, hidden)
    assert told == {key: (min(one[key] for one in tables), max(one[key] for one in tables)) for key in hidden}


@settings(max_examples=60, deadline=None)
@given(tables(shapes=((2, 2), (2, 3)), most=3), st.data())
def test_where_totals_are_hidden_too_there_may_be_no_most(cells, data):
    hidden = data.draw(st.sets(st.sampled_from(list(cells.counts)), min_size=1, max_size=6))
    cap = 2 * max(cells.counts.values()) + 2
    tables = [dict(one) for one in all_tables(cells, hidden, cap)]
    for key, (least, most) in audit(cells, hidden).items():
        assert least == min(one[key] for one in tables)
        reached = max(one[key] for one in tables)
        assert most == reached if most is not None else reached > max(cells.counts.values())


def protects(cells: Cells, hidden: frozenset) -> bool:
    """Whether nothing small is told, noughts not counted as cover: by looking at every table."""
    cap = max(cells.counts.values()) + cells.below
    open_to = {key for key, k in cells.counts.items() if 0 < k < cells.below}
    for one in all_tables(cells, {key for key in hidden if cells.counts[key]}, cap):
        open_to -= {key for key in open_to if one[key] >= cells.below}
        if not open_to:
            return True
    return not open_to


def loss(cells: Cells, hidden: Iterable) -> int:
    return sum(
        cost_of(cells.counts[key], sum(way == "all" for way in key))
        for key in hidden if not 0 < cells.counts[key] < cells.below
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(tables(shapes=((2, 2), (2, 3), (2, 2, 2)), most=6))
def test_no_choice_that_protects_as_much_loses_less(cells):
    must = {key for key, k in cells.counts.items() if 0 < k < cells.below}
    others = [key for key, k in cells.counts.items() if k >= cells.below]
    assume(must and len(others) <= 8)
    settled = cells.solve()
    assert settled.proven and settled.bound == settled.cost == loss(cells, settled.hidden)
    assert must <= settled.hidden and not settled.exposed
    assert protects(cells, settled.hidden)
    for n in range(len(others) + 1):
        for some in itertools.combinations(others, n):
            if loss(cells, some) < settled.cost:
                assert not protects(cells, frozenset(must | set(some)))


@settings(max_examples=60, deadline=None)
@given(tables(shapes=((3, 4), (4, 4), (2, 3, 3), (3, 3, 3)), most=30))
def test_after_settling_no_small_count_can_be_told_to_be_small(cells):
    settled = cells.solve()
    for key, (least, most) in audit(cells, settled.hidden).items():
        if 0 < cells.counts[key] < cells.below:
            assert least < cells.below and (most is None or most >= cells.below)
    assert settled.bound <= settled.cost and settled.proven == (settled.bound == settled.cost)


def row(counts: dict[str, int], public: Iterable[str] = (), below: int = 5) -> Cells:
    cells = Cells(below)
    for name, k in counts.items():
        cells.count(name, k, public=name in public)
    cells.adds_up([name for name in counts if name != "all"], "all")
    return cells


def test_what_was_released_before_stays_as_it_was_and_another_is_hidden_for_it():
    assert row({"a": 3, "b": 9, "c": 12, "all": 24}).settle() == {"a", "b"}
    settled = row({"a": 3, "b": 9, "c": 12, "all": 24}, public=["b"]).solve()
    assert settled.hidden == {"a", "c"} and not settled.exposed and settled.proven


def test_a_small_count_that_earlier_releases_give_away_is_named_and_kept_back_all_the_same():
    settled = row({"a": 3, "b": 9, "c": 12, "all": 24}, public=["b", "c", "all"]).solve()
    assert settled.hidden == {"a"} and settled.exposed == {"a"}
    settled = row({"a": 3, "b": 1, "c": 12, "all": 16}, public=["c", "all"]).solve()
    assert settled.hidden == {"a", "b"} and settled.exposed == {"a", "b"}, "together they are four"
    settled = row({"a": 3, "b": 9, "all": 12}, public=["a"]).solve()
    assert settled.hidden == frozenset() and settled.exposed == {"a"}, "it was printed"


def test_what_is_printed_together_is_hidden_together():
    cells = row({"a": 3, "b": 9, "c": 12, "all": 24})
    cells.count("share of b", 0)
    cells.goes_with("b", ["share of b"])
    assert cells.settle() == {"a", "c"}, "with b two would go"
    cells.goes_with("a", ["share of b"])
    assert cells.settle() == {"a", "b", "share of b"}


def test_a_ring_of_rings_is_seen_through():
    """Two hidden in every row and column, and still one is told: the sum of some rows less some columns."""
    counts = {
        (0, 0): 7, (0, 1): 8, (0, 2): 40, (0, 3): 40, (1, 0): 9, (1, 1): 6, (1, 2): 3, (1, 3): 40,
        (2, 0): 40, (2, 1): 40, (2, 2): 8, (2, 3): 7, (3, 0): 40, (3, 1): 40, (3, 2): 6, (3, 3): 9,
    }  # fmt: skip
    cells = table(counts, 5, (4, 4))
    two_rings = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)}
    assert audit(cells, two_rings)[1, 2] == (3, 3)
    assert audit(cells, cells.settle())[1, 2][1] >= 5


def test_the_same_cells_settle_alike_and_say_what_was_lost():
    counts = {(i, j): (7 * i * i + 3 * j + i * j) % 23 for i in range(5) for j in range(4)}
    first, second = (table(counts, 6, (5, 4)).solve() for _ in range(2))
    assert first == second and first.cost == loss(table(counts, 6, (5, 4)), first.hidden) > 0


def test_a_sum_of_cells_that_were_never_counted_is_refused_with_their_name():
    cells = row({"a": 3, "all": 3})
    cells.adds_up(["a", "b"], "all")
    with pytest.raises(ValueError, match="'b', which has no count"):
        cells.settle()


@pytest.mark.parametrize("limit", [{"ROUNDS": 0}, {"ROUNDS": 1}, {"LARGE": 0}])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(shapes=((3, 4), (4, 4), (2, 3, 3)), most=12))
def test_what_was_given_up_on_protects_too_and_is_never_called_proven_where_it_is_not(monkeypatch, limit, cells):
    best = cells.solve()
    with monkeypatch.context() as patched:
        for name, value in limit.items():
            patched.setattr(settle, name, value)
        settled = cells.solve()
    assert settled.bound <= best.cost <= settled.cost
    assert not settled.proven or settled.cost == best.cost
    told = audit(cells, settled.hidden)
    assert all(told[key][1] is None or told[key][1] >= cells.below for key, k in cells.counts.items() if 0 < k < cells.below)


def test_a_count_in_no_sum_is_hidden_with_what_is_printed_beside_it_and_nothing_else():
    cells = Cells(5)
    cells.count("a", 3)
    cells.count("its share", 0)
    cells.count("b", 9)
    cells.goes_with("a", ["its share"])
    settled = cells.solve()
    assert settled.hidden == {"a", "its share"} and settled.proven and settled.cost == settled.bound


def test_a_nought_is_never_cover_for_it_may_be_known():
    rows = ((3, 20, 30), (20, 0, 30), (30, 30, 30))
    cells = table({(i, j): k for i, row in enumerate(rows) for j, k in enumerate(row)}, 5, (3, 3))
    hidden = cells.settle()
    assert len(hidden) == 4 and all(cells.counts[key] for key in hidden)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables(shapes=((3, 4), (2, 3, 3)), most=9))
def test_a_search_without_an_end_hides_more_and_proves_nothing(monkeypatch, cells):
    """Where an outsider's search stops without an answer he is taken to have succeeded."""
    best = cells.solve()

    def stops(*_):
        moves.given_up.times += 1

    with monkeypatch.context() as patched:
        patched.setattr(moves, "_one_up", stops)
        patched.setattr(moves, "_all_up", lambda *_: None)
        before = moves.given_up.times
        settled = cells.solve()
    assert settled.cost >= best.cost
    if moves.given_up.times > before:
        assert not settled.proven and settled.bound <= best.cost
    told = audit(cells, settled.hidden)
    assert all(told[key][1] is None or told[key][1] >= cells.below for key, k in cells.counts.items() if 0 < k < cells.below)


def far_tables(count: int, seed: int) -> Iterator[Cells]:
    """Little tables with small counts beside each other, where fractions and whole numbers part."""
    chance = random.Random(seed)
    for _ in range(count):
        shape = chance.choice(((3, 3), (2, 4), (2, 2, 2), (2, 2, 3)))
        keys = itertools.product(*(range(n) for n in shape))
        yield table({key: chance.choice((1, 2, 3, 3, 5, 6, 7, 0)) for key in keys}, chance.choice((4, 5)), shape)


def test_the_optimum_over_many_little_tables_is_what_trying_all_choices_finds():
    """Against a wrong weight, a wrong rounding and a move in fractions: any of them makes `proven` a lie here."""
    looked = 0
    for cells in far_tables(160, 3):
        must = {key for key, k in cells.counts.items() if 0 < k < cells.below}
        others = [key for key, k in cells.counts.items() if k >= cells.below]
        if not must or len(others) > 11:
            continue
        settled = cells.solve()
        assert protects(cells, settled.hidden), cells.counts
        some_of = (some for n in range(len(others) + 1) for some in itertools.combinations(others, n))
        cheaper = sorted(((loss(cells, some), some) for some in some_of), key=lambda one: one[0])
        best = next(cost for cost, some in cheaper if cost >= settled.cost or protects(cells, frozenset(must | set(some))))
        assert settled.bound <= best and best == settled.cost, cells.counts
        looked += settled.proven
    assert looked > 20


@pytest.mark.parametrize(
    ("shape", "counts", "lost"),
    [
        ((2, 3, 3), (6, 9, 9, 3, 8, 8, 2, 0, 2, 3, 9, 8, 0, 1, 0, 1, 7, 9), 22273),
        ((3, 3, 3), (1, 4, 4, 4, 1, 5, 1, 1, 1, 1, 6, 1, 5, 4, 5, 1, 4, 5, 5, 1, 4, 4, 5, 4, 5, 5, 6), 14400),
    ],
)
def test_a_dearer_choice_is_never_called_proven(shape, counts, lost):
    """Tables with too many choices to try: that one costs so much and protects is seen here, so none that is proven costs more."""
    keys = itertools.product(*(range(n) for n in shape))
    cells = table(dict(zip(keys, counts, strict=True)), 5, shape)
    settled = cells.solve()
    assert all(most is None or most >= 5 for key, (_, most) in audit(cells, settled.hidden).items() if 0 < cells.counts[key] < 5)
    assert settled.proven and settled.cost == settled.bound == lost == loss(cells, settled.hidden)


RING = ((0, 1, 3), (1, 2, 4), (0, 2, 5))
"""Of three cells each two share a place with a fourth: halves fill it better than whole numbers."""


def test_an_end_that_is_a_fraction_is_no_end():
    sums = [outsider.Sum({i + n: 1 for i in cells}, 1) for n in (0, 6) for cells in RING]
    sums.append(outsider.Sum({**dict.fromkeys((0, 1, 2, 6, 7, 8), 1), 12: -1}))
    assert outsider.ranges([0] * 13, [None] * 13, sums)[12] == (0, 2), "three in fractions"


def test_a_move_in_halves_protects_nobody():
    """Two rings: two halves more would make the third, and there is no half a person."""
    rows = [{**dict.fromkeys(cells, 1), 12 + n: -1} for n, cells in enumerate([*RING, *(tuple(i + 6 for i in ring) for ring in RING)])]
    rows.append({**dict.fromkeys((0, 1, 2, 6, 7, 8), 1), 18: -1})
    counts = [1, 0, 0, 0, 1, 0] * 2 + [1] * 6 + [2]
    touching = tuple(tuple(r for r, row in enumerate(rows) if i in row) for i in range(19))
    part = Part(3, tuple((i,) for i in range(19)), tuple(counts), (1000,) * 19, frozenset({18}), frozenset(), tuple(rows), (), touching)
    assert moves.told(part, {*range(12), 18}) == [18]
    assert moves.told(part, range(19)) == []
