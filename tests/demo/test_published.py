"""The demo publishes its months on the day they are due, and each is what it was signed as."""

from __future__ import annotations

import pytest

from bothy.demo.history import BuildStopped, build, founding_of
from bothy.demo.plan import Plan
from bothy.intake.facility import open_facility
from bothy.journal import open_reader
from support.demo_table import SMALL
from support.django_home import django_home


def published(home, stop_after=None):
    """The publications of a small history that is filled here; how many commands were answered again."""
    from bothy.demo.published import MonthlyFigures

    plan = Plan(11, SMALL, 18, 6)
    days = iter(range(1000))
    stop = (lambda: next(days) >= stop_after) if stop_after is not None else (lambda: False)
    with open_facility(home, founding=founding_of(plan), private_sink=lambda parts: None, watch=False) as facility:
        try:
            build(facility, plan=plan, stop=stop, figures=MonthlyFigures(facility, plan))
        except BuildStopped:
            assert stop_after is not None
        return list(facility.store.entries())


@pytest.fixture
def tables():
    django_home()
    from bothy.reports.models import Frozen

    Frozen.objects.all().delete()
    yield Frozen.objects
    Frozen.objects.all().delete()


def test_march_is_checked_signed_and_sent_on_the_third_working_day_of_april_and_can_be_made_again(tmp_path, tables):
    from bothy.reports.facts import fresh
    from bothy.reports.publish.entries import signed
    from bothy.reports.publish.verify import rebuild, verify

    entries = published(tmp_path / "home")
    told = [one for one in entries if one.kind.startswith("publication-")]
    assert [one.kind for one in told] == ["publication-checked", "publication-signed", "publication-sent"]
    assert {one.happened_at.date().isoformat() for one in told} == {"2025-04-03"}
    assert told[0].staff != told[1].staff
    reader = open_reader(tmp_path / "home")
    try:
        facts = fresh(tmp_path / "home", reader)
        (one,) = signed(facts, reader)
        assert (one.set, one.until) == ("thistle", "2025-03")
        assert verify(one, reader).ok
        assert rebuild(facts, reader, one).same
    finally:
        reader.close()


@pytest.mark.parametrize("stop_after", [6, 7])
def test_a_history_that_was_cut_off_around_that_day_publishes_once(tmp_path, tables, stop_after):
    whole = published(tmp_path / "whole")
    tables.all().delete()
    published(tmp_path / "cut", stop_after)
    again = published(tmp_path / "cut")
    # The last entry sets the clock, and carries the wall time of the build.
    assert [one.digest for one in again[:-1]] == [one.digest for one in whole[:-1]]
    assert tables.filter(place=1).count() == 1


def test_bytes_kept_without_their_entry_are_let_go_and_made_anew(tmp_path, tables):
    from bothy.demo.plan_streams import made_id

    tables.create(id=made_id(11, "publication", "2025-03"), set="thistle", since="2025-03", until="2025-03", revision=0,
                  number=1, sha256="0" * 64, frozen=b"half", place=1)  # fmt: skip
    assert [one.kind for one in published(tmp_path / "home")].count("publication-signed") == 1
    assert bytes(tables.get().frozen).startswith(b"{")
