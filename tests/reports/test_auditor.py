"""The auditor reads tables as publishers print them, and says what an outsider can tell of what they hide."""

import io
import json
import zipfile
from uuid import uuid4

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bothy.reports import release
from bothy.reports.auditor import Meaning, Unreadable, as_json, as_text, audit_files
from bothy.reports.auditor.marks import read_mark


def look(*texts: str, **asked):
    found, _ = audit_files([(f"table{n}.csv", text.encode()) for n, text in enumerate(texts, 1)], **asked)
    return found


def told(found) -> dict:
    return {", ".join(one.labels): (one.low, one.high) for one in found.hidden}


def test_one_hidden_count_in_a_row_with_its_total_is_told_exactly_and_the_sum_is_named():
    found = look("Area,Male,Female,Total\nNorth,x,12,15\nSouth,20,31,51\n")
    assert told(found) == {"North, Male": (3, 3)}
    assert found.leaks and found.exact == 1
    (words,) = found.hidden[0].told_by
    assert "North, Total (15) is the sum of 2 parts" in words and "hidden: Male" in words
    assert "exactly 3" in as_text(found)


def test_two_hidden_counts_in_a_row_lie_between_nought_and_what_is_left():
    found = look("Area,Male,Female,Other,Total\nNorth,x,x,12,20\nSouth,20,31,4,55\n")
    assert told(found) == {"North, Male": (0, 8), "North, Female": (0, 8)}
    assert not found.leaks
    assert look("Area,Male,Female,Other,Total\nNorth,x,x,12,16\nSouth,20,31,4,55\n", below=5).small == 2


def test_rows_and_columns_together_tell_what_neither_tells():
    """Two hidden in every row and column but one: the ring of rings."""
    text = "Area,a,b,c,d,Total\n1,x,x,40,40,95\n2,x,x,x,40,58\n3,40,40,x,x,95\n4,40,40,x,x,95\nTotal,96,94,57,96,343\n"
    found = look(text)
    assert told(found)["2, c"] == (3, 3)
    why = next(one for one in found.hidden if one.labels == ("2", "c")).told_by
    assert len(why) >= 3, "no sum alone tells it"


LONG = """Deaths by division,,
police_division,quarter,deaths
A,2017Q1,18
A,2017Q2,27
B,2017Q1,x
B,2017Q2,7
C,2017Q1,x
C,2017Q2,9
Total,2017Q1,"1,026"
Total,2017Q2,43
"""
WIDE = "Note: provisional figures\n\n;2017Q1;2017Q2\nTotal;1 026;43\nA;18;27\nB;x;7\nC;x;9\n\nx: hidden to protect people\n"


def test_a_long_table_and_a_wide_one_say_the_same():
    assert told(look(LONG)) == {"B, 2017Q1": (0, 1008), "C, 2017Q1": (0, 1008)} == told(look(WIDE))


def test_two_headers_one_above_the_other_are_two_dimensions():
    text = ",2023,,,2024,,\nArea,Men,Women,All,Men,Women,All\nNorth,4,*,9,6,8,14\nSouth,*,8,15,..,..,11\nAll,11,13,24,[c],[c],25\n"
    found = look(text)
    assert told(found)["North, 2023, Women"] == (5, 5) and told(found)["South, 2023, Men"] == (7, 7)
    assert told(found)["All, 2024, Men"] == (6, 17) and told(found)["South, 2024, Women"] == (0, 11)


def test_a_table_of_sexes_and_then_of_ages_has_two_sums_to_one_total():
    text = "Group,2023,2024\nAll people,40,50\nMale,30,x\nFemale,10,x\nUnder 25,12,14\n25 to 44,20,x\n45 and over,8,16\n"
    found = look(text)
    assert told(found)["25 to 44, 2024"] == (20, 20) and told(found)["Male, 2024"] == (0, 50)


def test_a_first_line_with_everything_hidden_is_no_header():
    assert told(look("Area,c,x,Total\nNorth,x,x,x\nSouth,5,6,11\nTotal,8,12,20\n")) == {
        "North, c": (3, 3), "North, x": (6, 6), "North, Total": (9, 9),
    }  # fmt: skip


def test_a_total_without_a_name_is_found_by_adding_up_and_one_with_an_odd_name_is_told():
    assert told(look("Area,2023,2024,2025\nNorth,4,5,x\nSouth,7,8,7\nWest,9,1,3\nGlasgow,20,14,18\n")) == {"North, 2025": (8, 8)}
    odd = "Area,2023\nNorth,4\nSouth,x\nHere,20\n"
    assert told(look(odd)) == {"South, 2023": (0, None)} or told(look(odd)) == {"South": (0, None)}
    assert list(told(look(odd, totals=["Here"])).values()) == [(16, 16)]


def test_what_does_not_add_up_is_said_and_the_sums_that_hold_are_used():
    found = look("Area,a,b,Total\nNorth,4,5,10\nSouth,x,8,15\nWest,3,3,6\n")
    assert told(found) == {"South, a": (7, 7)}
    (off,) = found.off
    assert "North, Total (10)" in off and "come to 9" in off
    found = look("Area,a,b,Total\nNorth,x,8,5\nSouth,x,8,15\nWest,3,3,6\n")
    assert told(found)["South, a"] == (7, 7) and told(found)["North, a"] == (0, None) and len(found.off) == 1


def test_under_five_is_said_with_and_without_being_believed():
    text = "Area,a,b,c,Total\nNorth,<5,<5,12,20\nSouth,<5,<5,12,19\nWest,3,3,8,14\n"
    found = look(text, below=5)
    by_name = {", ".join(one.labels): one for one in found.hidden}
    assert by_name["North, a"].marked == (4, 4) and (by_name["North, a"].low, by_name["North, a"].high) == (0, 8)
    assert by_name["South, a"].marked == (3, 4) and by_name["South, a"].small and not by_name["South, a"].exact
    assert look(text, meaning=Meaning(least=0)).hidden[2].marked == (3, 4)
    wrong = look("Area,a,b,c,Total\nNorth,<5,<5,12,30\nWest,3,3,8,14\n")
    assert wrong.hidden[0].marked is None and "cannot all be true" in wrong.contradicted[0]


@pytest.mark.parametrize(
    ("said", "number", "bounds"),
    [
        ("1,234", 1234, None), ("1 234", 1234, None), ("1.234", 1234, None), ("12.0", 12, None), ("56 [note 3]", 56, None), ("7 [r]", 7, None), ("0", 0, None),
        ("<5", None, (1, 4)), ("fewer than 5", None, (1, 4)), ("≤ 3", None, (1, 3)), ("1 to 4", None, (1, 4)), ("1–4", None, (1, 4)), ("5+", None, (5, None)),
        ("x", None, None), ("", None, None), ("[c]", None, None), ("kept back", None, None), ("..", None, None), ("-", None, None),
    ],
)  # fmt: skip
def test_each_usual_mark_is_read(said, number, bounds):
    mark = read_mark(said)
    assert mark is not None and (mark.number, mark.bounds) == (number, bounds)


@pytest.mark.parametrize("said", ["12.5", "45 %", "North", "-3", "2017-2018", "A: North East"])
def test_shares_and_words_are_no_counts(said):
    assert read_mark(said) is None


def test_a_dash_can_be_said_to_be_nought():
    text = "Area,a,b,c,Total\nNorth,-,x,12,15\nSouth,1,2,3,6\n"
    assert told(look(text)) == {"North, a": (0, 3), "North, b": (0, 3)}
    assert told(look(text, meaning=Meaning(means={"-": (0, 0)}))) == {"North, b": (3, 3)}


def test_rounded_numbers_leave_more_open():
    text = "Area,a,b,c,Total\nNorth,x,10,20,35\nSouth,5,5,10,20\n"
    assert told(look(text)) == {"North, a": (5, 5)}
    assert told(look(text, rounded=5)) == {"North, a": (0, 11)}


def test_shares_beside_the_counts_are_left_out_and_said_to_be():
    found = look("Area,a,b,Total,a %\nNorth,x,10,14,28.6\nSouth,5,5,10,50.0\n")
    assert told(found) == {"North, a": (4, 4)} and any("a %" in note for note in found.notes)


def test_an_earlier_table_that_shows_what_a_later_one_hides_gives_it_away():
    earlier = "Area,2023,2024\nNorth,4,9\nSouth,7,8\nWest,3,3\nTotal,14,20\n"
    later = "Area,2023,2024\nNorth,x,9\nSouth,7,8\nWest,x,3\nTotal,14,20\n"
    found = look(earlier, later)
    assert found.exact == 2 and all(one.elsewhere == "table1.csv" for one in found.hidden)
    assert look(later).exact == 0
    revised = look(earlier, later.replace("7,8", "6,8"))
    assert any("South, 2023 is 7 in table1.csv and 6 in table2.csv" in note for note in revised.notes)


def test_another_breakdown_of_the_same_total_narrows_it():
    ages = "age,2023,2024\nUnder 25,x,9\n25 and over,7,8\nTotal,x,17\n"
    sexes = "sex,2023,2024\nMale,5,9\nFemale,6,8\nTotal,x,17\n"
    assert told(look(ages))["Under 25, 2023"] == (0, None)
    assert told(look(ages, sexes))["Under 25, 2023"] == (4, 4)


def book(*sheets: tuple[str, list[list]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(out := io.BytesIO())
    return out.getvalue()


def test_a_workbook_is_read_by_its_first_table_or_the_sheet_that_is_named():
    rows = [["Table 1: visits"], [], ["Area", "a", "b", "Total"], ["North", "x", 10.0, 14], ["South", 5, 5, 10]]
    other = [["Area", "a", "b", "Total"], ["North", None, 10, 15], ["South", 5, 5, 10]]
    content = book(("Notes", [["About these figures"]]), ("One", rows), ("Two", other))
    found, _ = audit_files([("book.xlsx", content)])
    assert told(found) == {"North, a": (4, 4)}
    found, _ = audit_files([("book.xlsx", content)], sheet="Two")
    assert told(found) == {"North, a": (5, 5)} and found.hidden[0].mark == "empty"
    with pytest.raises(Unreadable, match=r"has no sheet 'Three'\. It has: Notes, One, Two"):
        audit_files([("book.xlsx", content)], sheet="Three")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"), (b"nothing here\nat all\n", "has no columns"), (b"a,b\nc,d\n", "no line with a label and a number"),
        (b"%PDF-1.7 ...", "is a PDF"), (b"PK\x03\x04broken", "is damaged or no XLSX"), (b"\x00\x01,\x00\x02", "is not text"),
        (b'{"format": 7}', "no release that Bothy wrote"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel form"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_to_be_none(content, says):
    with pytest.raises(Unreadable, match=says):
        audit_files([("file", content)])


def workbook_of(sheet: bytes) -> bytes:
    """A workbook whose sheet is these bytes instead of what a spreadsheet writes."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("One", [["Area", "a"], ["North", 3]])))) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in made.namelist():
            own = b"<worksheet " + space + b"><sheetData>" + sheet + b"</sheetData></worksheet>"
            changed.writestr(name, own if name.endswith("sheet1.xml") else made.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        (b'<row r="3000000000"><c r="A1" t="n"><v>1</v></c></row>', "too large"), (b"<!-- -->" * 4_000_000, "too large when unpacked"),
        (b"<row", "is damaged"), (b'<row r="1"><c r="A1" t="n"><v>three</v></c></row>', "is damaged"),
        (b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>', "is damaged"), (b'<row r="1"><c r="1A" t="n"><v>1</v></c></row>', "is damaged"),
    ],
    ids=["a line beyond all lines", "a bomb", "cut off", "words for a number", "a word that is nowhere", "a place that is none"],
)  # fmt: skip
def test_a_workbook_that_was_made_to_do_harm_is_refused_in_a_sentence(sheet, says):
    with pytest.raises(Unreadable, match=says):
        audit_files([("book.xlsx", workbook_of(sheet))])


def test_one_long_line_does_not_make_every_other_as_long():
    with pytest.raises(Unreadable, match="too large"):
        audit_files([("table.csv", b"Area,a\n" + b"North,3\n" * 40_000 + b"South" + b",4" * 60_000 + b"\n")])


def test_a_sheet_that_is_formatted_to_its_end_is_read_to_the_end_of_its_table():
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c><c r="B%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (r, r, label, r, said)
        for r, (label, said) in enumerate([(b"Area", b"visits"), (b"North", b"x"), (b"South", b"7"), (b"Total", b"9")], 1)
    )
    found, (table,) = audit_files([("book.xlsx", workbook_of(rows + b'<row r="1048576"/>'))])
    assert told(found) == {"North": (2, 2)} and len(table.rows) == 4


@pytest.mark.parametrize("cell", ["1" + " " * 100_000 + "x", "1" + "[r" * 50_000, "7" * 6000, "<" + "7" * 6000, "7" * 400], ids=lambda cell: cell[:6])
def test_a_cell_that_no_person_would_write_is_words_and_is_read_at_once(cell):
    found, _ = audit_files([("table.csv", f"Area,visits\nSouth,x\nWest,7\nNorth,{cell}\nTotal,9\n".encode())])
    assert told(found) == {"South": (2, 2)} and "Left out, as no counts: line 4." in found.notes


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_whatever_makes_it_fall_over(content):
    said = "."
    try:
        said = as_text(audit_files([("file", content)])[0])[-1:] and "."
    except Unreadable as fault:
        said = str(fault)
    assert said.endswith(".")


def publication(numbers: dict, sums: tuple, below: int | None = 5) -> bytes:
    rules = release.Rules(name="generic", effective_from=None, time_zone="Europe/London", day_starts="06:00", suppress_below=below)
    return release.canonical(release.Release(
        set="waits", title="Waits", facility=uuid4(), facility_name="Northgate", demo=True, since="2025-01", until="2025-03", number=9, digest="00",
        as_of=None, made_with="0", rules=rules, definitions=(), grids=(), numbers=numbers, sums=sums,
    ))  # fmt: skip


def test_two_publications_of_bothy_are_looked_at_together_by_the_names_of_their_numbers():
    sums = (("all", "a", "b", "c"),)
    first = publication({"all": 30, "a": None, "b": None, "c": 10}, sums)
    second = publication({"all": 30, "a": None, "b": 12, "c": 10}, sums)
    found, _ = audit_files([("first.json", first)])
    assert told(found) == {"a": (0, 20), "b": (0, 20)} and not found.leaks
    found, _ = audit_files([("first.json", first), ("second.json", second)])
    assert {(one.file, *one.labels): one.low for one in found.hidden if one.exact} == {
        ("first.json", "a"): 8, ("first.json", "b"): 12, ("second.json", "a"): 8,
    }  # fmt: skip


def test_what_is_reckoned_along_in_an_exempt_publication_is_not_called_hidden():
    exempt = publication({"all": 30, "a": 28, "b": None}, (("all", "a", "b"),), below=None)
    found, _ = audit_files([("thistle.json", exempt)])
    assert not found.hidden and not found.leaks and "nothing in it is kept back" in found.notes[0]


def test_the_quarterly_drug_deaths_by_police_division(shared_data):
    """A published table: eight hidden counts, in pairs, and what the quarter's total leaves of each pair."""
    names = [f"suspected_drug_deaths_by_{by}.csv" for by in ("police_division", "age", "sex")]
    files = [(name, (shared_data / name).read_bytes()) for name in names]
    found, _ = audit_files(files[:1], below=5)
    most = {"2017Q1": 8, "2017Q4": 11, "2018Q1": 11, "2019Q2": 10}
    assert len(found.hidden) == 8 and found.sums == 28 and not found.off and not found.leaks
    for one in found.hidden:
        assert (one.low, one.high) == (0, most[one.labels[1]])
        assert len(one.told_by) == 1 and one.labels[1] in one.told_by[0]
    together, _ = audit_files(files)
    assert told(together) == told(found), "age and sex have the same totals, and say no more"
    assert together.sums == 84 and not together.off
    believed, _ = audit_files(files, meaning=Meaning(means={"x": (1, 4)}))
    assert {(one.labels[0][:1], one.labels[1]): one.marked for one in believed.hidden if one.exact} == {("N", "2017Q1"): (4, 4), ("V", "2017Q1"): (4, 4)}
    assert len(believed.contradicted) == 3, "in three quarters one of the two is no small count"


def test_the_command_says_by_its_exit_code_whether_anything_leaks(tmp_path):
    from bothy.cli import audit_table  # noqa: F401  (adds its verb)
    from bothy.cli.main import app

    def run(*words):
        return CliRunner().invoke(app, ["audit-table", *map(str, words)])

    (tmp_path / "leaks.csv").write_text("Area,Male,Female,Total\nNorth,x,12,15\nSouth,20,31,51\n")
    (tmp_path / "holds.csv").write_text("Area,a,b,c,Total\nNorth,x,x,12,16\nSouth,20,31,1,52\n")
    (tmp_path / "none.csv").write_text("hello\n")
    assert run(tmp_path / "leaks.csv").exit_code == 1
    assert run(tmp_path / "holds.csv").exit_code == 0
    assert run(tmp_path / "holds.csv", "--below", "5").exit_code == 1
    assert run(tmp_path / "none.csv").exit_code == 2
    assert run(tmp_path / "absent.csv").exit_code == 2
    assert run(tmp_path / "holds.csv", "--mark", "x").exit_code == 2
    told = json.loads(run(tmp_path / "leaks.csv", "--json").stdout)
    assert told["leaks"] and told["exact"] == 1 and told["hidden"][0]["low"] == told["hidden"][0]["high"] == 3
    assert told["hidden"][0]["labels"] == ["North", "Male"] and told["hidden"][0]["told_by"]
    assert set(told) == set(json.loads(as_json(look("Area,a,b,Total\nN,1,2,3\n"))))


def test_a_long_table_and_a_wide_one_put_in_together_are_the_same_numbers():
    found = look(LONG, WIDE.replace("B;x;7", "B;30;7"))
    assert {(one.file, one.labels[0]): one.low for one in found.hidden if one.exact} == {
        ("table1.csv", "B"): 30, ("table1.csv", "C"): 978, ("table2.csv", "C"): 978,
    }  # fmt: skip


def test_ages_that_are_said_like_hidden_counts_are_labels():
    found = look("sex,age,deaths\nMale,15 to 24,4\nMale,25 to 34,x\nMale,Total,20\nFemale,15 to 24,9\nFemale,25 to 34,2\nFemale,Total,11\n")
    assert told(found) == {"Male, 25 to 34": (16, 16)}


def test_a_workbook_s_cover_is_passed_over_for_the_table_that_has_totals():
    content = book(("Cover", [["Made from entry", 95866]]), ("Months", [["Month", "Visits", "Total"], ["May", "<5", 12], ["June", 9, 13], ["Total", "x", 25]]))
    found, _ = audit_files([("book.xlsx", content)])
    assert found.files == ("book.xlsx, sheet Months",) and found.hidden
