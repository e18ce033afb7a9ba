"""The demo's invented staff, with PINs, and the visitor's office sign-in."""

from datetime import timedelta

from bothy.demo.morning import LIVE_DAY
from bothy.demo.names import PIN
from bothy.demo.plan import Plan
from bothy.demo.plan_staff import Roster
from bothy.people import setup
from bothy.people.models import Staff
from bothy.server import rota
from bothy.server.models import Planned

SIGN_IN = ("demo", "northgate")
WEEKS_BACK, WEEKS_AHEAD = 2, 2
NOON = 720
SHORT_IN = timedelta(days=3)
"""A shift of the week that nobody was found for yet: a rota that is always full shows nothing."""


def make_people(plan: Plan) -> tuple[str, str]:
    """Make staff and the office user where they are missing; returns the office sign-in (name, password)."""
    there = {row.id: row for row in Staff.objects.all()}
    for worker in plan.staff:
        row = there.get(worker.id)
        if row is None or not row.pin_hash:
            there[worker.id] = setup.add_staff(worker.name, worker.role, PIN, worker.id)
    manager = there[plan.signer]
    if manager.user is None:
        setup.add_office_user(manager, SIGN_IN[0], SIGN_IN[1], check=False)
    _plan_rota(plan)
    return SIGN_IN


def _plan_rota(plan: Plan) -> None:
    """The rota of the live day's week, and of the weeks around it, where none is there. The week after next is nobody's yet."""
    if Planned.objects.exists():
        return
    early, late = rota.shifts()[:2]
    begin = rota.monday(LIVE_DAY) - timedelta(weeks=WEEKS_BACK)
    rows = []
    for n in range((WEEKS_BACK + WEEKS_AHEAD) * 7):
        day = begin + timedelta(days=n)
        for shift in Roster(plan.seed, day, plan.staff).shifts:
            if day == LIVE_DAY + SHORT_IN and shift.comes < NOON and shift.worker.role in ("nurse", "shift_lead"):
                continue
            rows.append(Planned(day=day, shift=early if shift.comes < NOON else late, staff_id=shift.worker.id))
    Planned.objects.bulk_create(rows, ignore_conflicts=True)
