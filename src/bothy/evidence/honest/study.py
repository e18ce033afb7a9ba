"""The study: every method on every truth, many times over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

import msgspec
import numpy as np

from bothy.evidence.honest.judged import Said
from bothy.evidence.honest.of_expected import YEARS_AFTER, YEARS_BEFORE, said_by_expected
from bothy.evidence.honest.of_its import said_by_its
from bothy.evidence.honest.of_rates import DIFFERENCES, said_by_rates
from bothy.evidence.honest.of_synthetic import said_by_synthetic
from bothy.evidence.honest.truths import TRUTHS, Numbers, Truth, drawn, true_difference

AT_ONCE = 50
REPLICATIONS = 2000
SEED = 20261130
OF_COUNTS = DIFFERENCES | {"synthetic control"}
"""Judges whose interval is of a difference of counts a month; those of the others are of ratios."""
WITHOUT_EFFECT = frozenset({"likely range of five years", "prediction from the other years"})
"""Judges that give no interval of an effect: what they hold is the year's own figure."""
Tell = Callable[[int, int], None]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """``changed``: in how many it said that something had changed. ``given``: in how many it gave an interval; ``holds``: in how many of
    those the truth lay within. Where nothing happened ``changed`` should be 1 in 20, and ``holds`` 19 in 20 always."""

    truth: str
    judge: str
    replications: int
    changed: int
    given: int
    holds: int


def study(replications: int = REPLICATIONS, seed: int = SEED, truths: tuple[Truth, ...] = TRUTHS, workers: int = 1, tell: Tell = lambda *_: None) -> list[Cell]:
    """Every cell. The answer is the same for any number of ``workers``."""
    blocks = [(truth, seed, start, min(start + AT_ONCE, replications)) for truth in truths for start in range(0, replications, AT_ONCE)]
    sums: dict[tuple[str, str], Cell] = {}
    for done, part in enumerate(_parts(blocks, workers), start=1):
        for cell in part:
            key = cell.truth, cell.judge
            sums[key] = _added(sums[key], cell) if key in sums else cell
        tell(done, len(blocks))
    return list(sums.values())


def _parts(blocks: list[tuple[Truth, int, int, int]], workers: int) -> Iterator[list[Cell]]:
    if workers == 1:
        yield from map(_block, blocks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_block, blocks)


def _block(block: tuple[Truth, int, int, int]) -> list[Cell]:
    truth, seed, start, end = block
    worlds = np.array([drawn(truth, seed, k) for k in range(start, end)])
    longer = np.array([drawn(truth, seed, k, YEARS_BEFORE * 12, YEARS_AFTER * 12) for k in range(start, end)])
    return [_cell(truth, judge, said) for judge, said in all_said(worlds, longer).items()]


def all_said(worlds: Numbers, longer: Numbers) -> dict[str, Said]:
    """What every judge says of these worlds (see `drawn`); ``longer`` are those of fifteen years."""
    return said_by_rates(worlds) | said_by_its(worlds) | said_by_synthetic(worlds) | said_by_expected(longer)


def _cell(truth: Truth, judge: str, said: Said) -> Cell:
    meant = 1.0 if judge in WITHOUT_EFFECT else true_difference(truth) if judge in OF_COUNTS else truth.ratio
    if judge in WITHOUT_EFFECT:
        given, holds = len(said.changed), int((~said.changed).sum())
    else:
        given, holds = int(said.given.sum()), int((said.given & said.holds(meant)).sum())
    return Cell(truth=truth.name, judge=judge, replications=len(said.changed), changed=int(said.changed.sum()), given=given, holds=holds)


def _added(one: Cell, other: Cell) -> Cell:
    return msgspec.structs.replace(
        one,
        replications=one.replications + other.replications,
        changed=one.changed + other.changed,
        given=one.given + other.given,
        holds=one.holds + other.holds,
    )
