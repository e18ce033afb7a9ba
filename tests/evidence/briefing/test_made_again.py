"""A briefing made again from the journal as it stood: later entries change nothing, and what is kept back is on no page."""

from __future__ import annotations

from uuid import UUID

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from reports.journals import INJECT, at
from support.publishing_house import opened, some_months


def test_later_entries_change_no_earlier_briefing() -> None:
    pen = some_months()
    with opened(pen) as told:
        from bothy.server.briefing import made_of

        told.close()
        before = made_of(told.home)
        for n in range(6):
            pen.visit(pen.people[n], at(f"2025-02-{20 + n}", "15:00"), INJECT, place=2)  # type: ignore[attr-defined]
        told.again(pen)
        told.close()
        again, now = made_of(told.home, before.number), made_of(told.home)
        assert again.pdf() == before.pdf()
        assert now.number > before.number and now.digest != before.digest and now.told.keys != before.told.keys


def test_a_publication_that_is_out_stands_there_and_only_from_when_it_was_signed() -> None:
    with opened(some_months()) as told:
        from bothy.reports.models import Frozen
        from bothy.server.briefing import made_of
        from bothy.server.publishing.asked import Request, do

        before = made_of(told.home)
        id = do(told.facility, told.home, Request(act="publish", set="thistle", until="2025-01", by="morag", checked_by="iain"))
        told.close()
        made = made_of(told.home)
        assert made.told.published.lines[0][0].text.startswith("As the facility published it on ")
        assert made_of(told.home, before.number).told.published == before.told.published
        Frozen.objects.filter(id=id).update(frozen=b"{}")
        assert made_of(told.home).pdf() == made.pdf(), "the frozen table is made again from the journal"


def test_two_houses_that_differ_only_in_what_is_kept_back_have_one_briefing() -> None:
    """Three emergencies or four, under a threshold of five: no page, figure or note tells which."""
    told = []
    for many in (3, 4):
        pen = some_months(SCOTLAND)
        for n in range(4):
            emergency = UUID(int=9000 + n, version=4)
            raised = at("2025-02-11", f"{10 + n}:30")
            pen(emergency, b.EmergencyRaised(where="place", place=1), raised)
            outcome = "recovered_here" if n < many else "raised_in_error"
            pen(emergency, b.EmergencyClosed(outcome=outcome, presentation="opioid"), raised)
        with opened(pen) as house:
            from bothy.server.briefing import made_of

            house.close()
            made = made_of(house.home).told
        seen = {name: getattr(made, name) for name in ("lead", "claims", "house", "keys", "day", "published", "emergencies", "treatment", "city", "cost", "notes")}
        told.append(seen)
    assert told[0] == told[1]
    assert "kept back" in [value.text for _, value, _ in told[0]["keys"]]
