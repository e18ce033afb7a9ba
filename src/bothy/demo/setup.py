"""The demo's invented staff, with PINs, and the visitor's office sign-in."""

from bothy.demo.names import PIN
from bothy.demo.plan import Plan
from bothy.people import setup
from bothy.people.models import Staff

SIGN_IN = ("demo", "northgate")


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
    return SIGN_IN
