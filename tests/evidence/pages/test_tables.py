"""The tables of the evidence: made alike on SQLite and PostgreSQL, complete, and both refuse a finer place than a square."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4
from bothy.server.boot import prepare
from bothy.server.home import Home
prepare(Home(Path(sys.argv[1])), people=False)
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
from bothy.evidence.pages.models import Edition, Ground, StreetFind
told = dict(on=date(2025, 1, 31), east=260500, north=664500, size=250, what="needles", count=0, found_by="other", effort_in="minutes", effort=20.5, entry=uuid4())
StreetFind.objects.create(**told)
refused = 0
for wrong in (dict(east=260512), dict(north=664501), dict(size=100), dict(size=500, east=260250), dict(effort=0)):
    try:
        with transaction.atomic():
            StreetFind.objects.create(**told | wrong)
    except IntegrityError:
        refused += 1
Edition.objects.create(key="deaths", series=b"{}", file="deaths.csv", sha256="0" * 64)
Ground.objects.create(reference="NS 601 648", opened=date(2025, 1, 13))
row = StreetFind.objects.get()
print(connection.vendor, refused, row.effort, bytes(Edition.objects.get().series))
"""


def made(folder: Path, **more: str) -> str:
    environ = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BOTHY_HOME")}
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(folder / "home")], env=environ | more, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_on_sqlite(tmp_path: Path) -> None:
    assert made(tmp_path) == "sqlite 5 20.5 b'{}'"


def test_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    assert made(tmp_path, DATABASE_URL=postgres_url) == "postgresql 5 20.5 b'{}'"


@pytest.mark.parametrize("model", ["Edition", "StreetFind", "Ground"])
def test_each_says_what_it_is_for_whoever_takes_everything_away(model: str) -> None:
    from support.django_home import django_home

    django_home()
    from bothy.evidence.pages import models
    from bothy.server.portable.rows import LEFT_OUT, travelling

    found = getattr(models, model)
    assert found in travelling() and found._meta.label_lower not in LEFT_OUT
    assert len(found.__doc__) > 80
