"""What a flag says to a surveillance service: from the record, in words and as data, without a name in it."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

from bothy.care import bodies as b
from bothy.care import bodies_batch as batch
from bothy.reports import facts
from bothy.reports.surveillance import flags, note
from reports.journals import Pen, at, write
from reports.test_pages import text

MORNING = at("2025-02-03", "10:00")


def flagged(tmp_path):
    """Three emergencies with green heroin, one of them raised in error since, and the flag about them."""
    pen = Pen()
    visit = pen.visit(pen.person(MORNING - timedelta(hours=1)), MORNING)
    cases = [uuid4() for _ in range(3)]
    for n, case in enumerate(cases):
        when = MORNING + timedelta(minutes=20 * n + 5)
        pen(case, b.EmergencyRaised(where="place", place=1, visit=visit if n == 0 else None), when)
        pen(case, b.Acted(action="naloxone", dose_mg=0.4, route="im"), when + timedelta(minutes=1))
        if n:
            said = batch.SubstanceDescribed(substances=("heroin",), appearances=("green",))
            pen(case, said, when + timedelta(minutes=2))
        ended = "raised_in_error" if n == 2 else "recovered_here"
        pen(case, b.EmergencyClosed(outcome=ended), when + timedelta(minutes=9))
    said = batch.BatchFlagged(
        about="substance", code="heroin", since=MORNING, emergencies=tuple(cases), uses=7, expected=0.12,
        usual_per_1000=14.2, baseline_emergencies=30, baseline_uses=2113, tested=14, false_alarm_years=7.0,
    )  # fmt: skip
    flag = pen(UUID(int=pen.drafts[0].subject.int), said, MORNING + timedelta(hours=2))
    write(tmp_path, pen.drafts)
    return facts.fresh(tmp_path), flag


def test_the_note_is_added_up_from_the_record_as_it_stands(tmp_path):
    told = note(*flagged(tmp_path))
    assert told is not None
    assert (told.emergencies, told.no_longer_counted) == (2, 1)
    assert told.substances == {"heroin": 2}, "one from its visit, one as described"
    assert told.appearances == {"green": 1, "not_recorded": 1}
    assert told.naloxone_doses == {"1": 2} and told.outcome == {"recovered_here": 2}
    assert note(facts.open(tmp_path), uuid4()) is None


def test_pages_files_and_words_say_the_same(tmp_path, visitor):
    _, flag = flagged(tmp_path)
    visitor.at(tmp_path)
    page = text(visitor.get(f"/reports/flags/{flag}/"))
    assert "Suspected bad batch: heroin" in page and "2 emergencies among 7 supervised uses" in page
    assert "1 that the flag named was put right since" in page and "2,113 uses" in page
    told = json.loads(visitor.get(f"/reports/flags/{flag}/note.json").content)
    assert told["schema"] == "bothy-surveillance-note/1" and told["substances"] == {"heroin": 2}
    words = visitor.get(f"/reports/flags/{flag}/note.txt").content.decode()
    assert "Substance as stated: heroin 2" in words and "not for publication" in words
    assert "heroin" in text(visitor.get("/reports/flags/"))
    assert visitor.get(f"/reports/flags/{uuid4()}/").status_code == 404


def test_a_house_without_a_flag_says_so(tmp_path, visitor):
    pen = Pen()
    pen.visit(pen.person(MORNING), MORNING)
    write(tmp_path, pen.drafts)
    assert flags(facts.fresh(tmp_path)) == []
    visitor.at(tmp_path)
    assert "No flag was ever raised here" in text(visitor.get("/reports/flags/"))
