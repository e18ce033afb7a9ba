"""What is due and by when: working days as Scotland has them, periods, and how far each return is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest

from bothy.care.bodies_publication import PublicationSent, PublicationSigned
from bothy.care.rules import SCOTLAND, HouseRules, Return
from bothy.reports.publish.due import UnknownPlace, calendar, due_on, is_working_day, periods
from bothy.reports.publish.entries import Act, Publication
from bothy.reports.publish.ics import as_ics

THIRD = SCOTLAND.returns[0]


@pytest.mark.parametrize(
    ("month", "on"),
    [
        ("2025-07", "2025-08-06"),  # the summer bank holiday of Scotland is the first Monday of August, not the last
        ("2025-08", "2025-09-03"),
        ("2025-12", "2026-01-07"),  # 1 and 2 January, then a weekend
        ("2026-11", "2026-12-03"),  # St Andrew's Day falls on the last of November: nothing to do with December
        ("2024-11", "2024-12-05"),  # it fell on a Saturday and was kept on Monday 2 December
        ("2026-03", "2026-04-06"),  # Good Friday is one, Easter Monday is a working day in Scotland
        ("2026-04", "2026-05-06"),
    ],
)
def test_the_third_working_day_is_scotlands(month: str, on: str) -> None:
    assert due_on(THIRD, month, "GB-SCT").isoformat() == on


def test_england_has_other_days_and_no_place_has_only_weekends() -> None:
    assert not is_working_day(date(2026, 1, 2), "GB-SCT") and is_working_day(date(2026, 1, 2), "GB-ENG")
    assert not is_working_day(date(2026, 11, 30), "GB-SCT") and is_working_day(date(2026, 11, 30), "GB-ENG")
    assert is_working_day(date(2026, 12, 25), "") and not is_working_day(date(2026, 12, 26), "")
    with pytest.raises(UnknownPlace, match="No bank holidays are known for 'XX'"):
        is_working_day(date(2026, 1, 5), "XX")


def test_days_of_the_week_do_not_matter_where_days_are_days() -> None:
    assert due_on(Return(set="waits", to="the board", within_days=14, working_days=False), "2025-08", "GB-SCT") == date(2025, 9, 14)


def test_quarters_and_years_are_those_of_the_calendar() -> None:
    quarter, year = Return(set="waits", to="x", every="quarter"), Return(set="waits", to="x", every="year")
    assert periods(quarter, "2025-02", "2025-08") == [("2025-01", "2025-03"), ("2025-04", "2025-06"), ("2025-07", "2025-09")]
    assert periods(year, "2025-02", "2026-01") == [("2025-01", "2025-12"), ("2026-01", "2026-12")]


def rules(day: date) -> HouseRules:
    return SCOTLAND


def signed(*sent: str) -> Publication:
    body = PublicationSigned(set="thistle", since="2025-01", until="2025-08", number=9, digest="ab" * 32, sha256="cd" * 32)
    acts = [Act(None, datetime(2025, 9, 3, 10, tzinfo=UTC), 12, PublicationSent(to=to, how="email")) for to in sent]
    return Publication(
        id=UUID(int=7), set="thistle", since="2025-01", until="2025-08", number=9, digest="ab" * 32, sha256="cd" * 32,
        signed=Act(None, datetime(2025, 9, 2, tzinfo=UTC), 11, body), sent=tuple(acts),
    )  # fmt: skip


def state(today: date, *publications: Publication, drafts: tuple[tuple[str, str], ...] = ()) -> tuple[str, bool]:
    dues = {one.until: one for one in calendar(rules, "2025-08", today, publications, drafts)}
    return dues["2025-08"].state, dues["2025-08"].reminded


def test_a_return_goes_from_not_due_to_sent() -> None:
    assert state(date(2025, 8, 30)) == ("not_due", False)
    assert state(date(2025, 9, 1)) == ("due", True)
    assert state(date(2025, 9, 1), drafts=(("thistle", "2025-08"),)) == ("draft", True)
    assert state(date(2025, 9, 3), signed()) == ("published", True)
    assert state(date(2025, 9, 4), signed()) == ("late", True)
    assert state(date(2025, 9, 4)) == ("late", True)
    assert state(date(2025, 9, 4), signed("somebody else")) == ("late", True)
    assert state(date(2025, 9, 4), signed("health and social care partnership")) == ("sent", False)


def test_a_withdrawn_publication_is_not_there_for_what_is_due() -> None:
    withdrawn = msgspec.structs.replace(signed("health and social care partnership"), withdrawn=signed().signed)
    assert state(date(2025, 9, 2), withdrawn) == ("due", True)


def test_a_return_that_the_rules_name_later_was_not_due_before() -> None:
    def changed(day: date) -> HouseRules:
        return SCOTLAND if day >= date(2025, 9, 15) else msgspec.structs.replace(SCOTLAND, returns=())

    assert [one.until for one in calendar(changed, "2025-08", date(2025, 10, 20), ())][-1] == "2025-09"


def test_other_calendars_can_read_it() -> None:
    dues = calendar(rules, "2025-08", date(2025, 9, 1), ())
    told = as_ics(dues, UUID(int=5), "Northgate; and, a comma", datetime(2025, 9, 1, tzinfo=UTC)).decode()
    lines = told.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "X-WR-CALNAME:Statistics due\\, Northgate\\; and\\, a comma" in told
    assert told.count("BEGIN:VEVENT") == told.count("END:VEVENT") == len(dues)
    assert "DTSTART;VALUE=DATE:20250903" in told and "TRIGGER:-P5D" in told
    assert all(len(line.encode()) <= 75 for line in lines)
    again = as_ics(dues, UUID(int=5), "Northgate; and, a comma", datetime(2025, 9, 1, tzinfo=UTC)).decode()
    assert again == told, "the same return has the same id in every calendar"
