"""What every design page keeps to, whichever design it is: a new one comes in by itself."""

from __future__ import annotations

import csv
import io
import random
import xml.etree.ElementTree as ET
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attacks.inert import HOSTILE, faults_of
from bothy.evidence.pages.design import Design
from bothy.evidence.pages.designs import designs
from evidence.pages.reading import file, pictures, text, wrong

DESIGNS = sorted(designs())
WITH_A_FILE = [name for name, one in designs().items() if one.takes]
EXAMPLES = [(name, one.key) for name, each in designs().items() for one in each.examples]


def inert(answer: Any) -> list[str]:
    return faults_of({name.lower(): value for name, value in answer.headers.items()}, answer.content)


def address(design: str) -> str:
    return f"/evidence/design/{design}/"


def defaults(design: Design) -> dict[str, str]:
    return {one.name: one.default for one in design.fields}


def test_the_first_page_lists_every_design_with_what_it_can_and_cannot_say(analyst: Any) -> None:
    page = text(analyst.get("/evidence/"))
    for one in designs().values():
        assert one.title in page and one.can in page and one.cannot in page
    assert inert(analyst.get("/evidence/")) == []


@pytest.mark.parametrize("name", DESIGNS)
def test_before_anything_is_asked_it_says_what_to_bring(analyst: Any, name: str) -> None:
    answer = analyst.get(address(name))
    page = text(answer)
    assert answer.status_code == 200 and inert(answer) == []
    assert all(one in page for one in designs()[name].brings) and designs()[name].cannot in page
    assert all(one.label in page for one in designs()[name].fields)


@pytest.mark.parametrize(("name", "key"), EXAMPLES)
def test_an_example_has_its_picture_its_table_its_assumptions_and_its_files(analyst: Any, name: str, key: str) -> None:
    answer = analyst.get(f"{address(name)}?example={key}")
    assert answer.status_code == 200, wrong(answer)
    assert inert(answer) == []
    html = answer.content.decode()
    assert html.index('<img class="day"') < html.index('<table class="data"'), "the picture comes first"
    assert "On what it hangs" in text(answer)
    found = pictures(answer)
    assert len(found) >= 2 and len(found) % 2 == 0
    for one in found:
        got = analyst.get(one)
        assert got.status_code == 200 and got["Content-Type"] == "image/svg+xml" and inert(got) == []
        assert [part.tag.rpartition("}")[2] for part in ET.fromstring(got.content)][:2] == ["title", "desc"]
    query = found[0].partition("?")[2]
    table = analyst.get(f"{address(name)}figures.csv?{query}")
    assert table.status_code == 200 and inert(table) == [] and len(list(csv.reader(io.StringIO(table.content.decode())))) > 1
    paper = analyst.get(f"{address(name)}figures.pdf?{query}")
    assert paper.status_code == 200 and paper.content[:5] == b"%PDF-" and inert(paper) == []


def hostile_files() -> dict[str, bytes]:
    chance = random.Random(1)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 50_000_000)
    return {
        "empty": b"", "blank": b"\n\n  \n", "header": b"year,deaths\n", "nul": b"year,deaths\n20\x0024,5\n", "latin": "année,décès\n2024,5\n".encode("latin-1"),
        "random": chance.randbytes(4000), "quotes": b'year,deaths\n"2024,5\n', "ragged": b"year,deaths\n2024\n2025,1,2,3\n", "wide": b"a," * 20_000 + b"b\n" + b"1," * 20_000 + b"2\n",
        "long": b"year,deaths\n" + b"2024,5\n" * 60_000, "huge numbers": b"year,deaths\n2023,1e308\n2024," + b"9" * 4000 + b"\n", "below": b"year,deaths\n2023,-5\n2024,nan\n2025,inf\n",
        "formulas": b"year,deaths\n=1+1,@x\n+2,-3\n", "marks": f"year,deaths\n2024,{HOSTILE}\n".encode(), "one row": b"year,deaths\n2024,5\n", "same": b"unit,time,outcome\n" + b"a,1,1\n" * 40,
        "zeros": b"time,count\n" + b"".join(b"%d,0\n" % n for n in range(40)), "zip": bomb.getvalue(), "half a zip": bomb.getvalue()[:300], "png": b"\x89PNG\r\n\x1a\n" + bytes(90), "utf-16": "year,deaths\n2024,5\n".encode("utf-16"),
    }  # fmt: skip


HOSTILE_FILES = hostile_files()


@pytest.mark.parametrize("name", WITH_A_FILE)
@pytest.mark.parametrize("harm", HOSTILE_FILES)
def test_no_file_crashes_a_page(analyst: Any, name: str, harm: str) -> None:
    answer = analyst.post(address(name), {"file": file(HOSTILE_FILES[harm], f"{harm}.csv"), **defaults(designs()[name])})
    assert answer.status_code in (200, 400, 413, 422), answer.status_code
    assert inert(answer) == []
    assert (wrong(answer) != "") == (answer.status_code != 200)


@pytest.mark.parametrize("name", WITH_A_FILE)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(content=st.lists(st.lists(st.sampled_from(["", "0", "1", "2", "2023", "2024-01", "-1", "x", "nan", "1e9", "a", "year", "count", "time"]), min_size=1, max_size=4), min_size=1, max_size=9))
def test_no_small_table_crashes_a_page(analyst: Any, name: str, content: list[list[str]]) -> None:
    answer = analyst.post(address(name), {"file": file("\n".join(",".join(row) for row in content).encode()), **defaults(designs()[name])})
    assert answer.status_code in (200, 400, 422), content


@pytest.mark.parametrize("name", DESIGNS)
def test_hostile_options_are_words_like_any_others(analyst: Any, name: str) -> None:
    for one in designs()[name].fields:
        for said in (HOSTILE, "x" * 5000, "\0", "nan", "-1", "1e999", "9" * 60, "²"):
            asked = {**defaults(designs()[name]), one.name: said}
            example = designs()[name].examples[0].key if designs()[name].examples else ""
            answer = analyst.get(address(name), {"example": example, **asked})
            assert answer.status_code in (200, 400, 422), (one.name, said)
            assert inert(answer) == [], one.name


def test_what_is_not_there_is_answered_so(analyst: Any) -> None:
    name = DESIGNS[0]
    for path, status in (
        ("/evidence/design/nothing/", 404), (f"{address(name)}?example=nothing", 400), (f"{address(name)}figures.doc?example=x", 404), (f"{address(name)}figures.csv", 404),
        (f"{address(name)}picture-0-day.svg", 404), (f"{address(name)}picture-99-day.svg?example={EXAMPLES[0][1]}", 404), (f"{address(name)}picture-0-noon.svg?example={EXAMPLES[0][1]}", 404),
    ):  # fmt: skip
        assert analyst.get(path).status_code == status, path


