"""Django set up once for this test process, on a home of its own with real SQLite files.

Settings can be read once a process; so every room's tests that need Django's tables call
`django_home()`, and empty what they use.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bothy.server.boot import prepare
from bothy.server.home import Home


@cache
def django_home() -> Home:
    """The home of this process, with Django ready and its tables made."""
    os.environ.pop("DATABASE_URL", None)
    folder = Path(tempfile.mkdtemp(prefix="bothy-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["BOTHY_ALLOWED_HOSTS"] = "testserver"
    return prepare(Home(folder / "home of tests"))


def empty_people() -> None:
    """Nobody works here, nobody is known, no device is enrolled."""
    django_home()
    from axes.models import AccessAttempt, AccessLog
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session

    from bothy.people import models
    from bothy.people.devices import devices
    from bothy.people.directory import directory
    from bothy.people.vault import models as vault

    for model in (
        models.Tries, models.ShiftClaim, models.EnrolmentCode, models.Device, models.Staff,
        models.Person, models.Note, models.Forgotten, models.NotTheSame, vault.Sealed, vault.PersonKey, vault.Sheet, Session, User, AccessAttempt, AccessLog,
    ):  # fmt: skip
        model._default_manager.all().delete()
    directory.clear()
    directory.look()
    devices.refresh()
