"""Figures that leave the house: drafted, checked, signed and frozen; revised with a note; made again to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from bothy.care import bodies as b
from reports.journals import INJECT, Pen, at
from support.publishing_house import opened, some_months


@pytest.fixture
def pen() -> Pen:
    return some_months()


@pytest.fixture
def house(pen: Pen) -> Iterator[SimpleNamespace]:
    with opened(pen) as told:
        yield told


def who(staff: Any) -> Any:
    from bothy.server.publishing.desk import Who

    return Who(staff.id, staff.role)


def desk(house: SimpleNamespace) -> Any:
    from bothy.server.publishing.desk import Desk

    return Desk(house.facility, house.home)


def publish(house: SimpleNamespace, month: str = "2025-01", set: str = "thistle") -> Any:
    one = desk(house)
    row = one.draft(who(house.iain), set, month)
    one.check(who(house.iain), row.id)
    return one.sign(who(house.morag), row.id)


def revise(house: SimpleNamespace, month: str = "2025-01") -> Any:
    one = desk(house)
    row = one.revise(who(house.iain), "thistle", month)
    one.check(who(house.iain), row.id)
    return one.sign(who(house.morag), row.id)


def late_visit(pen: Pen, day: str = "2025-01-20", clock: str = "18:00") -> None:
    pen.visit(pen.people[4], at(day, clock), INJECT, place=6)  # type: ignore[attr-defined]


def test_what_was_checked_by_one_is_signed_by_another_and_frozen(house: SimpleNamespace) -> None:
    from bothy.reports.publish import store
    from bothy.reports.release import canonical

    made = publish(house)
    assert (made.set, made.since, made.until, made.revision, made.state) == ("thistle", "2025-01", "2025-01", 0, "published")
    assert made.checked[0].by == house.iain.id and made.signed.by == house.morag.id and not made.same_person
    frozen = store.frozen_of(made)
    assert canonical(store.release_of(made)) == frozen and store.sha256_of(frozen) == made.sha256
    assert made.number < made.checked[0].number < made.signed.number


def test_only_months_that_are_over_are_published(house: SimpleNamespace) -> None:
    from bothy.server.publishing.desk import NotDone

    with pytest.raises(NotDone, match="March 2025 is not over"):
        desk(house).draft(who(house.iain), "thistle", "2025-03")
    with pytest.raises(NotDone, match="Nothing is recorded for April 2031"):
        desk(house).draft(who(house.iain), "thistle", "2031-04")
    with pytest.raises(NotDone, match="There is no set of tables called 'thissle'"):
        desk(house).draft(who(house.iain), "thissle", "2025-01")


def test_whoever_may_not_is_refused_and_nothing_is_signed(house: SimpleNamespace) -> None:
    from bothy.reports.models import Frozen
    from bothy.server.publishing.desk import NotDone

    one = desk(house)
    row = one.draft(who(house.iain), "thistle", "2025-01")
    with pytest.raises(NotDone, match="Nobody has checked"):
        one.sign(who(house.morag), row.id)
    for staff in (house.ailsa, house.rhona):
        with pytest.raises(NotDone, match="may not do this"):
            one.check(who(staff), row.id)
    one.check(who(house.iain), row.id)
    with pytest.raises(NotDone, match="analyst may not do this"):
        one.sign(who(house.iain), row.id)
    assert Frozen.objects.get(id=row.id).place is None


def test_one_person_may_check_and_sign_and_it_is_a_departure(house: SimpleNamespace) -> None:
    one = desk(house)
    row = one.draft(who(house.morag), "thistle", "2025-01")
    one.check(who(house.morag), row.id)
    made = one.sign(who(house.morag), row.id, "Iain is on leave")
    assert made.same_person
    assert [(each.rule, each.reason) for each in made.signed.body.departures] == [("signed_by_checker", "Iain is on leave")]


def test_an_old_publication_is_made_again_to_the_byte_after_much_has_come(house: SimpleNamespace, pen: Pen) -> None:
    from bothy.server.publishing.desk import rebuilt

    made = [publish(house)]
    late_visit(pen)
    house.again(pen)
    made.append(publish(house, "2025-02"))
    late_visit(pen, "2025-02-03")
    house.again(pen)
    made.append(revise(house))
    late_visit(pen, "2025-01-21")
    pen.visit(pen.person(at("2025-04-01")), at("2025-04-01"))
    house.again(pen)
    for one in made:
        again = rebuilt(house.home, one)
        assert again.same, again.sentence


def test_a_revision_says_what_differs_and_why(house: SimpleNamespace, pen: Pen) -> None:
    from bothy.reports.publish import store

    publish(house)
    first = len(pen.drafts) + 4  # after the entries of publishing
    late_visit(pen)
    house.again(pen)
    made = revise(house)
    assert made.revision == 1 and made.revises is not None
    release = store.release_of(made)
    told = {(one.row, one.column): one for one in release.changes}
    visits = told["January 2025", "Service accessed"]
    assert visits.why == ("late_entry",) and int(visits.now) == int(visits.was) + 1
    assert visits.entries and all(number >= first - 2 for number in visits.entries)
    assert all(one.why == ("late_entry",) for one in release.changes)
    assert release.notes[0].startswith("Revision 1 of January 2025: ")
    assert not any(one.column == "People" for one in release.changes), "who came late had come before"


def test_a_correction_and_a_merge_are_told_apart(house: SimpleNamespace, pen: Pen) -> None:
    from bothy.reports.publish import store

    publish(house)
    started = next(one for one in pen.drafts if one.kind == "visit-started")
    pen.correct(started.subject, started.id, "visit-started", at("2025-03-02"), void=True)
    one, other = pen.people[1], pen.people[2]  # type: ignore[attr-defined]
    pen(one, b.PersonLinked(same_as=other), at("2025-03-02"))
    house.again(pen)
    release = store.release_of(revise(house))
    told = {(each.row, each.column): each.why for each in release.changes}
    assert told["January 2025", "Service accessed"] == ("correction",)
    assert {each.why for each in release.changes if each.column == "People"} == {("merge",)}
    assert {why for each in release.changes for why in each.why} == {"correction", "merge"}


def test_a_revision_of_nothing_says_so(house: SimpleNamespace) -> None:
    from bothy.reports.publish import store

    publish(house)
    release = store.release_of(revise(house))
    assert release.changes == () and release.revision == 1
    assert "no figure differs" in release.notes[0]


def test_the_next_month_carries_what_changed_of_the_months_before(house: SimpleNamespace, pen: Pen) -> None:
    from bothy.reports.publish import store

    publish(house)
    late_visit(pen)
    house.again(pen)
    made = publish(house, "2025-02")
    release = store.release_of(made)
    assert made.revision == 0 and (release.since, release.until) == ("2025-01", "2025-02")
    assert {one.row for one in release.changes} == {"January 2025"}
    assert "differ from what was published before for the same months" in release.notes[0]


def test_what_nothing_explains_is_shown_as_that(house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports.publish import making
    from bothy.reports.publish.changes import changes
    from bothy.reports.publish.verify import past_of
    from bothy.server.publishing.desk import drafted, looking

    publish(house)
    release = drafted(house.home, "thistle", "2025-01")
    with looking(house.home) as (facts, reader):
        before = [one.release for one in past_of(facts, reader, facts.number)]
        grid = before[0].grids[0]
        other = tuple(making.replace(one, figures=tuple(making.replace(f, value=1, k=1) for f in one.figures)) for one in grid.rows)
        before = [making.replace(before[0], grids=(making.replace(grid, rows=other), *before[0].grids[1:]))]
        told = changes(release, before, facts, reader)
    assert told and {one.why for one in told} == {("not_explained",)}


def test_bytes_that_were_changed_are_found_and_made_again(house: SimpleNamespace) -> None:
    from bothy.reports.models import Frozen
    from bothy.reports.publish import store
    from bothy.reports.publish.verify import verify
    from bothy.server.publishing.desk import looking, rebuilt

    made = publish(house)
    with looking(house.home) as (_, reader):
        assert verify(made, reader).ok
        row = Frozen.objects.get(id=made.id)
        whole = bytes(row.frozen)
        assert b'"k": 1' in whole
        row.frozen = whole.replace(b'"k": 1', b'"k": 2', 1)
        row.save()
        assert verify(made, reader).state == "not_as_signed"
        with pytest.raises(store.NotAsSigned, match="not the ones that were signed"):
            store.release_of(made)
        Frozen.objects.filter(id=made.id).update(sha256=store.sha256_of(bytes(row.frozen)))
        assert not verify(made, reader).ok, "the digest beside the bytes proves nothing"
    assert rebuilt(house.home, made).same
    assert store.frozen_of(made) == whole
    Frozen.objects.filter(id=made.id).delete()
    with looking(house.home) as (_, reader):
        assert "are gone" in verify(made, reader).sentence
    assert rebuilt(house.home, made).same and store.frozen_of(made) == whole


def test_a_definition_that_is_worded_otherwise_by_now_is_no_alarm(house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports import draft as drafting
    from bothy.server.publishing.desk import rebuilt

    made = publish(house)
    indicator = drafting.BY_NAME["service_accessed"]
    monkeypatch.setitem(drafting.BY_NAME, "service_accessed", drafting.structs.replace(indicator, definition="Said otherwise."))
    again = rebuilt(house.home, made)
    assert not again.same and again.otherwise == ("the definition of “Service accessed”",)


def test_a_row_that_is_called_otherwise_by_now_is_no_alarm(house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports import draft as drafting
    from bothy.server.publishing.desk import rebuilt

    made = publish(house)
    honest = drafting.month_name
    monkeypatch.setattr(drafting, "month_name", lambda month, *short: honest(month, *short).replace(" 20", " of 20"))
    again = rebuilt(house.home, made)
    assert not again.same and again.otherwise and all(one.startswith("how the table") for one in again.otherwise)


def test_a_group_that_comes_out_and_was_not_there_is_an_alarm(house: SimpleNamespace) -> None:
    from bothy.reports.publish.store import release_of
    from bothy.reports.publish.verify import _otherwise

    kept = release_of(publish(house))
    grid = kept.grids[0]
    more = msgspec.structs.replace(grid.rows[-1], group="sex=other", label="Other")
    grids = (msgspec.structs.replace(grid, rows=(*grid.rows, more)), *kept.grids[1:])
    now = msgspec.structs.replace(kept, grids=grids, numbers=kept.numbers | {f"{next(iter(kept.numbers))} | sex=other": 7})
    assert _otherwise(kept, now) == []


def test_figures_that_differ_under_the_same_definitions_are_an_alarm(house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports import protect
    from bothy.server.publishing.desk import rebuilt

    made = publish(house)
    honest = protect._figure
    monkeypatch.setattr(protect, "_figure", lambda *told: protect.replace(honest(*told), k=4711))
    again = rebuilt(house.home, made)
    assert not again.same and again.otherwise == ()
    assert "though every definition is the same" in again.sentence


def test_a_crash_between_bytes_and_entry_leaves_a_draft_and_nothing_half_signed(
    house: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bothy.intake.errors import StorageFault
    from bothy.reports.models import Frozen
    from bothy.reports.publish.entries import signed
    from bothy.server.publishing.desk import Desk, NotDone, looking, tidy

    one = desk(house)
    row = one.draft(who(house.iain), "thistle", "2025-01")
    one.check(who(house.iain), row.id)
    write = Desk._write

    def killed(self: Any, who: Any, kind: str, id: Any, body: Any) -> None:
        raise NotDone(str(StorageFault("killed here")))

    monkeypatch.setattr(Desk, "_write", killed)
    with pytest.raises(NotDone):
        one.sign(who(house.morag), row.id)
    monkeypatch.setattr(Desk, "_write", write)
    assert Frozen.objects.get(id=row.id).place == 1
    assert tidy(house.home) == 1
    assert Frozen.objects.get(id=row.id).place is None
    with looking(house.home) as (facts, reader):
        assert signed(facts, reader) == ()
    assert one.sign(who(house.morag), row.id).state == "published"


def test_two_drafts_of_the_same_moment_are_not_both_signed_blind(house: SimpleNamespace) -> None:
    from bothy.server.publishing.desk import NotDone

    one = desk(house)
    first, second = one.draft(who(house.iain), "thistle", "2025-01"), one.draft(who(house.iain), "thistle", "2025-02")
    for row in (first, second):
        one.check(who(house.iain), row.id)
    one.sign(who(house.morag), first.id)
    with pytest.raises(NotDone, match="was signed after this draft was made"):
        one.sign(who(house.morag), second.id)


def test_it_is_marked_as_sent_and_withdrawn_and_stays_readable(house: SimpleNamespace) -> None:
    from bothy.reports.publish import store
    from bothy.server.publishing.desk import NotDone

    one, made = desk(house), publish(house)
    with pytest.raises(NotDone, match="A reference can only hold"):
        one.sent(who(house.iain), made.id, "health and social care partnership", "email", "to Jean herself")
    sent = one.sent(who(house.iain), made.id, "health and social care partnership", "email", "HSCP 2025/01")
    assert sent.state == "sent" and sent.sent[0].body.evidence == "HSCP 2025/01"
    gone = one.withdraw(who(house.morag), made.id, "wrong_figures", "January was counted twice")
    assert gone.state == "withdrawn" and store.release_of(gone).set == "thistle"
    assert revise(house).revision == 1, "what was out and withdrawn is revised, not forgotten"


def test_a_draft_whose_bytes_were_changed_is_not_signed(house: SimpleNamespace) -> None:
    from bothy.reports.models import Frozen
    from bothy.server.publishing.desk import NotDone

    one = desk(house)
    row = one.draft(who(house.iain), "thistle", "2025-01")
    one.check(who(house.iain), row.id)
    other = bytes(row.frozen).replace(b"January", b"Januar\xc3\xbd", 1)
    Frozen.objects.filter(id=row.id).update(frozen=other)
    with pytest.raises(NotDone, match="were changed since it was made"):
        one.sign(who(house.morag), row.id)


def test_a_backup_carries_the_bytes_and_a_restore_brings_them_back(house: SimpleNamespace, tmp_path: Any) -> None:
    import sqlite3

    from bothy.server.backup.make import make_backup
    from bothy.server.backup.restore import restore

    made = publish(house)
    backup = make_backup(house.home, tmp_path / "backups")
    from bothy.server.home import Home

    target = Home(tmp_path / "restored")
    restore(backup.path, target)
    with sqlite3.connect(target.house) as connection:
        rows = connection.execute("SELECT id, sha256, frozen, place FROM reports_frozen").fetchall()
    from bothy.reports.publish.store import sha256_of

    assert [(row[0], row[1], sha256_of(row[2]), row[3]) for row in rows] == [(made.id.hex, made.sha256, made.sha256, 1)]


def test_a_year_of_days_is_due_on_the_third_working_day(house: SimpleNamespace) -> None:
    from bothy.server.publishing.desk import looking
    from bothy.server.publishing.returns import returns_of

    made = publish(house)
    with looking(house.home) as (facts, reader):
        dues = {one.until: one for one in returns_of(facts, reader, at("2025-02-05"))}
    assert dues["2025-01"].on.isoformat() == "2025-02-05" and dues["2025-01"].state == "published"
    assert dues["2025-01"].reminded and dues["2025-02"].state == "not_due" and not dues["2025-02"].reminded
    with looking(house.home) as (facts, reader):
        late = {one.until: one for one in returns_of(facts, reader, at("2025-02-05") + timedelta(days=1))}
    assert late["2025-01"].state == "late" and late["2025-01"].days == -1
    desk(house).sent(who(house.iain), made.id, "health and social care partnership", "email")
    with looking(house.home) as (facts, reader):
        sent = {one.until: one for one in returns_of(facts, reader, at("2025-02-06"))}
    assert sent["2025-01"].state == "sent" and not sent["2025-01"].reminded
