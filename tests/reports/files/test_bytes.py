"""The same release gives the same bytes, and what is kept back is in none of them."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from bothy.reports.figures import Figure
from bothy.reports.files import FORMATS, Leaks, chart, chart_data, grid_csv
from support.releases import SIGNED, difficult

ROOT = Path(__file__).parents[3]
_ELSEWHERE = """
import time
from hashlib import sha256
from bothy.reports.files import FORMATS, chart
from support.releases import SIGNED, difficult
time.tzset()
release = difficult()
for name, one in FORMATS.items():
    print(name, sha256(one.make(release, SIGNED)).hexdigest())
for grid in release.grids:
    print(grid.name, sha256(chart(release, grid, "night")).hexdigest())
"""


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Every file and chart of the difficult release."""
    release = difficult()
    made = {name: one.make(release, SIGNED) for name, one in FORMATS.items()}
    return made | {grid.name: chart(release, grid, "night") for grid in release.grids}


def test_another_process_in_another_time_zone_and_language_makes_the_same_bytes(files: dict[str, bytes]) -> None:
    elsewhere = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT / "tests")}
    told = subprocess.run([sys.executable, "-c", _ELSEWHERE], env=elsewhere, capture_output=True, text=True, check=True, cwd=ROOT)
    assert dict(line.split() for line in told.stdout.splitlines()) == {name: sha256(one).hexdigest() for name, one in files.items()}


def test_no_file_depends_on_what_is_kept_back(files: dict[str, bytes]) -> None:
    # The same house with other true numbers behind what is hidden: every byte of every file is the same.
    other = difficult(secret=4)
    assert {name: one.make(other, SIGNED) for name, one in FORMATS.items()} == {name: files[name] for name in FORMATS}
    assert all(chart(other, grid, "night") == files[grid.name] for grid in other.grids)
    assert all(b"kept back" in grid_csv(other, grid) and b"kept back" in chart_data(other, grid) for grid in other.grids)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("field", ["value", "k", "low", "high", "missing", "least"])
def test_a_hidden_figure_that_still_holds_a_number_stops_every_file(name: str, field: str) -> None:
    release = difficult()
    grid = release.grids[1]
    leak = replace(Figure(value=None, hidden=True), **{field: 913_577})
    rows = (replace(grid.rows[0], figures=(leak,)), *grid.rows[1:])
    leaking = replace(release, grids=(replace(grid, rows=rows),))
    with pytest.raises(Leaks, match="kept back and still holds its number") as told:
        FORMATS[name].make(leaking, None)
    assert "913" not in str(told.value)
    with pytest.raises(Leaks):
        chart(leaking, leaking.grids[0])


def test_another_release_or_signature_makes_other_bytes(files: dict[str, bytes]) -> None:
    assert FORMATS["pdf"].make(difficult(), None) != files["pdf"]
    assert FORMATS["html"].make(difficult(number=48_191), SIGNED) != files["html"]
    assert FORMATS["json"].make(difficult(), None) == files["json"], "a signature is no part of what is signed"


def test_a_row_that_does_not_fit_its_table_is_refused() -> None:
    release = difficult()
    grid = release.grids[0]
    short = replace(grid, rows=(replace(grid.rows[0], figures=grid.rows[0].figures[:2]),))
    with pytest.raises(ValueError, match="has 2 figures for 5 columns"):
        FORMATS["csv"].make(replace(release, grids=(short,)), None)
