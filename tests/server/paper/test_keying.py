"""Sheets of paper, from the printer to the journal: each line once, at the time on the paper, by who keyed it in."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bothy.care.commands import Actor, Command

Office = Callable[..., Any]
ZONE = ZoneInfo("Europe/London")
DAY = datetime.now(ZONE).date() - timedelta(days=1)
VISIT = {
    "door.time": "0930", "door.who": "Corbie", "door.age_band": "35-44", "door.sex": "female", "door.purposes": ["use", "advice"],
    "talk.time": "0934", "talk.substances": ["heroin", "cocaine"], "talk.route": "vein",
    "place.time": "0940", "place.place": "3",
    "seen-1.time": "0945", "seen-2.time": "0950", "seen-2.state": "drowsy_rousable",
    "over.time": "1001", "over.used": "yes", "left.time": "1020", "left.how": "left",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_sheets(office: Office) -> None:
    from bothy.server.models import PaperSheet

    PaperSheet.objects.all().delete()


def new_sheet(kind: str = "visit") -> str:
    from bothy.server.paper.issuing import issue

    return issue({kind: 1}, None)[0]


def key(browser: Any, id: str, rows: dict[str, object], day: date = DAY) -> Any:
    """Post the form of a sheet."""
    return browser.post(f"/office/paper/{id}", {"date": day.isoformat(), **rows})


def said(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time(int(clock[:2]), int(clock[2:])), ZONE).astimezone(UTC)


def written(facility: Any, after: int) -> list[Any]:
    """The lines since entry `after`, as care reads them."""
    from bothy.care.fold import line
    from bothy.server.checkpoints import open_journal

    reader = open_journal()
    try:
        return [line(entry) for entry in reader.entries(after)]
    finally:
        reader.close()


# --- printing ----------------------------------------------------------------------------------------


def test_sheets_are_printed_one_page_each_and_known_from_then_on(office: Office, facility: Any) -> None:
    from bothy.care.rules import INHALATION, SCOTLAND
    from bothy.server.models import PaperSheet
    from bothy.server.paper.printing import pictures

    answer = office("nurse").post("/office/paper/print", {"visit": "4", "emergency": "2", "turned_away": "1"})
    assert answer.status_code == 200 and answer["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["content-disposition"]
    ids = list(PaperSheet.objects.values_list("id", flat=True))
    assert sorted(id.split("-")[1][0] for id in ids) == ["A"] * 4 + ["E"] * 2 + ["T"]
    for rules in (SCOTLAND, INHALATION):
        for name in ("Northgate", "The safer drug consumption facility of the health and social care partnership of a large city " * 2):
            assert len(pictures(ids, name[:200], rules, pixels_per_inch=20)) == len(ids), "each on a page of its own"


def test_no_sheets_and_too_many_are_told(office: Office) -> None:
    nurse = office("nurse")
    for counts, sentence in (({"visit": "0"}, "one or more"), ({"visit": "150", "emergency": "100"}, "At most 200"), ({"visit": "-1"}, "greater than")):
        answer = nurse.post("/office/paper/print", counts)
        assert answer.status_code == 400 and sentence in said(answer), counts


def test_the_sheets_of_a_printing_that_nobody_keyed_in_are_asked_after(office: Office) -> None:
    from django.utils import timezone

    from bothy.server.models import PaperSheet
    from bothy.server.paper.issuing import issue

    ids = issue({"visit": 4}, None)
    monday = timezone.now() - timedelta(days=2)
    PaperSheet.objects.all().update(issued_at=monday)
    issue({"emergency": 1}, None)
    nurse = office("nurse")
    key(nurse, ids[0], VISIT)
    page = said(nurse.get("/office/paper"))
    assert f"3 sheets of {timezone.localtime(monday, ZONE):%A} {timezone.localtime(monday, ZONE).day}" in page and "unused?" in page
    assert "1 sheet of" in page and ids[0] not in page and ids[1] in page
    again = nurse.post("/office/paper/print-again", {"printed": monday.isoformat()})
    assert again["content-type"] == "application/pdf" and PaperSheet.objects.count() == 5, "the same ids, no new ones"
    assert "3 sheets put down as unused" in said(nurse.post("/office/paper/unused", {"printed": monday.isoformat()}, follow=True))
    assert "3 sheets of" not in said(nurse.get("/office/paper"))
    # One of them turns up after all.
    assert key(nurse, ids[1], VISIT | {"door.who": "Whaup"}).status_code == 302
    assert PaperSheet.objects.get(id=ids[1]).unused_at is None


# --- keying in ---------------------------------------------------------------------------------------


def test_a_visit_stands_as_it_was_written_down(office: Office, facility: Any) -> None:
    nurse, id, before = office("nurse"), new_sheet(), facility.house.number
    answer = key(nurse, id, VISIT)
    assert answer.status_code == 302, said(answer)
    lines = written(facility, before)
    told = [(line.kind, line.happened_at.replace(microsecond=0)) for line in lines]
    assert told == [
        ("person-registered", at("0930")), ("visit-started", at("0930")), ("assessed", at("0934")), ("place-given", at("0940")),
        ("episode-started", at("0940")), ("seen", at("0945")), ("seen", at("0950")), ("episode-ended", at("1001")),
        ("stage-entered", at("1001")), ("visit-ended", at("1020")),
    ]  # fmt: skip
    assert {line.staff for line in lines} == {nurse.staff.id} and {line.device for line in lines} == {None}
    registered, started, assessed, given = lines[:4]
    assert (registered.body.looked_up, registered.body.age_band, registered.body.sex) == (False, "35-44", "female")
    assert started.body.purposes == ("use", "advice") and started.body.person == registered.subject
    assert [each.substances for each in assessed.body.preparations] == [("heroin", "cocaine")]
    assert given.body.place == 3 and lines[6].body.state == "drowsy_rousable" and lines[7].body.used == "yes"
    from bothy.people.names import names_for

    assert names_for([registered.subject])[registered.subject].name == "Corbie"
    visit = facility.house.visits[started.subject]
    assert not visit.is_open and visit.stage == "left" and visit.episodes[0].used == "yes"


def test_keyed_in_twice_it_makes_no_double_and_says_what_stands_and_by_whom(office: Office, facility: Any) -> None:
    nurse, id = office("nurse"), new_sheet()
    key(nurse, id, VISIT)
    before = facility.house.number
    page = said(nurse.get(f"/office/paper/{id}"))
    assert "Already recorded: 7 lines of this sheet, last by Someone nurse" in page and "The sheet is finished" in page
    assert "0950 drowsy" not in page and "09:50 drowsy, rousable (already recorded: by Someone nurse" in page
    assert 'name="seen-2.time"' not in page and 'name="seen-3.time"' in page
    # The same form again, and another one under the same id, by somebody else.
    other = second(office)
    for rows in (VISIT, VISIT | {"seen-1.time": "0947", "left.how": "asked_to_leave", "door.who": "Someone else"}):
        answer = key(other, id, rows)
        assert answer.status_code == 400 and "Nothing was keyed in" in said(answer)
    assert facility.house.number == before


def second(office: Office) -> Any:
    """Another browser, of a shift lead; the first one stays."""
    from django.test import Client

    from bothy.people.setup import add_office_user, add_staff
    from server.conftest import ORIGIN, PASSWORD

    client = Client(headers={"Origin": ORIGIN})
    staff = add_staff("Effie", "shift_lead", "4817")
    add_office_user(staff, "effie", PASSWORD)
    assert client.login(username="effie", password=PASSWORD)
    client.staff = staff  # type: ignore[attr-defined]
    return client


def test_two_people_who_key_the_same_sheet_in_at_once_make_no_double(office: Office, facility: Any) -> None:
    """Both read what stands before either has written: the ids of the lines decide, not the form."""
    from bothy.server.office import paper_sheet

    nurse, other, id = office("nurse"), second(office), new_sheet()
    both, real = threading.Barrier(2), paper_sheet._write

    def after_both_have_read(*words: Any) -> Any:
        both.wait(30)
        return real(*words)

    answers: list[Any] = []
    before = facility.house.number
    paper_sheet._write = after_both_have_read
    try:
        changed = VISIT | {"seen-1.time": "0947", "left.how": "asked_to_leave"}
        hands = [threading.Thread(target=lambda b=b, r=r: answers.append(key(b, id, r))) for b, r in ((nurse, VISIT), (other, changed))]
        for each in hands:
            each.start()
        for each in hands:
            each.join(60)
    finally:
        paper_sheet._write = real
    lines = written(facility, before)
    kinds = [line.kind for line in lines]
    assert kinds.count("visit-started") == 1 and kinds.count("seen") == 2 and kinds.count("visit-ended") == 1
    assert len({line.staff for line in lines}) == 1, "one of them wrote it, the other is told"
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "somebody else keyed this in meanwhile" in said(late)


def test_a_sheet_begun_is_gone_on_with_later(office: Office, facility: Any) -> None:
    nurse, id = office("nurse"), new_sheet()
    begun = {name: value for name, value in VISIT.items() if name.startswith(("door", "talk", "place"))}
    answer = key(nurse, id, begun)
    assert answer.status_code == 400 and "the visit stays open on the board, if you tick this" in said(answer)
    assert key(nurse, id, begun | {"still_open": "yes"}).status_code == 302
    assert id in said(nurse.get("/office/paper")), "begun, and something stands open"
    before = facility.house.number
    later = {name: value for name, value in VISIT.items() if name.startswith(("seen", "over", "left"))}
    assert key(second(office), id, later).status_code == 302
    assert [line.kind for line in written(facility, before)] == ["seen", "seen", "episode-ended", "stage-entered", "visit-ended"]
    assert id not in said(nurse.get("/office/paper"))


def test_what_is_missing_is_asked_for_and_nothing_is_written_until_it_is_there(office: Office, facility: Any) -> None:
    nurse, id, before = office("nurse"), new_sheet(), facility.house.number
    today = datetime.now(ZONE).date()
    for wrong, sentence in (
        ({"place.time": ""}, "At what time?"), ({"seen-1.time": "945x"}, "At what time?"), ({"seen-1.time": "2560"}, "At what time?"),
        ({"place.place": ""}, "What stands under “Place number”?"), ({"place.place": "77"}, "There is no place 77"),
        ({"door.who": "L" * 81}, "At most 80 signs"), ({"place.place": "three"}, "not a number"), ({"door.who": ""}, "What stands under “Name or code, as spoken”?"),
        ({"left.how": "flew"}, "Choose from the list"), ({"date": ""}, "Which day is it?"),
        ({"date": (today + timedelta(days=1)).isoformat()}, "lies ahead"), ({"date": "2019-03-02"}, "before this facility was founded"),
        ({"door.time": "", "door.who": "", "door.age_band": "", "door.sex": "", "door.purposes": []}, "Key in “At the door” first"),
    ):  # fmt: skip
        answer = key(nurse, id, {**VISIT, **wrong})
        assert answer.status_code == 400 and sentence in said(answer), (wrong, sentence)
        assert 'value="0950"' in answer.content.decode(), "what was typed is still there"
    assert facility.house.number == before


def test_a_time_after_midnight_belongs_to_the_day_after(office: Office, facility: Any) -> None:
    nurse, id, before = office("nurse"), new_sheet(), facility.house.number
    day = DAY - timedelta(days=1)
    late = {"door.time": "23:50", "door.who": "Gowk", "seen-1.time": "0005", "left.time": "030"}
    assert key(nurse, id, late, day).status_code == 302
    happened = [line.happened_at.replace(microsecond=0) for line in written(facility, before)]
    assert happened == [at("2350", day)] * 2 + [at("0005", DAY), at("0030", DAY)]


def test_somebody_known_is_found_and_whoever_is_not_is_kept_as_spoken(office: Office, facility: Any) -> None:
    lark = register(facility, "Lark")
    nurse, id = office("nurse"), new_sheet()
    facility_people = len(facility.house.people)
    answer = key(nurse, id, VISIT | {"door.who": "lark"})
    assert answer.status_code == 400 and "Say which of these it is" in said(answer) and f'value="{lark}"' in answer.content.decode()
    assert key(nurse, id, VISIT | {"door.who": "lark", "door.person": str(uuid4())}).status_code == 400, "one of those that were found"
    before = facility.house.number
    assert key(nurse, id, VISIT | {"door.who": "lark", "door.person": str(lark)}).status_code == 302
    started = written(facility, before)[0]
    assert started.kind == "visit-started" and started.body.person == lark and len(facility.house.people) == facility_people
    # The same name, and yet another person.
    before = facility.house.number
    assert key(nurse, new_sheet(), VISIT | {"door.who": "lark", "door.person": "new"}).status_code == 302
    registered = written(facility, before)[0]
    assert registered.kind == "person-registered" and not registered.body.looked_up and registered.subject != lark


def register(facility: Any, name: str) -> UUID:
    person = uuid4()
    command = Command(
        id=uuid4(), kind="register-person", subject=person, body=msgspec.Raw(b"{}"), happened_at=datetime.now(UTC),
        private=msgspec.Raw(msgspec.json.encode({"name": name, "code": "plum-otter-7"})),
    )  # fmt: skip
    (answer,) = facility.writer.submit([command], Actor(staff=uuid4(), role="nurse")).result()
    assert answer.answer == "recorded", answer
    return person


def test_an_emergency_stands_on_its_visit_with_looks_and_acts_in_their_order(office: Office, facility: Any) -> None:
    nurse, visit, id = office("nurse"), new_sheet(), new_sheet("emergency")
    rows = {
        "raised.time": "0952", "raised.where": "place", "raised.place": "3", "raised.visit": visit.lower(),
        "row-1.time": "0952", "row-1.breathing": "slow", "row-1.breaths_per_minute": "4", "row-1.spo2_percent": "81",
        "row-1.consciousness": "unresponsive", "row-1.action": "oxygen", "row-1.litres_per_minute": "15",
        "row-2.time": "0954", "row-2.action": "naloxone", "row-2.dose_mg": "0,4", "row-2.route": "im",
        "row-3.time": "0959", "row-3.breaths_per_minute": "12", "row-3.spo2_percent": "96",
        "ambulance-1.time": "0955", "ambulance-1.step": "called",
        "closed.time": "1015", "closed.outcome": "recovered_here", "closed.presentation": "opioid",
    }  # fmt: skip
    answer = key(nurse, id, rows)
    assert answer.status_code == 400 and "is not keyed in yet" in said(answer)
    key(nurse, visit, VISIT)
    before = facility.house.number
    answer = key(nurse, id, rows)
    assert answer.status_code == 302, said(answer)
    lines = written(facility, before)
    assert [line.kind for line in lines] == ["emergency-raised", "observed", "acted", "acted", "observed", "ambulance-moved", "emergency-closed"]
    emergency = facility.house.emergencies[lines[0].subject]
    assert (emergency.place, emergency.naloxone_doses, emergency.closed_at.replace(microsecond=0)) == (3, 1, at("1015"))
    assert emergency.visit in facility.house.visits and lines[3].body.dose_mg == 0.4 and lines[3].body.route == "im"
    assert lines[1].body.spo2_percent == 81 and lines[2].body.litres_per_minute == 15


def test_an_emergency_without_its_end_is_asked_whether_it_still_goes_on(office: Office) -> None:
    answer = key(office("nurse"), new_sheet("emergency"), {"raised.time": "0952"})
    assert answer.status_code == 400 and "every screen shows it, if you tick this" in said(answer)


def test_a_row_of_which_half_was_keyed_in_is_gone_on_with_for_the_other_half(office: Office, facility: Any) -> None:
    nurse, id, before = office("nurse"), new_sheet("emergency"), facility.house.number
    rows = {"raised.time": "0952", "row-1.time": "0953", "row-1.action": "oxygen", "still_open": "yes"}
    assert key(nurse, id, rows).status_code == 302
    page = nurse.get(f"/office/paper/{id}").content.decode()
    assert 'name="row-1.action"' not in page and 'name="row-1.spo2_percent"' in page and 'value="09:53"' in page
    more = {"row-1.time": "09:53", "row-1.spo2_percent": "88", "closed.time": "1000", "closed.outcome": "recovered_here"}
    assert key(nurse, id, more).status_code == 302
    assert [line.kind for line in written(facility, before)] == ["emergency-raised", "acted", "observed", "emergency-closed"]


def test_each_who_was_turned_away_is_one_line(office: Office, facility: Any) -> None:
    nurse, id, before = office("nurse"), new_sheet("turned_away"), facility.house.number
    assert key(nurse, id, {"row-1.time": "0905", "row-1.reason": "full", "row-3.time": "1700", "row-3.reason": "under_age"}).status_code == 302
    assert key(nurse, id, {"row-2.time": "0910"}).status_code == 400
    assert key(nurse, id, {"row-2.time": "0910", "row-2.reason": "full"}).status_code == 302
    lines = written(facility, before)
    assert [(line.body.reason, line.happened_at.replace(microsecond=0)) for line in lines] == [
        ("full", at("0905")), ("under_age", at("1700")), ("full", at("0910")),
    ]  # fmt: skip


def test_a_line_that_was_refused_is_not_used_up_by_it(office: Office, facility: Any) -> None:
    """A command that was refused is refused for ever; the line on the paper is true all the same."""
    from bothy.server.paper.ids import about

    nurse, id = office("nurse"), new_sheet()
    too_early = Command(
        id=about(facility.id, id, "place"), kind="give-place", subject=about(facility.id, id, "the visit"),
        body=msgspec.Raw(b'{"place": 3}'), happened_at=datetime.now(UTC),
    )  # fmt: skip
    (answer,) = facility.writer.submit([too_early], Actor(staff=uuid4(), role="nurse")).result()
    assert answer.answer == "refused"
    before = facility.house.number
    assert key(nurse, id, VISIT).status_code == 302
    lines = written(facility, before)
    assert [line.kind for line in lines].count("place-given") == 1
    episode = next(line for line in lines if line.kind == "episode-started")
    assert next(line for line in lines if line.kind == "episode-ended").body.episode == episode.id
    assert key(nurse, id, VISIT).status_code == 400 and len(written(facility, before)) == len(lines)


def test_a_wrong_id_is_refused_with_a_sentence_and_a_loose_one_is_found(office: Office) -> None:
    nurse, id = office("nurse"), new_sheet()
    signs = id.removeprefix("BOTHY-").replace("-", "").lower()
    assert nurse.get("/office/paper", {"id": signs}).url == f"/office/paper/{id}"
    assert nurse.get(f"/office/paper/{signs}").url == f"/office/paper/{id}"
    wrong = signs[:5] + ("a" if signs[5] != "a" else "c")
    answer = nurse.get("/office/paper", {"id": wrong})
    assert answer.status_code == 400 and "one of the six is wrong" in said(answer)
    assert nurse.get(f"/office/paper/{wrong}").status_code == 404


def test_a_sheet_that_is_not_known_here_can_be_keyed_in_with_a_word_about_it(office: Office, facility: Any) -> None:
    """After an older backup was restored, the printing is forgotten and the paper is not."""
    from bothy.server.models import PaperSheet
    from bothy.server.paper.ids import new_id

    nurse, id = office("nurse"), new_id("visit")
    assert "nothing is known here of its printing" in said(nurse.get(f"/office/paper/{id}"))
    assert key(nurse, id, VISIT | {"door.who": "Teuchit"}).status_code == 302
    assert PaperSheet.objects.get(id=id).complete
