"""Publications are kept, signed and made again in PostgreSQL as in files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bothy.journal import create_store
from reports.journals import FACILITY, append
from support.publishing_house import some_months

_IN_POSTGRES = """
import sys, pathlib
from bothy.server.boot import prepare
from bothy.server.home import Home
home = prepare(Home(pathlib.Path(sys.argv[1])))
from bothy.people.setup import add_staff
from bothy.reports.models import Frozen
from bothy.reports.publish import store
from bothy.server.opening import open_house
from bothy.server.publishing.desk import Desk, Who, rebuilt
from django.db import connection
assert connection.vendor == "postgresql"
morag, iain = add_staff("Morag", "manager"), add_staff("Iain", "analyst")
facility = open_house(home)
desk = Desk(facility, home)
for month in ("2025-01", "2025-02"):
    row = desk.draft(Who(iain.id, "analyst"), "thistle", month)
    desk.check(Who(iain.id, "analyst"), row.id)
    made = desk.sign(Who(morag.id, "manager"), row.id)
    assert rebuilt(home, made).same
    assert Frozen.objects.get(id=made.id).place == int(month[-1])
    assert not store.take_place(row.id, 3 - int(month[-1])) or month == "2025-01"
    store.take_place(row.id, int(month[-1]))
    Frozen.objects.filter(id=made.id).update(frozen=b"{}")
    assert rebuilt(home, made).same and store.release_of(made).until == month
facility.close()
print("good")
"""


def test_publications_in_postgresql_are_signed_and_made_again(tmp_path: Path, postgres_url: str) -> None:
    append(create_store(postgres_url, FACILITY), some_months().drafts)
    told = subprocess.run(
        [sys.executable, "-c", _IN_POSTGRES, str(tmp_path / "home")],
        capture_output=True, text=True, env={**os.environ, "DATABASE_URL": postgres_url},
    )  # fmt: skip
    assert told.returncode == 0 and told.stdout.strip() == "good", told.stderr
