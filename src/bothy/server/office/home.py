"""The home page of the office: what one may look after here."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothy.care.duties import DutyDue, duties
from bothy.care.fold_referral import FINAL_STEPS
from bothy.care.hours import business_day
from bothy.care.house import House
from bothy.care.restrictions import to_review
from bothy.evidence.pages.roles import FINDERS
from bothy.people.models import Device, Person, Staff
from bothy.reports.wording import period_name
from bothy.server import running
from bothy.server.access import (
    EVERYONE,
    MANAGERS,
    OFFICE,
    PUBLISHED,
    READERS,
    RECORD,
    may,
    needs,
    role_of,
    sign_in_first,
)
from bothy.server.home import Home
from bothy.server.models import PaperSheet
from bothy.server.office.basis_due import basis_now
from bothy.server.office.devices import guessed_lately
from bothy.server.office.emergencies import listing as emergencies
from bothy.server.office.paper import page as paper_page
from bothy.server.office.people import finding as find_people
from bothy.server.office.publications import set_title
from bothy.server.office.referrals import worklist
from bothy.server.office.registers import pages as registers
from bothy.server.office.requests import all_requests
from bothy.server.office.requests import listing as requests_page
from bothy.server.office.vault.glass import waiting as looks_waiting
from bothy.server.office.vault.home import home as vault_page
from bothy.server.publishing.returns import reminders
from bothy.server.troubles import trouble


@needs(*EVERYONE)
def office(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        # A demo's visitor reads the reports as an analyst, but the office is somebody's.
        return sign_in_first(request)
    role = role_of(request)
    house = running.house()
    now = running.now()
    waiting = _to_report(house)
    due = reminders.now(Home.default(), now) if may(role, READERS) else ()
    facts = {
        "house": house,
        "role": role,
        "now": now,
        "devices": Device.objects.filter(revoked_at__isnull=True).count(),
        "staff": Staff.objects.filter(active=True).count(),
        "places": len(house.specs) if house is not None else 0,
        "rules": house.rules[-1] if house is not None and house.rules else None,
        "number": f"{house.number:,}" if house is not None else "0",
        "referrals": _open_referrals(house),
        "network": running.running.network,
        "sheets": PaperSheet.objects.filter(keyed_at__isnull=True, unused_at__isnull=True).count(),
        "may_print": may(role, paper_page.access),
        "to_report": len(waiting),
        "late_reports": sum(one.overdue(now) for one in waiting),
        "may_read_emergencies": may(role, emergencies.access),
        "may_read_figures": may(role, PUBLISHED),
        "figures_due": due,
        "figure_due": f"{set_title(due[0].rule.set)}, {period_name(due[0].since, due[0].until)}"
        if due
        else "",
        "may_find": may(role, find_people.access),
        "known": Person.objects.count() if may(role, find_people.access) else 0,
        "may_follow": may(role, worklist.access),
        "may_read_registers": may(role, registers.READ),
        "duties_late": _duties_late(house, now) if may(role, registers.READ) else 0,
        "reviews": len(to_review(house, business_day(house, now), now)) if house is not None else 0,
        "may_find_on_the_street": may(role, FINDERS),
        "may_manage": may(role, MANAGERS),
        "may_vault": may(role, vault_page.access),
        "looks": len(looks_waiting()) if house is not None and may(role, MANAGERS) else 0,
        "may_requests": may(role, requests_page.access),
        "requests": sum(one.waits for one in all_requests()) if house is not None and may(role, requests_page.access) else 0,
        "may_office": may(role, OFFICE),
        "basis": basis_now(house) if house is not None and may(role, RECORD) else {},
        "may_see_record": may(role, RECORD),
        "troubles": trouble.now,
        "guessed": guessed_lately() if house is not None and may(role, OFFICE) else None,
        "restored": running.running.facility.mending if running.running.facility is not None else None,
    }
    return render(request, "office/home.html", facts)


def _to_report(house: House | None) -> list[DutyDue]:
    """What the house rules ask to be reported of emergencies that the board still holds."""
    if house is None:
        return []
    return [duty for one in house.emergencies.values() for duty in duties(house, one) if duty.kept_at is None]


def _duties_late(house: House | None, now: datetime) -> int:
    """Duties that come again and whose time is over."""
    if house is None or house.facility is None:
        return 0
    return sum(one.state(now) == "overdue" for one in registers.waiting_duties(house))


def _open_referrals(house: House | None) -> int:
    """Referrals that were offered and have no outcome yet."""
    if house is None:
        return 0
    return sum(one.offered_at is not None and one.step not in FINAL_STEPS for one in house.referrals.values())
