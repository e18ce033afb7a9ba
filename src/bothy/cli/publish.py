"""`bothy publish` and `bothy revise`: figures that leave the house, signed; and whether they still are what was signed."""

import os
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer

from bothy.cli.main import app
from bothy.cli.shared import (
    ASKED_WRONGLY,
    DONE,
    FOUND_SOMETHING,
    HomeOption,
    home_of,
    out,
    progress,
    stop,
    write_plain,
)
from bothy.journal.errors import JournalError, JournalInUse, JournalMissing
from bothy.server.home import Home, HomeTrouble

ANSWER_WITHIN_SECONDS = 3600.0
"""A publication of five million visits on a slow disk is still under way; the figures are worked out first."""

SetArgument = Annotated[str, typer.Argument(help="Which tables, by name; `bothy report --list` names them.", show_default=False)]
MonthOption = Annotated[str, typer.Option("--month", help="The last month, as 2025-08.", show_default="the last that is over")]
SinceOption = Annotated[str, typer.Option("--since", "--from", help="The first month.", show_default="the year so far")]
ByOption = Annotated[str, typer.Option("--by", help="Who signs: a name or username of somebody who works here.", show_default=False)]
CheckedOption = Annotated[str, typer.Option("--checked-by", help="Who checked it; should be somebody else.", show_default="who signs")]
OutOption = Annotated[Path | None, typer.Option("--out", help="A folder for its files, in every format.", show_default=False)]
ReasonOption = Annotated[str, typer.Option(help="Why one person checked and signed, where it was so.", show_default=False)]


@app.command()
def publish(
    set: SetArgument = "",
    month: MonthOption = "",
    since: SinceOption = "",
    by: ByOption = "",
    checked_by: CheckedOption = "",
    reason: ReasonOption = "",
    draft: Annotated[bool, typer.Option("--draft", help="Print what would be published; sign nothing.")] = False,
    to: OutOption = None,
    listing: Annotated[bool, typer.Option("--list", help="What is published, and drafts.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Are the kept bytes the signed ones? Exit 1 where not.")] = False,
    rebuild: Annotated[
        str, typer.Option("--rebuild", help="Make one again from the journal, by its id, or 'all'. Exit 1 where it differs.")
    ] = "",
    due: Annotated[bool, typer.Option("--due", help="What is due and by when. Exit 1 when something is overdue.")] = False,
    home: HomeOption = None,
) -> None:
    """Publish figures: drafted, checked and signed in one go. Or list, verify, rebuild what was; or what is due."""
    place = _ready(home)
    asked = [name for name, told in (("--list", listing), ("--verify", verify), ("--rebuild", rebuild), ("--due", due)) if told]
    if len(asked) > 1 or (asked and set):
        stop(ASKED_WRONGLY, f"{' and '.join(asked)}: ask one thing at a time{', without the name of a set' if set else ''}.")
    if listing:
        _list(place)
    elif verify:
        _verify(place)
    elif rebuild:
        _rebuild(place, rebuild)
    elif due:
        _due(place)
    elif not set:
        from bothy.reports.sets import SETS

        stop(ASKED_WRONGLY, f"Say which set of tables to publish: {', '.join(sorted(SETS))}. Or --list, --verify, --rebuild, --due.")
    elif draft:
        _draft(place, set, month, since, to)
    else:
        _publish(place, {"act": "publish", "set": set, "until": month, "since": since, "by": by, "checked_by": checked_by, "reason": reason}, to)


@app.command()
def revise(
    set: SetArgument,
    month: Annotated[str, typer.Option("--month", help="The last month of what is published.", show_default="the newest")] = "",
    since: Annotated[str, typer.Option("--since", "--from", help="Its first month, where several end with that month.", show_default=False)] = "",
    by: ByOption = "",
    checked_by: CheckedOption = "",
    reason: ReasonOption = "",
    draft: Annotated[bool, typer.Option("--draft", help="Print what the revision would say; sign nothing.")] = False,
    to: OutOption = None,
    home: HomeOption = None,
) -> None:
    """Publish the next revision of a period: what differs by now, and why, is worked out from the journal."""
    place = _ready(home)
    if draft:
        from bothy.reports.publish.entries import signed
        from bothy.server.publishing.desk import NotDone, looking, newest

        try:
            with looking(place) as (facts, reader):
                last = newest(signed(facts, reader), set, month, since)
        except NotDone as fault:
            stop(ASKED_WRONGLY, str(fault))
        _draft(place, set, last.until, last.since, to)
        return
    _publish(place, {"act": "revise", "set": set, "until": month, "since": since, "by": by, "checked_by": checked_by, "reason": reason}, to)


def _ready(folder: Path | None) -> Home:
    place = home_of(folder)
    if not os.environ.get("DATABASE_URL") and not place.journal.exists():
        stop(ASKED_WRONGLY, f"There is no journal in {place.folder}. Is --home right?")
    # Imported late: Django and the tables of facts take their time to load.
    from bothy.server.boot import prepare

    try:
        prepare(place)
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    return place


def _publish(place: Home, asked: dict[str, Any], to: Path | None) -> None:
    from bothy.server.control import ControlTrouble, ask, running_server
    from bothy.server.opening import open_house
    from bothy.server.publishing.asked import Request, do, who
    from bothy.server.publishing.desk import NotDone

    _may_write(to)
    request = msgspec.convert(asked, Request)
    told = running_server(place)
    try:
        who(request.by)
        try:
            facility = open_house(place)
        except JournalInUse as fault:
            if told is None:
                stop(FOUND_SOMETHING, str(fault))
            # A server holds the journal: it publishes for us.
            id = UUID(ask(told, "publish", msgspec.json.encode(request), ANSWER_WITHIN_SECONDS)["id"])
        else:
            try:
                id = do(facility, place, request)
            finally:
                facility.close()
    except JournalMissing as fault:
        stop(ASKED_WRONGLY, str(fault))
    except (NotDone, ControlTrouble) as fault:
        stop(ASKED_WRONGLY, str(fault))
    except JournalError as fault:
        stop(FOUND_SOMETHING, str(fault))
    _say(place, id, to)


def _may_write(to: Path | None) -> None:
    """Before anything is signed: whether its files can be put there."""
    if to is None:
        return
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{to} cannot be written ({fault.strerror}). Choose another folder with --out.")


def _say(place: Home, id: UUID, to: Path | None) -> None:
    from bothy.reports.publish import store
    from bothy.reports.publish.entries import read_one
    from bothy.server.publishing.desk import looking
    from bothy.server.publishing.taking import signature

    with looking(place) as (_, reader):
        made = read_one(reader, id)
    assert made is not None and made.signed is not None
    release = store.release_of(made)
    out.print(f"Published: {store.named(made)}, id {made.id}", markup=False)
    out.print(f"It rests on entry {made.number:,}; signed in entry {made.signed.number:,}. SHA-256 {made.sha256}", markup=False)
    if made.same_person:
        out.print("One person checked and signed it; the journal says so.", markup=False)
    _note(release)
    if to is not None:
        _files(release, signature(made), to)


def _note(release: Any) -> None:
    """The revision note, in plain lines."""
    from bothy.reports.files.words import WHY

    for one in release.notes:
        out.print(one, markup=False)
    for one in release.changes:
        why = ", ".join(WHY.get(each, each) for each in one.why)
        entries = f" (entries {', '.join(f'{number:,}' for number in one.entries)})" if one.entries else ""
        out.print(f"  {one.grid} / {one.row} / {one.column}: was {one.was}, now {one.now}: {why}{entries}", markup=False)


def _files(release: Any, signed: Any, to: Path) -> None:
    from bothy.server.publishing.taking import all_files

    with progress("Making the files"):
        made = all_files(release, signed)
    try:
        for name, content in made.items():
            (to / name).write_bytes(content)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{to} cannot be written ({fault.strerror or fault}). Choose another folder with --out.")
    out.print(f"{len(made)} files in {to}", markup=False)


def _draft(place: Home, set: str, month: str, since: str, to: Path | None) -> None:
    from bothy.reports.files import as_csv
    from bothy.server.publishing.desk import NotDone, drafted

    _may_write(to)
    try:
        with progress("Working the figures out") as tell:
            release = drafted(place, set, month, since, tell=tell)
    except NotDone as fault:
        stop(ASKED_WRONGLY, str(fault))
    if to is not None:
        _files(release, None, to)
    else:
        write_plain(as_csv(release).decode("utf-8-sig"))
    _note(release)
    out.print("A draft: nothing was signed.", markup=False)


def _list(place: Home) -> None:
    from bothy.reports.publish import store
    from bothy.reports.publish.entries import signed
    from bothy.server.publishing.desk import NotDone, looking, tidy

    try:
        tidy(place)
        with looking(place) as (facts, reader):
            published = signed(facts, reader)
    except NotDone as fault:
        stop(FOUND_SOMETHING, str(fault))
    for one in published:
        assert one.signed is not None
        out.print(f"{one.id}  {one.state:<9}  {store.named(one)}, signed {one.signed.at:%Y-%m-%d}, entry {one.signed.number:,}, SHA-256 {one.sha256[:12]}", markup=False)
    for row in store.drafts():
        out.print(f"{row.id}  draft      {store.named(row)}, from entry {row.number:,}", markup=False)
    if not published and not store.drafts():
        out.print("Nothing is published yet, and there is no draft. Begin with: bothy publish thistle --draft", markup=False)


def _verify(place: Home) -> None:
    from bothy.reports.publish.entries import signed
    from bothy.reports.publish.verify import verify
    from bothy.server.publishing.desk import NotDone, looking

    try:
        with looking(place) as (facts, reader):
            verdicts = [verify(one, reader) for one in signed(facts, reader)]
    except NotDone as fault:
        stop(FOUND_SOMETHING, str(fault))
    for one in verdicts:
        out.print(("good  " if one.ok else "wrong ") + one.sentence, markup=False)
    if not verdicts:
        out.print("Nothing is published yet.", markup=False)
    raise typer.Exit(DONE if all(one.ok for one in verdicts) else FOUND_SOMETHING)


def _rebuild(place: Home, which: str) -> None:
    from bothy.reports.publish.entries import signed
    from bothy.server.publishing.desk import NotDone, looking, rebuilt

    try:
        with looking(place) as (facts, reader):
            every = signed(facts, reader)
        wanted = [one for one in every if which == "all" or str(one.id).startswith(which.lower())]
        if not wanted:
            stop(ASKED_WRONGLY, f"No publication's id begins with {which!r}: `bothy publish --list` shows them; 'all' takes every one.")
        wrong = 0
        for one in wanted:
            with progress("Adding up the journal") as tell:
                made = rebuilt(place, one, tell)
            wrong += not made.same and not made.otherwise
            out.print(("same  " if made.same else "other " if made.otherwise else "wrong ") + made.sentence, markup=False)
    except NotDone as fault:
        stop(FOUND_SOMETHING, str(fault))
    raise typer.Exit(FOUND_SOMETHING if wrong else DONE)


def _due(place: Home) -> None:
    from bothy.reports.publish.due import UnknownPlace
    from bothy.reports.wording import period_name
    from bothy.server.publishing.desk import NotDone, looking
    from bothy.server.publishing.returns import returns_of

    try:
        with looking(place) as (facts, reader):
            dues = returns_of(facts, reader)
    except (NotDone, UnknownPlace) as fault:
        stop(FOUND_SOMETHING, str(fault))
    late = [one for one in dues if one.state == "late"]
    for one in sorted(dues, key=lambda each: each.on):
        if one.state != "sent":
            mark = f"{-one.days} days late" if one.state == "late" else one.state.replace("_", " ")
            out.print(f"{one.on:%Y-%m-%d %a}  {mark:<12}  {one.rule.set}, {period_name(one.since, one.until)}, to {one.rule.to}", markup=False)
    if not dues:
        out.print("The house rules name no figures that are due.", markup=False)
    elif all(one.state == "sent" for one in dues):
        out.print("Everything that was due is sent.", markup=False)
    raise typer.Exit(FOUND_SOMETHING if late else DONE)
