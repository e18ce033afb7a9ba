"""The same declarations on another engine: the same figures from DuckDB, in words that Spark and Trino take."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import ibis
import pyarrow as pa
import pyarrow.parquet
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis.config import Config

from bothy.care import bodies as b
from bothy.reports import facts
from bothy.reports.engine import NoEngine, arrow, evaluator
from bothy.reports.engine import ibis as other
from bothy.reports.engine.laid_out import lay_out
from bothy.reports.engine.links import Links, longest, smallest_of_circles
from bothy.reports.engine.stored import Named, plain, stored
from bothy.reports.facts.tables import TABLES
from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import BY_NAME, INDICATORS
from bothy.reports.measures import Measure, Where
from bothy.reports.whose import Whose
from reports.fitted import fitted
from reports.histories import histories
from reports.journals import FACILITY, Pen, at, write

ASKED = [(one, by) for one in INDICATORS for by in (None, *one.groupings)]
# Ibis asks DuckDB by a name that DuckDB has a newer one for.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

DUCKDB = ibis.duckdb.connect()
DIALECTS = {"pyspark": "spark", "trino": "trino"}
MONTHS = ["2025-01", "2025-02"]


@pytest.fixture(scope="module")
def eight_months(tmp_path_factory) -> facts.Facts:
    """January to August 2025, to the digit of what was published."""
    home = tmp_path_factory.mktemp("fitted")
    write(home, fitted().drafts)
    return facts.fresh(home)


class Pyspark(Config):
    """What pyspark's own backend sets once it is installed; without it nothing is said in its dialect."""

    treat_nan_as_null: bool = False


class Compiled:
    """Answers from DuckDB, once what is asked can be said on Spark and on Trino too."""

    def __init__(self, opened: facts.Facts) -> None:
        self._stored, self.said = stored(opened), 0
        self.table, self.rows = self._stored.table, self._stored.rows

    def fetch(self, asked: ibis.Table) -> pa.Table:
        for dialect, grammar in DIALECTS.items():
            assert sqlglot.parse_one(ibis.to_sql(asked, dialect=dialect), read=grammar)
        self.said += 1
        return self._stored.fetch(asked)


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda one: one.name)
def test_both_engines_give_the_same_figures_in_every_grouping(eight_months, indicator) -> None:
    for by in (None, *indicator.groupings):
        here = arrow.evaluate(eight_months, indicator, eight_months.months, by)
        assert other.evaluate(eight_months, indicator, eight_months.months, by) == here, by


def test_a_month_and_a_quarter_and_none_at_all_are_periods_as_well(eight_months) -> None:
    for period in (["2025-03"], ["2025-04", "2025-05", "2025-06", "2025-06"], ["2019-01"], []):
        for indicator in INDICATORS[::2] if len(period) == 1 else INDICATORS[1::2]:
            assert other.evaluate(eight_months, indicator, period) == arrow.evaluate(eight_months, indicator, period)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.lists(st.sampled_from(ASKED), min_size=6, max_size=6, unique_by=lambda one: (one[0].name, one[1])), st.sampled_from([MONTHS, MONTHS[:1], MONTHS[1:]]))  # fmt: skip
def test_and_whatever_happened(drafts, asked, period) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), drafts)
        opened = facts.fresh(Path(folder))
        for indicator, by in [*asked, (BY_NAME["people"], "sex")]:
            here = arrow.evaluate(opened, indicator, period, by)
            assert other.evaluate(opened, indicator, period, by) == here, (indicator.name, by)


CONDITIONS = [
    Where("purposes", "has", ("use", "advice")), Where("purposes", "lacks", ("use",)), Where("purposes", "known"),
    Where("purposes", "unknown"), Where("ended_how", "is", ("left",)), Where("ended_how", "not", ("left",)),
    Where("ended_how", "except", ("left",)), Where("otherwise_where", "known"), Where("otherwise_where", "unknown"),
    Where("in_place_minutes", "over", (2.5,)), Where("in_place_minutes", "upto", (2.5,)), Where("looks", "is", (1, 2)),
    Where("looks", "not", (0,)), Where("seen_within", "is", (True,)), Where("seen_within", "except", (True,)),
    Where("otherwise_where", "except", ("street",)), Where("in_place_minutes", "except", (1,)), Where("otherwise_where", "not", ("street",)),
]  # fmt: skip
ASKS = [
    {"how": "rows"}, {"how": "people"}, {"how": "sum", "of": "looks"}, {"how": "values", "of": "waited_minutes"},
]  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.lists(st.tuples(st.sampled_from(ASKS), st.lists(st.sampled_from(CONDITIONS), max_size=3), st.booleans(), st.sampled_from([None, "sex", "purpose", "ended_how"])), min_size=8, max_size=8))  # fmt: skip
def test_any_measure_is_counted_alike(drafts, asked) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), drafts)
        opened = facts.fresh(Path(folder))
        for what, conditions, registered, by in asked:
            measure = Measure(table="visit", where=tuple(conditions), registered=registered, **what)
            here = arrow.count(opened, measure, MONTHS, by)
            assert other.count(opened, measure, MONTHS, by) == here, (measure.key, by)


def test_all_that_is_asked_of_an_engine_can_be_said_on_spark_and_on_trino(eight_months, monkeypatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Pyspark())
    compiled, seen = Compiled(eight_months), set()
    for indicator, by in ASKED:
        way = GROUPINGS[by] if by else None
        tests = frozenset(where.test for measure in indicator.measures for where in measure.where)
        kind = (indicator.kind, tests, way and (way.of_person, way.parts, by in ("weekday", "hour")))
        if kind not in seen:
            seen.add(kind)
            here = arrow.evaluate(eight_months, indicator, ["2025-03"], by)
            assert other.evaluate(compiled, indicator, ["2025-03"], by) == here
    assert compiled.said > len(seen) > 10


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 9), st.integers(0, 12), max_size=10), st.sets(st.integers(0, 9)))
def test_links_lead_where_they_lead_in_the_process_in_a_circle_too(links, open_ones) -> None:
    ids = [bytes([n]) * 16 for n in range(13)]  # three of them are registered nowhere
    rows = [
        {
            "subject": ids[n],
            "same_as": ids[links[n]] if n in links and links[n] != n else None,
            "looked_up": n not in links and n not in open_ones,
            "said": n in links or n not in open_ones,
        }
        for n in range(10)
    ]
    people = pa.Table.from_pylist(rows, pa.schema([("subject", pa.binary(16)), ("same_as", pa.binary(16)), ("looked_up", pa.bool_()), ("said", pa.bool_())]))  # fmt: skip
    whose = Whose(people)
    registered = ibis.memtable(people.cast(plain(people.schema)))

    found = Links(SimpleNamespace(table=lambda name, months: registered, fetch=DUCKDB.to_pyarrow))
    ends = {} if found.ends is None else {row["person"]: row["meant"] for row in DUCKDB.to_pyarrow(found.ends).to_pylist()}
    assert {one: ends.get(one, one) for one in ids[:10]} == {one: whose.who(one) for one in ids[:10]}
    assert set(DUCKDB.to_pyarrow(found.open)["subject"].to_pylist()) == whose.open


def test_a_chain_of_many_links_is_followed_to_its_end() -> None:
    chain = {bytes([n]): bytes([n + 1]) for n in range(40)}
    assert longest(chain) == 40
    assert smallest_of_circles(chain) == []
    assert smallest_of_circles(chain | {bytes([40]): bytes([17])}) == [bytes([17])]


def test_tables_by_name_give_the_same_for_one_facility_among_others(eight_months, tmp_path) -> None:
    """As they lie in object storage: TABLE/facility=…/month=…, with a second facility beside ours."""
    assert lay_out(eight_months, tmp_path) == lay_out(eight_months, tmp_path)
    held = [name for name in TABLES if eight_months.rows(name)]
    for name in held:
        shutil.copytree(tmp_path / name / f"facility={FACILITY}", tmp_path / name / f"facility={UUID(int=5, version=4)}")
    for name in TABLES.keys() - set(held):
        # A table with no rows yet has its columns all the same.
        (tmp_path / name / "facility=none" / "month=none").mkdir(parents=True)
        pa.parquet.write_table(plain(TABLES[name]).empty_table(), tmp_path / name / "facility=none" / "month=none" / "rows.parquet")
    lake = ibis.duckdb.connect(tmp_path / "lake.duckdb")
    for name in TABLES:
        lake.raw_sql(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{tmp_path}/{name}/*/*/*.parquet', hive_types_autocast = false)")
    there = Named(lake, FACILITY)
    period = ["2025-03", "2025-04"]
    for indicator, by in [*((one, None) for one in INDICATORS), (BY_NAME["people"], "sex")]:
        assert other.evaluate(there, indicator, period, by) == arrow.evaluate(eight_months, indicator, period, by)


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(NoEngine, match="no engine abacus"):
        evaluator("abacus")
    assert evaluator("arrow") is arrow.evaluate
    assert evaluator("duckdb") is other.evaluate


WITHOUT = """
import sys

class Refuse:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("ibis", "duckdb"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
"""


def test_without_the_extra_everything_works_and_a_sentence_says_what_is_missing(eight_months, tmp_path) -> None:
    asked = f"""{WITHOUT}
from pathlib import Path
from bothy.care import bodies as b
from bothy.reports import facts
from bothy.reports.engine import NoEngine, evaluator
from bothy.reports.indicators import BY_NAME
opened = facts.open(Path({str(eight_months.folder.parent.parent)!r}))
print(evaluator("arrow")(opened, BY_NAME["service_accessed"], opened.months, None)[""].value)
try:
    evaluator("duckdb")
except NoEngine as said:
    print(said)
"""
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == [
        str(arrow.evaluate(eight_months, BY_NAME["service_accessed"], eight_months.months)[""].value),
        "The engine duckdb is not installed: ibis is missing. Install it with: pip install 'bothy[scale]'",
    ]


def test_the_small_path_never_loads_another_engine(eight_months) -> None:
    home = eight_months.folder.parent.parent
    asked = f"""{WITHOUT}
from bothy.cli import main
try:
    main()
finally:
    assert "bothy.reports.engine.arrow" in sys.modules
    print([name for name in sys.modules if name.partition(".")[0] in ("ibis", "duckdb")], file=sys.stderr)
"""
    command = [sys.executable, "-c", asked, "report", "service_accessed", "--by", "sex", "--home", str(home)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.splitlines()[-1] == "[]"


def test_a_purpose_said_twice_is_one_on_either_engine(tmp_path) -> None:
    pen = Pen()
    ann = pen.person(at("2025-03-01"))
    for n, purposes in enumerate([("use", "advice", "use"), ("advice",), ("advice", "advice")]):
        pen(UUID(int=50 + n, version=4), b.VisitStarted(person=ann, purposes=purposes), at("2025-03-03"))
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    for engine in (arrow, other):
        by_purpose = engine.count(opened, Measure(table="visit"), ["2025-03"], "purpose")
        assert by_purpose == {"": 3, "use": 1, "advice": 3}


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_each_condition_means_the_same_to_both_engines(eight_months, condition) -> None:
    """Over visits of which some are not ended, most never sat in a place, and nobody said where they would have been."""
    visits = Measure(table="visit", where=(condition,))
    assert other.count(eight_months, visits, eight_months.months) == arrow.count(eight_months, visits, eight_months.months)
