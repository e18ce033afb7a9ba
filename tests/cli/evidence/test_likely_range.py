"""`bothy evidence likely-range`: keys and exit codes are a contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.asked import ask, keys, refused


def file(folder: Path, raw: bytes) -> Path:
    path = folder / "deaths.csv"
    path.write_bytes(raw)
    return path


def test_a_row_for_every_year_with_the_contracts_keys(tmp_path: Path) -> None:
    rows = keys("likely-range", file(tmp_path, b"year,deaths\n1996,244\n1997,224\n1998,249\n1999,291\n2000,292\n"))
    assert [row["year"] for row in rows] == [1996, 1997, 1998, 1999, 2000]
    assert [set(row) >= {"year", "mean", "lower", "upper", "predicted", "predicted_low", "predicted_high"} for row in rows] == [True] * 5
    assert rows[0]["mean"] is None and rows[0]["predicted"] is not None
    assert (rows[2]["mean"], round(rows[2]["lower"], 4), round(rows[2]["upper"], 4)) == (260.0, 228.3959, 291.6041)


def test_without_json_it_is_told(tmp_path: Path) -> None:
    done = ask("likely-range", file(tmp_path, b"year,deaths\n1996,244\n1997,224\n1998,249\n1999,291\n2000,292\n"))
    assert done.exit_code == 0 and "None of 1 years lies outside the likely range" in done.stdout


def test_a_year_that_is_missing_is_named_with_exit_code_2(tmp_path: Path) -> None:
    told = refused(ask("likely-range", file(tmp_path, b"year,deaths\n1996,1\n1998,1\n1999,1\n2000,1\n2001,1\n")))
    assert "deaths.csv: 1997 is missing" in told
    assert "cannot be read" in refused(ask("likely-range", tmp_path / "none.csv"))


CELL = st.one_of(st.integers(-2, 2100).map(str), st.floats().map(str), st.text("0123456789.,-e\"x ", max_size=6))


@settings(max_examples=60, deadline=None)
@given(
    raw=st.one_of(
        st.binary(max_size=200),
        st.lists(st.tuples(CELL, CELL), max_size=12).map(lambda rows: "\n".join(["year,deaths", *map(",".join, rows)]).encode()),
        st.lists(st.one_of(st.integers(0, 5), st.integers(0, 10**9)), min_size=5, max_size=12).map(
            lambda deaths: "\n".join(["year,deaths", *(f"{2000 + n},{one}" for n, one in enumerate(deaths))]).encode()
        ),
    )
)
def test_whatever_file_is_brought_is_answered_or_refused(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    brought = file(tmp_path_factory.mktemp("brought"), raw)
    done = ask("likely-range", brought, "--json")
    if done.exit_code == 0:
        assert len(keys("likely-range", brought)) >= 5
        told = ask("likely-range", brought).stdout
        assert "nan" not in told and "inf " not in told
    else:
        refused(done)
