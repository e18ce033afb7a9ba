"""Four pages: what is not known first, every number with its note, nothing kept back on any of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from bothy.evidence.briefing.city import City, CityLine, Source
from bothy.evidence.briefing.making import Record, brief
from bothy.evidence.briefing.pdf import as_pdf, as_pictures, halves
from bothy.evidence.briefing.pictures import WARNING
from bothy.evidence.briefing.published import Published
from bothy.evidence.briefing.told import Brief, Note, Part, Span
from bothy.evidence.claims.judging import judge
from bothy.reports.figures import Figure, count
from bothy.reports.files.fence import Leaks
from bothy.reports.release import Release

VERDICTS = judge()
CITY = City(
    lines=(CityLine(label="Drug misuse deaths, 2024", value="1,017", source="nrs"),),
    answer=(("It cannot be judged on deaths yet.", ""), ("In 2024 there were 1,017 in Scotland.", "nrs")),
    sources=(Source(key="nrs", label="National Records of Scotland", text="Deaths by year of registration.", url="https://www.nrscotland.gov.uk/"),),
)


def pages(told: Brief) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(told))).pages]


def parts_of(told: Brief) -> tuple[Part, ...]:
    return told.house, told.day, told.published, told.emergencies, told.treatment, told.city, told.cost


def spans(told: Brief) -> Iterator[Span]:
    for line in told.lead:
        yield from line
    for part in parts_of(told):
        for line in part.lines:
            yield from line
        if part.table is not None:
            yield from part.table.heads
    for _, value, _ in told.keys:
        yield value


def test_a_reader_meets_what_is_not_known_before_anything_else(record: Record, release: Release) -> None:
    one, two, three, four = pages(brief(record, release, VERDICTS))
    assert "What is not known, and what would change it" in one and "What would change the verdict" in one
    assert all(claim.claim.title.split()[-1] in one for claim in VERDICTS)
    assert "What the facility is and does" in two and "A day on the floor" in two
    assert "The published table" in three and "how they ended" in three and "People into treatment" in three and "Cost" in three
    assert "The city" in four and "Where every number comes from" in four


def test_it_can_be_read_aloud(record: Record, release: Release) -> None:
    document = PdfReader(io.BytesIO(as_pdf(brief(record, release, VERDICTS))))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"] and document.trailer["/Root"]["/Lang"] == "en-GB"
    assert "pdfuaid" in str(document.trailer["/Root"]["/Metadata"].get_object().get_data())
    told = brief(record, release, VERDICTS)
    assert all(picture.alt for part in parts_of(told) for picture in part.pictures)


def test_the_same_record_gives_the_same_bytes(record: Record, release: Release) -> None:
    assert as_pdf(brief(record, release, judge())) == as_pdf(brief(record, release, judge()))


def test_every_page_names_the_entry_and_the_digest_it_was_made_from(record: Record, release: Release) -> None:
    made = pages(brief(record, release, VERDICTS))
    assert all("entries 1 to 4,321" in page and record.digest[:16] in page for page in made)
    assert record.digest in made[3].replace("\n", "") and "bothy brief --number 4321" in made[3].replace("\n", " ")


@pytest.mark.parametrize("length", ["short", "long"])
def test_it_has_four_pages_whatever_stands_in_it(record: Record, release: Release, length: str) -> None:
    long = length == "long"
    words = "Donaudampfschifffahrtsgesellschaft and everything that goes with it, on the river and beside it, " * 6
    shown = replace(record, pairs=tuple((f"Rule {n}", words) for n in range(8 if long else 0)), facility="The Safer Place by the Long Bridge" if long else "N")
    table = next(grid for grid in release.grids if grid.name == "months")
    months = [replace(row, label=f"Month {n}", period=f"2024-{n % 12 + 1:02d}") for n in range(36) for row in table.rows[:1]]
    longer = replace(release, grids=tuple(replace(grid, rows=(*months, *grid.rows)) if grid.name == "months" else grid for grid in release.grids))
    city = replace(CITY, lines=CITY.lines * (4 if long else 0), answer=tuple((words[:400], "") for _ in range(4 if long else 1)))
    told = brief(shown, longer if long else None, VERDICTS, None, city, words if long else "")
    assert len(pages(told)) == len(as_pictures(told, 20)) == 4
    if long:
        assert told.published.table is not None and len(told.published.table.rows) == 13


def test_a_house_without_a_month_behind_it_says_so(record: Record) -> None:
    told = brief(record, None, VERDICTS)
    made = pages(told)
    assert len(made) == 4 and "No month is over yet" in made[1] and "nothing is published" in made[2]
    assert told.keys == () and "no month is over yet" in made[0]


# ---- where numbers come from


def test_every_number_has_a_note_and_every_note_a_number(record: Record, release: Release) -> None:
    told = brief(record, release, VERDICTS, None, CITY, "£2.3 million a year")
    assert [one.number for one in told.notes] == list(range(1, len(told.notes) + 1))
    used = {one.note for one in spans(told)} | {one.note for one in told.claims}
    assert used - {0} == {one.number for one in told.notes}
    # What a sentence counts by itself: the claims of page 1, each of which has a note beside it.
    bare = [one.text for line in told.lead[1:] for one in line] + [one.text for part in parts_of(told) for line in part.lines for one in line if not one.note]
    assert not [one for one in bare if re.search(r"\d", one)]


def test_a_note_says_what_is_counted_and_how_to_have_the_data(record: Record, release: Release) -> None:
    told = brief(record, release, VERDICTS)
    visits = next(one for one in told.notes if one.label == "Service accessed")
    assert (visits.text, visits.data) == (release.defined("service_accessed").definition, "bothy report service_accessed")
    assert "--from 2025-01 --to 2025-02" in told.data
    deaths = told.notes[0]
    assert deaths.text == "10 independent results in 10 papers are counted, 25 papers listed." and deaths.data == "bothy evidence claims reduces_overdose_deaths"


def test_little_numbers_lead_to_their_notes(record: Record, release: Release) -> None:
    told = brief(record, release, VERDICTS, None, CITY)
    document = PdfReader(io.BytesIO(as_pdf(told)))
    links = [each.get_object() for page in document.pages for each in page.get("/Annots", ())]
    inside = [one for one in links if "/Dest" in one or one.get("/A", {}).get("/S") == "/GoTo"]
    assert len(inside) >= len(told.notes)
    assert [one["/A"]["/URI"] for one in links if one.get("/A", {}).get("/S") == "/URI"] == ["https://www.nrscotland.gov.uk/"]


def test_notes_stand_in_two_columns_about_equally_long_and_in_order() -> None:
    notes = [Note(number=n, label="x", text="y" * (40 * n)) for n in range(1, 9)]
    left, right = halves(notes)
    assert [*left, *right] == notes and len(left) > len(right) > 0
    assert halves([]) == ((), ())


# ---- a demo


def test_a_demo_is_marked_on_every_page_and_every_figure_and_a_house_on_none(record: Record, release: Release) -> None:
    for demo in (True, False):
        told = brief(replace(record, demo=demo), replace(release, demo=demo), VERDICTS)
        made = pages(told)
        assert [WARNING in page.replace("\n", " ") for page in made] == [demo] * 4
        assert ["Demo: invented" in page for page in made] == [demo] * 4
        drawn = [picture.svg for part in parts_of(told) for picture in part.pictures]
        assert drawn and all(('id="demo-warning"' in svg) is demo for svg in drawn)


# ---- what is kept back


def test_a_release_that_still_holds_what_it_hides_is_refused(record: Record, release: Release) -> None:
    def leaking(figure: Figure) -> Figure:
        return replace(figure, hidden=True) if figure.value else figure

    grids = tuple(replace(grid, rows=tuple(replace(row, figures=tuple(map(leaking, row.figures))) for row in grid.rows)) for grid in release.grids)
    with pytest.raises(Leaks):
        brief(record, replace(release, grids=grids), VERDICTS)


def test_what_is_kept_back_says_so_and_is_not_drawn(record: Record, release: Release) -> None:
    hidden = Figure(value=None, hidden=True)

    def only(name: str, figures: Figure) -> Release:
        return replace(release, grids=tuple(
            replace(grid, rows=tuple(replace(row, figures=tuple(figures for _ in row.figures)) for row in grid.rows)) if grid.name == name else grid
            for grid in release.grids
        ))  # fmt: skip

    told = brief(record, only("referrals", hidden), VERDICTS)
    assert "offered not shown" in told.treatment.pictures[0].alt and "kept back" in [one.text for line in told.treatment.lines for one in line]
    told = brief(record, only("hours", hidden), VERDICTS)
    assert told.day.pictures[0].alt.startswith("A day on the floor. Nothing is shown.")
    told = brief(record, only("emergencies", hidden), VERDICTS)
    assert not told.emergencies.pictures and "kept back" in told.keys[3][1].text


def test_parts_that_are_kept_back_are_one_rest_and_never_drawn_apart(record: Record, release: Release) -> None:
    outcomes = next(grid for grid in release.grids if grid.name == "outcomes")
    row = outcomes.rows[-1]
    rows = (
        replace(row, label="Recovered here", group="outcome=recovered_here", total=False, figures=(count(48),)),
        replace(row, label="Went to hospital", group="outcome=hospital", total=False, figures=(Figure(value=None, hidden=True),)),
        replace(row, label="Left", group="outcome=left", total=False, figures=(Figure(value=None, hidden=True),)),
    )
    emergencies = next(grid for grid in release.grids if grid.name == "emergencies")
    all_of = replace(emergencies, rows=tuple(replace(one, figures=(count(56), *one.figures[1:])) for one in emergencies.rows))
    made = replace(release, grids=tuple({"outcomes": replace(outcomes, rows=rows), "emergencies": all_of}.get(grid.name, grid) for grid in release.grids))
    (picture,) = brief(record, made, VERDICTS).emergencies.pictures
    assert picture.alt == "How emergencies ended. Recovered here 48; the rest, kept back one by one, 8."


# ---- published, city, cost


def test_a_publication_is_shown_as_it_was_frozen(record: Record, release: Release) -> None:
    frozen = replace(release, title="Service data by month", until="2025-01", revision=1)
    told = brief(record, release, VERDICTS, Published(release=frozen, sha256="cd" * 32, signed_on=date(2025, 2, 5), entry=77))
    assert told.published.lines[0][0].text == "As the facility published it on 5 February 2025, January 2025."
    note = next(one for one in told.notes if one.label == "Publication “Service data by month”, January 2025, revision 1")
    assert "entry 77" in note.text and note.text.replace(" ", "").endswith(f"{'cd' * 32}.")
    assert brief(record, release, VERDICTS).published.lines[0][0].text.startswith("Nothing is published yet.")


def test_the_citys_figures_come_with_the_answer_first(record: Record, release: Release) -> None:
    told = brief(record, release, VERDICTS, None, CITY)
    first, second = (line[0] for line in told.city.lines)
    assert first.strong and first.text == "It cannot be judged on deaths yet." and not second.strong and second.note
    assert "1,017" in pages(told)[3]
    assert "No figures of the city were put in." in pages(brief(record, release, VERDICTS))[3].replace("\n", " ")


def test_cost_is_what_was_given_and_never_made_up(record: Record, release: Release) -> None:
    told = brief(record, release, VERDICTS)
    assert told.cost.lines[0][0].text.startswith("Not recorded.") and told.cost.lines[0][0].note == 0
    told = brief(record, release, VERDICTS, given="£2.3 million a year (Scottish Government)")
    given = told.cost.lines[0][0]
    assert given.text == "Given for this briefing: £2.3 million a year (Scottish Government)"
    assert "was not checked" in told.notes[given.note - 1].text
    assert any("12 models" in one.text for line in told.cost.lines for one in line)
