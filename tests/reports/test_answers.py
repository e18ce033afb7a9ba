"""An answer is one paragraph that can stand alone: the figure, what it counts, what is missing, where it is from."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from bothy import reports
from bothy.care import bodies as b
from bothy.care.kinds import decode
from bothy.reports import facts
from bothy.reports.answer import MONTHS_AT_MOST, Question, answer
from bothy.reports.indicators import INDICATORS
from bothy.reports.near import NotThere
from reports.fitted import fitted
from reports.journals import Pen, at, write


def asked(opened, indicator: str, since: str = "", until: str = "", by: str = ""):
    return answer(opened, Question(indicator=indicator, since=since, until=until, by=by))


@pytest.fixture
def small_house(tmp_path):
    """Write a pen's lines and open the facts of them."""

    def opened(pen: Pen):
        write(tmp_path, pen.drafts)
        return facts.fresh(tmp_path)

    return opened


def test_a_count_is_said_with_its_period_its_definition_and_the_record_it_is_from(exempt):
    told = asked(exempt, "service_accessed")
    assert told.sentences[0] == (
        "Between 13 January 2025, the first day of service, and 31 August 2025 the service was accessed 6,147 times."
    )
    assert "each time someone came and used any part of the service" in told.text
    assert f"up to entry {exempt.number:,} (digest {exempt.digest.hex()[:16]}), as it stood on 1 September 2025" in told.text
    assert "Demo: the people are invented" in told.text


def test_a_share_is_said_as_so_many_of_so_many_with_its_exact_interval(exempt):
    told = asked(exempt, "share_heroin", "2025-03", "2025-03")
    assert told.sentences[0] == (
        "Between 1 March and 31 March 2025, 127 (20.9 %) of 609 injecting episodes in which a substance was recorded "
        "were injecting episodes with heroin and no cocaine."
    )
    assert "The exact 95 % interval is 17.7 to 24.3 %." in told.text


def test_a_rate_says_both_numbers(exempt):
    told = asked(exempt, "emergency_rate", "2025-03", "2025-03")
    assert "there were 19.7 medical emergencies per 1,000 episodes (12 medical emergencies and 609 injecting episodes)" in told.text
    assert "10.2 to 34.4" in told.text


def test_groups_stand_in_the_answer_and_add_up_to_the_whole(exempt):
    told = asked(exempt, "people", by="sex")
    assert "Sex: male 333; female 85." in told.text
    assert "Months cannot be added up" in told.text
    rows = told.release.grids[0].rows
    assert [row.figures[0].value for row in rows] == [333, 85, 418] and rows[-1].total


def test_groups_that_overlap_are_said_to(exempt):
    assert "Substance (one may stand in several):" in asked(exempt, "injecting_episodes", by="substance").text


def test_what_is_kept_back_is_said_with_the_reason(guarded):
    told = asked(guarded, "medical_emergencies", "2025-06", "2025-06")
    assert told.sentences[0].endswith("the figure for “medical emergencies” is kept back.")
    assert "The figure is kept back: the house rules keep back counts under 8 (nought apart)" in told.text
    assert "4" not in told.sentences[0], "the count itself is nowhere"


def test_months_of_a_table_may_be_kept_back_while_their_total_is_said(guarded):
    told = asked(guarded, "medical_emergencies")
    assert "there were 56 medical emergencies" in told.text
    assert "figures in the table are kept back" in told.text


def test_nothing_recorded_is_not_none(exempt):
    told = asked(exempt, "would_have_used_alone")
    assert "is not known: nobody recorded it (6,147 times)" in told.text
    assert "0.0" not in told.text


def test_none_is_said_as_none(small_house):
    pen = Pen()
    for day in range(3, 9):
        pen.visit(pen.person(at("2025-03-03")), at(f"2025-03-0{day}"))
    pen.visit(pen.person(at("2025-04-01")), at("2025-04-01"))
    told = asked(small_house(pen), "medical_emergencies", "2025-03", "2025-03")
    assert told.sentences[0] == "Between 3 March 2025, the first day of service, and 31 March 2025 there was no medical emergency."


def test_a_month_that_is_not_over_is_said_so_far_or_left_out(exempt):
    alone = asked(exempt, "medical_emergencies", "2025-09", "2025-09")
    assert "(the month is not over)" in alone.sentences[0]
    together = asked(exempt, "medical_emergencies", "2025-07", "2025-09")
    assert together.sentences[0].startswith("Between 1 July and 31 August 2025")
    assert "September 2025: not over yet, and left out." in together.text
    # Of one month that is over and one that is not, the answer is about the one that is.
    two = asked(exempt, "people", "2025-08", "2025-09")
    assert two.sentences[0].startswith("Between 1 August and 31 August 2025")
    assert "September 2025: not over yet, and left out." in two.text


def test_a_range_of_people_is_said_as_at_least_and_at_most(small_house):
    pen = Pen()
    for n in range(9):
        pen.visit(pen.person(at("2025-03-03")), at("2025-03-03") + timedelta(minutes=n))
    unsure = b.PersonRegistered(sex="male", looked_up=False)

    person = uuid4()
    pen(person, unsure, at("2025-03-04"))
    pen.visit(person, at("2025-03-04"))
    pen.visit(pen.person(at("2025-04-02")), at("2025-04-02"))
    told = asked(small_house(pen), "people", "2025-03", "2025-03")
    assert "at least 9 and at most 10 different people" in told.text
    assert "may be one of the others" in told.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (("service_acessed",), "Did you mean: service_accessed"),
        (("people", "2031-01"), "the record runs from January 2025 to September 2025"),
        (("people", "2025-06", "2025-02"), "June 2025 is after February 2025"),
        (("people", "", "", "mix"), "“People” cannot be divided by “heroin, cocaine or both”. It can by: sex; age"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_can(exempt, question, said):
    with pytest.raises(NotThere) as refused:
        asked(exempt, *question)
    assert said in str(refused.value)


@pytest.mark.parametrize("indicator", [one.name for one in INDICATORS])
def test_every_indicator_can_be_asked_in_every_way_it_divides(guarded, indicator):
    declared = next(one for one in INDICATORS if one.name == indicator)
    for by in ("", *declared.groupings):
        told = asked(guarded, indicator, "2025-03", "2025-05", by)
        assert told.sentences[0].startswith("Between 1 March and 31 May 2025")
        assert "None" not in told.text and "  " not in told.text


def test_five_years_are_answered_as_a_whole(small_house):
    pen = Pen()
    person = pen.person(at("2022-01-03"))
    for n in range(MONTHS_AT_MOST + 2):
        for day in range(3, 9):
            pen.visit(person, at(f"{2022 + n // 12}-{n % 12 + 1:02}-0{day}"))
    told = asked(small_house(pen), "service_accessed", until="2024-01")
    assert len(told.release.grids[0].rows) == 1 and "150 times" in told.text


def test_a_recount_by_hand_gives_the_same(exempt):
    sexes, visits, came = {}, Counter(), defaultdict(set)
    items, emergencies = Counter(), Counter()
    for draft in fitted().drafts:
        body = decode(draft.kind, draft.body)
        month = f"{draft.happened_at:%Y-%m}"
        if isinstance(body, b.PersonRegistered):
            sexes[draft.subject] = body.sex
        elif isinstance(body, b.VisitStarted):
            visits[month, sexes[body.person]] += 1
            came[month].add(body.person)
        elif isinstance(body, b.SuppliesGiven):
            items[month] += sum(one.count for one in body.items)
        elif isinstance(body, b.EmergencyRaised):
            emergencies[month] += 1
    for month in exempt.span()[:8]:
        by_sex = asked(exempt, "service_accessed", month, month, "sex").release.grids[0].rows
        for row in by_sex[:-1]:
            if not row.figures[0].hidden:
                assert row.figures[0].value == visits[month, row.group.partition("=")[2]]
        for indicator, counted in (("people", len(came[month])), ("items_out", items[month]), ("medical_emergencies", emergencies[month])):
            (row,) = asked(exempt, indicator, month, month).release.grids[0].rows
            assert row.figures[0].hidden or row.figures[0].value == counted


def test_the_example_in_the_guide_is_what_comes_out(exempt_home):
    guide = (Path(__file__).parents[2] / "docs" / "answers.md").read_text("utf-8")
    command, _, printed = guide.partition("$ bothy ")[2].partition("```")[0].partition("\n")
    from bothy.cli import report  # noqa: F401 (adds the verb)
    from bothy.cli.main import app

    done = CliRunner().invoke(app, [*command.split(), "--home", str(exempt_home)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(printed.partition(" Source: ")[0])


def test_nothing_but_protect_makes_a_release_and_no_page_or_file_takes_a_draft():
    room = Path(reports.__file__).parent
    makers, takers = set(), set()
    for path in sorted(room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Release":
                makers.add(str(path.relative_to(room)))
            said = [node.annotation] if isinstance(node, ast.arg) else [node.returns] if isinstance(node, ast.FunctionDef) else []
            if any(one is not None and re.search(r"\b(Draft|DraftGrid|DraftRow|Printed)\b", ast.unparse(one)) for one in said):
                takers.add(str(path.relative_to(room)))
    assert makers == {"protect.py"}
    assert takers == {"draft.py", "protect.py"}
