"""CSV that spreadsheets and statisticians open, and JSON with its schema."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import jsonschema_rs
import pandas
import pytest

from bothy.care.house import House
from bothy.reports.files import as_csv, as_json, chart_data, codebook_csv, grid_csv, schema
from bothy.reports.files.json_file import schema_bytes
from bothy.reports.files.tidy import FIELDS, NUMBERS
from bothy.reports.release import canonical, read
from support.django_home import django_home
from support.releases import difficult, plain


def _tidy(data: bytes) -> pandas.DataFrame:
    return pandas.read_csv(io.BytesIO(data), keep_default_na=False, dtype=str)


def test_every_figure_has_a_line_of_its_own() -> None:
    release = difficult()
    table = _tidy(as_csv(release))
    assert list(table.columns) == [field.name for field in FIELDS]
    assert len(table) == sum(len(row.figures) for grid in release.grids for row in grid.rows)
    for name in NUMBERS:
        assert pandas.to_numeric(table[name].replace("", None)).notna().any(), name


def test_what_is_not_known_and_what_is_kept_back_are_empty_and_never_zero() -> None:
    table = _tidy(as_csv(difficult()))
    kept = table[table.kept_back == "yes"]
    assert len(kept) == difficult().hidden
    assert (kept[["value", "k", "low", "high", "missing", "at_least"]] == "").all(axis=None)
    unknown = table[(table.grid == "use") & (table.row == "February 2025") & (table.column == "Median wait")]
    assert unknown.value.tolist() == [""] and unknown.kept_back.tolist() == ["no"]


def test_a_range_of_people_keeps_both_ends_and_a_month_not_over_says_so() -> None:
    table = _tidy(as_csv(difficult()))
    july = table[(table.grid == "use") & (table.period == "2025-07") & (table.column == "Different people")].iloc[0]
    assert (july.at_least, july.value) == ("90", "96")
    assert set(table[table.period == "2025-12"].complete) == {"no"}
    assert set(table[table.total == "yes"].row) == {"All complete months"}


@pytest.mark.parametrize("write", [as_csv, codebook_csv, lambda release: grid_csv(release, release.grids[3])])
def test_no_text_is_run_as_a_formula(write) -> None:
    for line in write(difficult(facility_name="=cmd|' /C calc'!A0", title="+1", notes=("@SUM(A1)",))).decode("utf-8-sig").splitlines():
        for cell in next(csv.reader([line])):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), line


def test_names_outside_ascii_open_in_excel() -> None:
    data = as_csv(difficult())
    assert data.startswith(b"\xef\xbb\xbf") and "“Übung”" in data.decode("utf-8-sig")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_table_as_printed_says_its_words_and_carries_n_and_interval() -> None:
    release = difficult()
    use = _tidy(grid_csv(release, release.grids[0]))
    assert use["Medical emergencies"].tolist()[2:4] == ["kept back", "kept back"]
    assert use["Median wait (minutes)"].tolist()[1] == "not known"
    assert use["Different people"].tolist()[6] == "90 to 96"
    assert use["Month"].tolist()[11] == "December 2025 (not over)"
    rate = _tidy(chart_data(release, release.grids[1]))
    assert {"Per 1,000 episodes: out of", "Per 1,000 episodes: 95 % from", "Per 1,000 episodes: 95 % to"} <= set(rate.columns)
    assert rate.iloc[2]["Per 1,000 episodes"] == "kept back" and rate.iloc[2]["Per 1,000 episodes: out of"] == ""


def test_the_codebook_explains_every_column_and_indicator() -> None:
    book = _tidy(codebook_csv(difficult()))
    assert set(book[book.kind == "column"].name) == {field.name for field in FIELDS}
    assert set(_tidy(as_csv(difficult())).indicator) <= set(book[book.kind == "indicator"].name)
    assert (book.says != "").sum() >= len(FIELDS)


def test_releases_are_what_the_schema_says() -> None:
    valid = jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)
    for release in (difficult(), plain()):
        data = as_json(release)
        assert data == canonical(release) and read(data) == release
        assert [str(one) for one in valid.iter_errors(json.loads(data))] == []
    broken = json.loads(as_json(difficult()))
    broken["grids"][0]["rows"][0]["period"] = "January"
    broken["changes"][0]["why"] = ["because"]
    broken["digest"] = "nonsense"
    assert len(list(valid.iter_errors(broken))) == 3


def test_every_field_of_the_schema_is_described() -> None:
    bare = [f"{name}.{field}" for name, kind in schema()["$defs"].items() for field, one in kind["properties"].items() if not one.get("description")]
    assert bare == []
    assert all(kind["description"] for kind in schema()["$defs"].values())


def test_the_shipped_schema_is_the_one_that_the_structs_make() -> None:
    shipped = Path(__file__).parents[3] / "docs" / "release.schema.json"
    assert shipped.read_bytes() == schema_bytes(), (
        "docs/release.schema.json is stale. Renew it: "
        "python -c 'import sys; from bothy.reports.files.json_file import schema_bytes; sys.stdout.buffer.write(schema_bytes())' > docs/release.schema.json"
    )


def test_the_guide_says_what_every_column_holds() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "files.md").read_text("utf-8")
    assert [field.name for field in FIELDS if f"| `{field.name}` | {field.says} |" not in guide] == []


def test_the_schema_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    django_home()
    from django.test import Client

    from bothy.server import running

    demo = SimpleNamespace(house=House(demo=True, name="Northgate", time_zone="Europe/London"), clock=SimpleNamespace(now=lambda: datetime.now(UTC)))
    monkeypatch.setattr(running.running, "facility", demo)
    answer = Client().get("/reports/release.schema.json")
    assert answer.status_code == 200 and json.loads(answer.content) == schema()
