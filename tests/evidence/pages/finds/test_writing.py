"""A find is written down by its square, once, and can be taken back; no finer place is kept anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from evidence.pages.conftest import text

NEW = "/evidence/finds/new"
GIVEN = {"needles": "3", "other_litter": "0", "injecting_seen": "", "square": "NS6064-NE-SW", "on": "2025-01-31", "effort": "20", "effort_in": "minutes", "found_by": "outreach"}


def write(browser: Any, **changed: str) -> Any:
    return browser.post(NEW, {**GIVEN, "entry": str(uuid4()), **changed})


def faults(answer: Any) -> dict[str, str]:
    """By field what is said to be wrong with it."""
    return {name: unescape(said) for name, said in re.findall(r'<span class="wrong" id="(\w+)-wrong">([^<]+)</span>', answer.content.decode())}


def test_a_form_is_one_find_for_each_thing_that_was_looked_for(worker: Any, register: Any) -> None:
    answer = write(worker)
    assert answer.status_code == 302
    rows = {row.what: row for row in register.objects.all()}
    assert {what: row.count for what, row in rows.items()} == {"needles": 3, "other_litter": 0}
    row = rows["needles"]
    assert (row.on, row.east, row.north, row.size, row.effort, row.effort_in, row.found_by) == (date(2025, 1, 31), 260_500, 664_500, 250, 20.0, "minutes", "outreach")
    assert (row.written_by, row.role, row.from_file) == (worker.staff.id, "worker", False)
    page = text(worker.get(answer.url))
    assert "Written down" in page and "3 needles and syringes, NS6064-NE-SW, 31 January 2025; effort 20 min" in page


@pytest.mark.parametrize("place", ["NS 60512 64601", "ns6051264601", "NS 605 646"])
def test_a_finer_place_is_made_coarser_before_it_is_kept_and_shown_nowhere(worker: Any, register: Any, place: str, facility: Any) -> None:
    from django.db import connection

    answer = write(worker, square=place)
    assert answer.status_code == 302 and {(row.east, row.north) for row in register.objects.all()} == {(260_500, 664_500)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM evidence_streetfind")
        assert "60512" not in str(cursor.fetchall())
    refused = write(worker, square=place, needles="many")
    assert refused.status_code == 400 and 'value="NS6064-NE-SW"' in refused.content.decode()
    assert "60512" not in refused.content.decode() and "605 646" not in re.sub(r"NS 601 648", "", refused.content.decode())


@pytest.mark.parametrize("corner", [{"east": 260_512}, {"north": 664_601}, {"size": 100}, {"size": 500, "east": 260_250}])
def test_the_database_itself_refuses_a_finer_place(register: Any, corner: dict[str, int]) -> None:
    from django.db import IntegrityError, transaction

    told = {"on": date(2025, 1, 31), "east": 260_500, "north": 664_500, "size": 250, "what": "needles", "count": 1, "found_by": "other", "effort_in": "minutes", "entry": uuid4()}
    with pytest.raises(IntegrityError), transaction.atomic():
        register(**told | corner).save()
    register(**told).save()


def test_an_address_is_no_square_and_is_not_repeated(worker: Any, register: Any) -> None:
    answer = write(worker, square="12 Hunter Street")
    assert answer.status_code == 400 and not register.objects.exists()
    assert "no square and no grid reference" in faults(answer)["square"] and "Hunter" not in answer.content.decode()
    assert 'name="needles" value="3"' in answer.content.decode(), "the rest of what was typed is kept"


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"needles": "some"}, "needles", "whole number"), ({"needles": "-1"}, "needles", "whole number"), ({"needles": "²"}, "needles", "whole number"), ({"needles": "999999"}, "needles", "more than 10,000"),
        ({"needles": "", "other_litter": ""}, "needles", "or 0 where it was looked for"), ({"square": ""}, "square", "Say the square"), ({"on": "soon"}, "on", "Say the day"), ({"on": ""}, "on", "Say the day"),
        ({"on": "1925-01-31"}, "on", "before 1990"), ({"effort": "0"}, "effort", "above nought"), ({"effort": "nan"}, "effort", "above nought"), ({"effort": "long"}, "effort", "above nought"), ({"square": "NS 6 6"}, "square", "10 km wide"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(worker: Any, register: Any, changed: dict[str, str], field: str, says: str) -> None:
    answer = write(worker, **changed)
    assert answer.status_code == 400 and not register.objects.exists()
    assert list(faults(answer)) == [field] and says in faults(answer)[field]


def test_nothing_is_found_tomorrow(worker: Any, register: Any) -> None:
    from django.utils import timezone

    assert "has not come yet" in faults(write(worker, on=(timezone.localdate() + timedelta(days=1)).isoformat()))["on"]
    assert write(worker, on=timezone.localdate().isoformat()).status_code == 302


def test_effort_that_nobody_knows_is_no_nought(worker: Any, register: Any) -> None:
    for changed in ({"effort": ""}, {"effort_in": "not_known"}, {"effort_in": "hours?"}):
        write(worker, **changed)
    assert {(row.effort, row.effort_in) for row in register.objects.all()} == {(None, "not_known")}


def test_a_square_that_was_tapped_counts_before_the_one_that_was_there(worker: Any, register: Any) -> None:
    write(worker, near="NS6064-NW-SW")
    assert {(row.east, row.north) for row in register.objects.all()} == {(260_000, 664_500)}


def test_a_form_that_is_sent_twice_is_written_down_once(worker: Any, register: Any) -> None:
    same = str(uuid4())
    write(worker, entry=same)
    again = write(worker, entry=same)
    assert register.objects.count() == 2 and "written down already" in text(worker.get(again.url))


def test_squares_to_tap_lie_around_the_facility_with_north_at_the_top(worker: Any, lead: Any) -> None:
    assert "Tap a square" not in text(worker.get(NEW)), "nothing is known yet to be around"
    lead.post("/evidence/finds/ground", {"reference": "NS 601 648", "opened": "2025-01-13"})
    html = worker.get(NEW).content.decode()
    taps = re.findall(r'name="near" value="([^"]+)"', html)
    assert len(taps) == 25 and taps[12] == "NS6064-NW-NW" and taps[7] == "NS6065-SW-SW"
    assert "about 250 m north<" in html and html.index("about 250 m north<") < html.index("NS6064-NW-NW, around the facility<") < html.index("about 250 m south<")
    assert "Tap a square around the facility" in text(worker.get(NEW))


def test_only_this_page_lets_the_phone_say_where_it_is_and_to_itself_alone(worker: Any) -> None:
    told = worker.get(NEW)["Permissions-Policy"]
    assert "geolocation=(self)" in told and "camera=()" in told
    assert write(worker, needles="many")["Permissions-Policy"] == told
    assert "Permissions-Policy" not in worker.get("/office/")


# --- taking back -----------------------------------------------------------------------------------------


def take_back(browser: Any, row: Any, why: str = "count", **more: str) -> Any:
    return browser.post(f"/evidence/finds/{row.id}/withdraw", {"why": why, **more}, follow=True)


def test_whoever_wrote_it_takes_it_back_with_a_reason_and_it_stays_to_be_seen(worker: Any, lead: Any, register: Any) -> None:
    write(worker)
    row = register.objects.get(what="needles")
    assert "Say why" in text(take_back(worker, row, why="because of Hunter Street", to="form"))
    assert register.objects.filter(withdrawn_at__isnull=True).count() == 2
    assert "1 taken back" in text(take_back(worker, row, to="form"))
    row.refresh_from_db()
    assert (row.withdrawn_why, row.withdrawn_by, row.withdrawn_role) == ("count", worker.staff.id, "worker") and row.withdrawn_at
    from bothy.evidence.pages.finds import kept

    assert [find.what for find in kept.standing()] == ["other_litter"]
    page = text(lead.get("/evidence/finds/?all"))
    assert "the count is wrong" in page and "the count is wrong" not in text(lead.get("/evidence/finds/")).replace("Because choose a reason it was written down twice the count is wrong", "")
    assert "taken back already" in text(take_back(worker, row, to="form"))
    row.refresh_from_db()
    assert row.withdrawn_why == "count"


def test_what_others_wrote_is_taken_back_by_those_who_settle(office: Callable[..., Any], register: Any) -> None:
    nurse, lead = office("nurse"), None
    write(nurse)
    row = register.objects.first()
    from bothy.people.setup import add_office_user, add_staff

    other = nurse.__class__(headers={"Origin": "http://testserver"})
    add_office_user(add_staff("Another", "worker", "4817"), "another", "a tall stool by the window")
    assert other.login(username="another", password="a tall stool by the window")
    assert "Somebody else wrote that down" in text(take_back(other, row, to="form"))
    row.refresh_from_db()
    assert row.withdrawn_at is None
    lead = office("shift_lead")
    assert "1 taken back" in text(take_back(lead, row))


# --- who may ---------------------------------------------------------------------------------------------

ROLES = ("reception", "worker", "nurse", "shift_lead", "manager", "analyst", "inspector", "administrator")
READ = {"shift_lead", "manager", "analyst", "administrator"}
WRITE = {"worker", "nurse", "shift_lead", "manager", "administrator"}
SETTLE = {"shift_lead", "manager", "administrator"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_is_its_own_and_no_more(office: Callable[..., Any], role: str, register: Any) -> None:
    browser = office(role)
    for path, roles in (("/evidence/finds/", READ), ("/evidence/finds/finds.csv", READ), (NEW, WRITE), ("/evidence/finds/bring", SETTLE)):
        assert browser.get(path).status_code == (200 if role in roles else 403), path
    assert write(browser).status_code == (302 if role in WRITE else 403)
    assert register.objects.exists() == (role in WRITE)
    assert browser.post("/evidence/finds/ground", {}).status_code == (302 if role in SETTLE else 403)
    assert browser.post(f"/evidence/finds/{uuid4()}/withdraw", {}).status_code == (404 if role in WRITE else 403)


def test_who_is_not_signed_in_writes_nothing(office: Callable[..., Any], register: Any) -> None:
    stranger = office(None)
    assert write(stranger).url.startswith("/sign-in") and not register.objects.exists()


def test_a_visitor_of_a_demo_reads_and_writes_nothing(office: Callable[..., Any], register: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.server import access

    monkeypatch.setattr(access.running, "is_demo", lambda: True)
    visitor = office(None)
    assert visitor.get("/evidence/finds/").status_code == 200
    assert write(visitor).status_code in (302, 403) and not register.objects.exists()
