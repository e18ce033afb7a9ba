"""A house with months behind it, open beside Django, for tests of what is published of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from bothy.care.rules import SCOTLAND, HouseRules
from reports.journals import INJECT, Pen, at, write
from support.django_home import django_home, empty_people


def some_months(rules: HouseRules = SCOTLAND) -> Pen:
    """January (from the 13th) and February 2025, and a first day of March: nine people, nobody twice a day."""
    pen = Pen(rules=rules)
    people = [pen.person(at("2025-01-13"), sex="female" if n % 3 == 0 else "male") for n in range(9)]
    for month, days in (("01", range(13, 31, 3)), ("02", range(1, 28, 5))):
        for day in days:
            for n in range(2 + day % 3):
                pen.visit(people[(day + n) % 9], at(f"2025-{month}-{day:02d}", f"{10 + n}:00"), INJECT, place=1 + n)
    pen.visit(people[0], at("2025-03-01"), place=None)
    pen.people = people  # type: ignore[attr-defined]
    return pen


@contextmanager
def opened(pen: Pen) -> Iterator[SimpleNamespace]:
    """The house of these lines, open as the server has it. `again(pen)`: closed, more lines written, opened again."""
    home = django_home()
    empty_people()
    from django.test import override_settings

    from bothy.people import ports
    from bothy.people.setup import add_office_user, add_staff
    from bothy.reports.models import Frozen
    from bothy.server.opening import open_house
    from bothy.server.publishing.returns import reminders
    from bothy.server.running import running

    Frozen.objects.all().delete()
    _clear(home.folder)
    reminders.forget()
    told = SimpleNamespace(home=home, written=0, facility=None)

    def close() -> None:
        if told.facility is not None:
            told.facility.close()
        running.facility = told.facility = None

    def again(more: Pen) -> Any:
        close()
        write(home.folder, more.drafts[told.written :])
        told.written = len(more.drafts)
        told.facility = running.facility = open_house(home)
        running.say("open")
        return told.facility

    told.again, told.close = again, close
    # Nobody attacks these passwords, and each test makes some.
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    quick.enable()
    try:
        again(pen)
        for name, role in (("Morag", "manager"), ("Iain", "analyst"), ("Ailsa", "nurse"), ("Rhona", "inspector")):
            staff = add_staff(name, role)
            add_office_user(staff, name.lower(), "a tall stool by the window")
            setattr(told, name.lower(), staff)
        yield told
    finally:
        quick.disable()
        close()
        running.say("starting")
        ports.connect(lambda: None)
        Frozen.objects.all().delete()
        _clear(home.folder)


def _clear(folder: Any) -> None:
    for one in folder.glob("journal*"):
        one.unlink()
    for name in ("snapshot.bothy", "copied.json", "running.json"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "facts", ignore_errors=True)
