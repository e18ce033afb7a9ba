"""Are the methods honest? The study that says so, and what is carried of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from bothy.evidence.honest import found, picture
from bothy.evidence.honest.study import Cell, study
from bothy.evidence.honest.table import as_markdown, placed
from bothy.evidence.honest.truths import AFTER, BEFORE, TRUTHS, Truth, drawn, true_difference

BY_NAME = {truth.name: truth for truth in TRUTHS}
WORLDS = 120


@pytest.fixture(scope="module")
def anew() -> list[Cell]:
    """Some truths, over again with other worlds than the carried study's."""
    return study(WORLDS, seed=7, truths=tuple(BY_NAME[name] for name in ("nothing", "scatter, fall", "the worst spot", "few")))


def mean_of(truth: Truth, rows: slice, months: slice, many: int = 400) -> float:
    return float(np.mean([drawn(truth, 3, k)[rows, months].mean() for k in range(many)]))


def test_a_world_depends_on_nothing_but_its_seed_and_number() -> None:
    truth = BY_NAME["bad months follow bad months"]
    assert np.array_equal(drawn(truth, 1, 5), drawn(truth, 1, 5))
    assert not np.array_equal(drawn(truth, 1, 5), drawn(truth, 1, 6))
    assert not np.array_equal(drawn(truth, 1, 5), drawn(truth, 2, 5))
    assert not np.array_equal(drawn(BY_NAME["nothing"], 1, 5), drawn(BY_NAME["scatter"], 1, 5))


@pytest.mark.parametrize("truth", [one for one in TRUTHS if not (one.worst or one.trend != 1 or one.own_trend != 1)], ids=lambda one: one.name)
def test_a_truth_is_what_it_says(truth: Truth) -> None:
    before, after = mean_of(truth, slice(0, 1), slice(0, BEFORE)), mean_of(truth, slice(0, 1), slice(BEFORE, BEFORE + AFTER))
    assert before == pytest.approx(truth.level, rel=0.03)
    shock = (truth.shock + 1) / 2
    assert after == pytest.approx(truth.level * truth.ratio * shock, rel=0.03)
    if shock == 1:
        assert after - before == pytest.approx(true_difference(truth), abs=0.03 * truth.level)


def test_what_spills_over_turns_up_next_door() -> None:
    truth = BY_NAME["spillover"]
    more = mean_of(truth, slice(1, 2), slice(BEFORE, None)) - mean_of(truth, slice(1, 2), slice(0, BEFORE))
    assert more == pytest.approx(truth.level * (1 - truth.ratio) * truth.spillover, rel=0.15)


def test_the_worst_spot_was_worse_before_than_it_is_after() -> None:
    truth = BY_NAME["the worst spot"]
    assert mean_of(truth, slice(0, 1), slice(BEFORE - 12, BEFORE), 200) > 1.05 * mean_of(truth, slice(0, 1), slice(BEFORE, None), 200)


def test_the_answer_is_the_same_for_any_number_of_workers() -> None:
    some = (BY_NAME["few"],)
    assert study(60, seed=11, truths=some, workers=2) == study(60, seed=11, truths=some, workers=1)


def test_the_carried_study_has_every_method_on_every_truth_two_thousand_times(anew: list[Cell]) -> None:
    carried = {(cell.truth, cell.judge): cell for cell in found.found()}
    judges = {cell.judge for cell in anew}
    assert set(carried) == {(truth.name, judge) for truth in TRUTHS for judge in judges}
    assert min(cell.replications for cell in carried.values()) >= 2000


def test_what_is_carried_is_what_comes_out_again(anew: list[Cell]) -> None:
    """With other worlds, so within what chance leaves: 1 in 100,000 for each figure."""
    carried = {(cell.truth, cell.judge): cell for cell in found.found()}
    for cell in anew:
        kept = carried[cell.truth, cell.judge]
        for got, of, share in (
            (cell.changed, cell.replications, kept.changed / kept.replications),
            (cell.holds, cell.given, kept.holds / kept.given),
        ):
            low, high = binom.ppf([5e-6, 1 - 5e-6], of, np.clip(share + np.array([-1, 1]) * 4 * np.sqrt(share * (1 - share) / kept.replications + 1e-6), 0, 1))
            assert low <= got <= high, (cell, kept)


def test_a_method_that_fails_says_under_which_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = (
        Cell(truth="nothing", judge="one", replications=2000, changed=100, given=2000, holds=1900),
        Cell(truth="scatter", judge="one", replications=2000, changed=400, given=2000, holds=1600),
        Cell(truth="fall", judge="one", replications=2000, changed=1500, given=2000, holds=1700),
    )
    monkeypatch.setattr(found, "found", lambda: cells)
    assert found.said("one") == (
        "Nothing changed; counts scatter twice as much as Poisson: in 20 of 100 such worlds it said that something had changed; 5 are meant.",
        "A fall by a fifth; counts scatter as Poisson: its 95 % interval held the truth in 85 of 100 such worlds; 95 are meant.",
    )
    with pytest.raises(KeyError):
        found.said("another")


def test_every_method_says_where_it_fails_or_that_it_does_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = (
        Cell(truth="nothing", judge="one", replications=2000, changed=100, given=2000, holds=1900),
        Cell(truth="scatter", judge="one", replications=2000, changed=100, given=2000, holds=1900),
        Cell(truth="nothing", judge="other", replications=2000, changed=400, given=2000, holds=1600),
        Cell(truth="scatter", judge="other", replications=2000, changed=100, given=2000, holds=1900),
    )
    monkeypatch.setattr(found, "found", lambda: cells)
    (one, none), (other, some) = found.where("one", "other")
    assert (one, none) == ("one", ("Under none of the 2 truths that were tried.",))
    assert other == "other"
    assert [sentence.startswith("Nothing changed; counts scatter as Poisson: in 20 of 100") for sentence in some] == [True]


def test_finding_a_true_fall_often_is_no_fault() -> None:
    seen = Cell(truth="fall", judge="ratio", replications=2000, changed=2000, given=2000, holds=1900)
    assert not found.fails(seen)


def test_no_method_is_without_fault_and_the_worst_spot_fools_a_plain_ratio() -> None:
    assert any("worst of 40 spots" in sentence for sentence in found.said("ratio"))
    assert any("falls by a tenth a year" in sentence for sentence in found.said("ratio, exact"))


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_pictures_show_every_method_and_frame_what_fails(theme: str) -> None:
    for made in (picture.wolf(found.found(), theme), picture.holding(found.found(), theme)):  # type: ignore[arg-type]
        assert made.startswith(b"<svg") or b"<svg" in made[:400]
        assert made.count(b"FancyBboxPatch") or made.count(b"patch_") > 10


def test_the_guide_has_the_carried_figures() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "evidence" / "soundness.md").read_text("utf-8")
    assert placed(guide, found.found()) == guide


def test_what_fails_stands_in_bold() -> None:
    cells = [
        Cell(truth="nothing", judge="one", replications=2000, changed=100, given=2000, holds=1900),
        Cell(truth="scatter", judge="one", replications=2000, changed=400, given=2000, holds=1600),
        Cell(truth="fall", judge="one", replications=2000, changed=1500, given=2000, holds=1800),
    ]
    assert "| one | 5.0 | **20.0** |" in as_markdown(cells)
    assert "| one | 95.0 | **90.0** | **80.0** |" in as_markdown(cells)
    assert "| one | 75.0 |" in as_markdown(cells)
