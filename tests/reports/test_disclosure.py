"""Small counts are kept back everywhere, and what is shown does not give them away."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from bothy.reports.breakdowns import BREAKDOWNS
from bothy.reports.disclosure import Cells
from bothy.reports.pages import current
from bothy.reports.pages.shown import Shown
from bothy.reports.print import typesetting
from bothy.reports.thistle_text import render_table
from reports.journals import Pen, at, write
from reports.test_pages import text

BELOW = 5
RULES = msgspec.structs.replace(SCOTLAND, exempt_publications=(), suppress_below=BELOW)
MIX = {
    "c": (b.Preparation(substances=("cocaine",), route="vein"),),
    "h": (b.Preparation(substances=("heroin",), route="vein"),),
    "s": (b.Preparation(substances=("heroin", "cocaine"), route="vein"),),
    "o": (b.Preparation(substances=("street_benzodiazepine",), route="vein"),),
}
SHEETS = (*BREAKDOWNS, "use", "emergencies", "substances", "occupancy")


def sum_of(parts: dict[str, int], below: int = BELOW) -> set[str]:
    cells = Cells(below)
    for name, k in parts.items():
        cells.count(name, k)
    cells.adds_up([name for name in parts if name != "all"], "all")
    return set(cells.settle())


def test_a_small_count_takes_the_next_smallest_with_it_where_the_total_is_shown():
    assert sum_of({"a": 3, "b": 40, "c": 12, "d": 0, "all": 55}) == {"a", "c"}
    assert sum_of({"a": 30, "b": 40, "all": 70}) == set()


def test_two_small_counts_whose_sum_is_small_take_a_third():
    assert sum_of({"a": 1, "b": 2, "c": 40, "d": 50, "all": 93}) == {"a", "b", "c"}


def test_a_small_count_alone_with_noughts_takes_the_total_with_it():
    assert sum_of({"a": 3, "b": 0, "all": 3}) == {"a", "all"}


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=6), st.integers(2, 9))
def test_in_no_row_and_no_column_can_a_hidden_count_be_reckoned(table, below):
    cells = Cells(below)
    rows, columns = len(table), 3
    lines = []
    for i, row in enumerate(table):
        for j, k in enumerate(row):
            cells.count((i, j), k)
        lines.append(([(i, j) for j in range(columns)], cells.count((i, "all"), sum(row))))
    for j in (*range(columns), "all"):
        keys = [(i, j) for i in range(rows)]
        lines.append((keys, cells.count(("all", j), sum(cells.counts[key] for key in keys))))
    lines.append(([("all", j) for j in range(columns)], ("all", "all")))
    for parts, total in lines:
        cells.adds_up(parts, total)
    hidden = cells.settle()
    assert all(key in hidden for key, k in cells.counts.items() if 0 < k < below)
    for parts, total in lines:
        gone = [key for key in (*parts, total) if key in hidden]
        assert len(gone) != 1
        if gone and total not in hidden:
            together = sum(cells.counts[key] for key in gone)
            assert together == 0 or together >= below


def small_house() -> Pen:
    """Three months of a little house: counts on both sides of the limit in every table, and a month that runs."""
    pen = Pen(rules=RULES)
    people = [pen.person(at("2025-01-13"), sex="male" if n < 9 else "female") for n in range(12)]
    for month, mixes in (("2025-01", "cccccchhhhhhss"), ("2025-02", "cccccccccchhho"), ("2025-03", "cccccccchhhhhhhhssssss"), ("2025-04", "cccccccchhhhhh")):
        for n, mix in enumerate(mixes):
            when = at(f"{month}-{13 + n % 9:02d}", f"{10 + n % 7:02d}:00") + timedelta(minutes=n)
            visit = pen.visit(people[n % len(people)], when, MIX[mix], place=1 + n % 7)
            asked = b.OtherwisePlace(where=("street", "hostel", "declined")[n % 3], alone=("yes", "no")[n % 2])
            pen(visit, b.Assessed(preparations=MIX[mix], otherwise=asked), when + timedelta(minutes=4, seconds=30))
            if n % 4 == 0:
                pen(visit, b.ServiceGiven(service=("shower", "wound_care")[n % 3 % 2]), when)
            if n % 3 == 0:
                offer = uuid4()
                pen(offer, b.ReferralOffered(person=people[n % 12], to="housing"), when)
                if n % 2:
                    pen(offer, b.ReferralMoved(step="accepted", said_by="service_user"), when)
        for n in range({"2025-01": 6, "2025-02": 2, "2025-03": 7, "2025-04": 9}[month]):
            when = at(f"{month}-20", "15:00") + timedelta(minutes=n)
            emergency = uuid4()
            pen(emergency, b.EmergencyRaised(where="place", place=1), when)
            pen(emergency, b.EmergencyClosed(outcome="recovered_here" if n % 3 else "to_hospital"), when)
        pen(uuid4(), b.TurnedAway(reason="under_age"), at(f"{month}-21"))
    pen.drafts.sort(key=lambda one: one.happened_at)
    return pen


@pytest.fixture(autouse=True)
def in_april(monkeypatch):
    """It is April there: that month still runs."""
    monkeypatch.setattr(current, "facility_now", lambda facts: at("2025-04-22"))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    home = tmp_path_factory.mktemp("little house")
    write(home, small_house().drafts)
    facts.fresh(home)
    return home


def numbers(cell: str) -> list[int]:
    """The whole numbers that a cell of a table prints as counts."""
    return [int(one.replace(",", "")) for one in re.findall(r"(?<![\d.])\d[\d,]*(?![\d.]*\d|\.\d)", cell)]


def sheets(visitor):
    for period in ("all", "2025-01", "2025-02", "2025-03", "2025-04"):
        for name in SHEETS:
            answer = visitor.get(f"/reports/data/{period}/{name}.csv")
            assert answer.status_code == 200
            yield period, name, list(csv.reader(io.StringIO(answer.content.decode())))[1:]


def test_no_file_of_a_house_that_is_not_exempt_has_a_small_count(visitor, house):
    visitor.at(house)
    visitor.get("/reports/")
    kept = 0
    for period, name, rows in sheets(visitor):
        for row in rows:
            kept += "kept back" in " ".join(row)
            counted = row[1:2] if name not in ("use", "substances", "emergencies") else row[1:-1]
            for cell in counted if name != "occupancy" else ():
                said = re.sub(r"[\d.]+ to [\d.]+|[\d.]+ %|^\d+\.\d$", "", cell)
                assert not [k for k in numbers(said) if 0 < k < BELOW], (period, name, row)
    assert kept > 20
    for row in csv.DictReader(io.StringIO(visitor.get("/reports/months.csv").content.decode())):
        for name, cell in row.items():
            if not name.endswith("_pct") and cell.isdigit():
                assert int(cell) == 0 or int(cell) >= BELOW, (row["month"], name)
    told = json.loads(visitor.get("/reports/months.json").content)
    for line in (*told["months"], *told["incomplete"], told["total"]):
        for name, value in line.items():
            if isinstance(value, int):
                assert value == 0 or value >= BELOW, (line["month"], name)
        assert all(line[f"{name}_count"] is None for name in line.get("kept_back", ()) if name.startswith("share"))


def test_no_row_and_no_total_of_the_files_gives_a_small_count_away(visitor, house):
    visitor.at(house)
    visitor.get("/reports/")
    table = {(period, name, row[0]): row[1] for period, name, rows in sheets(visitor) for row in rows}
    wholes = {(period, name): row[2] for period, name, rows in sheets(visitor) for row in rows if name in BREAKDOWNS and " of " in row[2]}
    found = 0
    for (period, name), share in wholes.items():
        if name == "referral_funnel":
            continue
        n = int(share.split(" of ")[1].replace(",", ""))
        shown = [cell for (p, m, _), cell in table.items() if (p, m) == (period, name)]
        gone = [cell for cell in shown if cell == "kept back"]
        rest = n - sum(int(cell) for cell in shown if cell != "kept back")
        assert len(gone) != 1 and (not gone or rest == 0 or rest >= BELOW), (period, name, shown)
        found += bool(gone)
    assert found
    labels = {(name, label) for _, name, label in table if name in BREAKDOWNS}
    for name, label in labels:
        total = table.get(("all", name, label), "0")
        months = [table.get((month, name, label), "0") for month in ("2025-01", "2025-02", "2025-03")]
        gone = months.count("kept back")
        if total == "kept back":
            assert gone >= 1, (name, label)
        elif gone:
            rest = int(total) - sum(int(one) for one in months if one != "kept back")
            assert gone > 1 and (rest == 0 or rest >= BELOW), (name, label, months)


def test_how_many_were_reversed_does_not_give_a_row_of_the_breakdown_away(tmp_path):
    """Reversed is confirmed and probable together: shown beside the one it would tell the other."""
    pen = Pen(rules=RULES)
    looks = {
        "confirmed": {"breathing": "normal", "consciousness": "alert"},
        "probable": {"breathing": "normal"},
        "not": {"breathing": "slow", "consciousness": "pain"},
        "not_enough_information": None,
    }
    counts = {"confirmed": 10, "probable": 3, "not": 8, "not_enough_information": 6}
    when = at("2025-02-10", "09:00")
    for how, count in counts.items():
        for _ in range(count):
            emergency, when = uuid4(), when + timedelta(hours=1)
            minutes = lambda n, when=when: when + timedelta(minutes=n)  # noqa: E731
            pen(emergency, b.EmergencyRaised(where="place", place=1), when)
            pen(emergency, b.Observed(breathing="gasping", consciousness="unresponsive"), minutes(1))
            pen(emergency, b.Acted(action="naloxone", dose_mg=0.4, route="im"), minutes(2))
            if looks[how] is not None:
                pen(emergency, b.Observed(**looks[how]), minutes(3))
            pen(emergency, b.EmergencyClosed(outcome="recovered_here"), minutes(9))
    write(tmp_path, pen.drafts)
    kept = Shown(facts.fresh(tmp_path)).table.kept
    hides = lambda *what: kept.hides("2025-02", *what)  # noqa: E731
    assert hides("reversal", "part", "probable"), "three are few"
    assert hides("emergency_reversed", "k") or hides("reversal", "part", "confirmed")


def test_pages_charts_and_the_print_of_that_house_say_kept_back(visitor, house, monkeypatch):
    visitor.at(house)
    index = text(visitor.get("/reports/"))
    assert "kept back" in index and "under 5 are kept back" in index
    month = text(visitor.get("/reports/month/2025-02/"))
    assert "kept back" in month and "shown as they are" not in month
    # February had two emergencies: neither the page, nor the alternative text, nor the drawing may say so.
    february = Shown(facts.open(house)).sheet("outcomes", "2025-02")
    assert february.chart is not None and all(value is None or value == 0 or value >= BELOW for value in february.chart.series[0][1])
    assert "kept back" in february.chart.description
    use = Shown(facts.open(house)).sheet("emergencies")
    assert "February 2025 kept back" in use.chart.description
    told: list[dict] = []
    monkeypatch.setattr(typesetting.typst, "compile", lambda *_, sys_inputs, **__: told.append(json.loads(sys_inputs["data"])) or b"")
    assert visitor.get("/reports/month/2025-02/report.pdf").status_code == 200
    (page,) = told
    rows = {row[0]: row for row in page["rows"]}
    assert rows["Medical emergencies"][1] == "kept back"
    assert not any("shown here as they are" in note for note in page["notes"])
    for one in page["sheets"]:
        for row in one["rows"]:
            assert one["title"].startswith("Places") or not row[1].isdigit() or int(row[1]) == 0 or int(row[1]) >= BELOW


def test_an_hour_in_which_few_sat_in_a_place_shows_no_mean(house):
    opened = facts.open(house)
    shown = Shown(opened)
    for period, months in (("all", ["2025-01", "2025-02", "2025-03"]), ("2025-04", ["2025-04"])):
        stays = opened.table("occupancy", months, ["weekday", "hour", "subject"]).to_pylist()
        sheet = shown.sheet("occupancy", period)
        hours = [int(column) for column in sheet.columns[1:]]
        few = kept = 0
        for weekday, row in enumerate(sheet.rows):
            for hour, said, drawn in zip(hours, row[1:], sheet.chart.values[weekday], strict=True):
                behind = len({stay["subject"] for stay in stays if (stay["weekday"], stay["hour"]) == (weekday, hour)})
                few += 0 < behind < BELOW
                kept += said == "kept back" and drawn is None
                assert not 0 < behind < BELOW or said == "kept back", (period, weekday, hour)
        assert 0 < few <= kept


def test_what_the_command_line_prints_is_kept_back_alike(house):
    opened = facts.open(house)
    shown = Shown(opened).table
    from bothy.reports import thistle

    assert thistle.render(opened, "csv") == render_table(shown, "csv")
    for line in csv.DictReader(io.StringIO(thistle.render(opened, "csv"))):
        if line["month"] == "2025-02":
            assert line["medical_emergencies"] == "kept back"


def test_a_house_that_names_the_publication_shows_what_it_counted(tmp_path):
    pen = Pen(rules=msgspec.structs.replace(SCOTLAND, exempt_publications=("thistle",)))
    pen.visit(pen.person(at("2025-01-13")), at("2025-01-13"))
    pen.visit(pen.person(at("2025-02-13")), at("2025-02-13"))
    write(tmp_path, pen.drafts)
    table = Shown(facts.fresh(tmp_path)).table
    assert table.kept is None and table.lines[0].figures["service_accessed"].value == 1
    assert isinstance(table.as_of, datetime)
