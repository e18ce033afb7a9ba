"""Are the kept bytes the signed ones, and does the journal still give them?

A publication is made again from the journal alone: facts folded up to the entry it rests on, with the
releases that were out then. Where the software defines or lays out something otherwise by now, that is
said; anything else that differs is an alarm.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec

from bothy.journal import Reader
from bothy.journal.lean import digest_at
from bothy.reports.facts.opened import Facts, fresh
from bothy.reports.near import NotThere
from bothy.reports.publish.entries import Publication, signed
from bothy.reports.publish.making import Asked, Before, CannotPublish, make
from bothy.reports.publish.store import NotAsSigned, frozen_of, named, release_of, sha256_of
from bothy.reports.release import Grid, Release, canonical, read

Tell = Callable[[int, int], None]


class Verdict(msgspec.Struct, frozen=True):
    """Whether the kept bytes are those whose digest was signed."""

    publication: Publication
    state: Literal["as_signed", "not_as_signed", "not_of_this_journal"]
    sentence: str

    @property
    def ok(self) -> bool:
        """Nothing is wrong with it."""
        return self.state == "as_signed"


class Rebuilt(msgspec.Struct, frozen=True):
    """`frozen`: the bytes as they come out now. `otherwise`: what the software says otherwise by now.

    Not `same` with nothing said otherwise: the figures differ, and nothing explains it.
    """

    publication: Publication
    same: bool
    frozen: bytes = b""
    otherwise: tuple[str, ...] = ()
    sentence: str = ""


def verify(publication: Publication, reader: Reader) -> Verdict:
    """Look at the kept bytes and at the entry that they rest on."""
    held = digest_at(reader, publication.number)
    if held is None or held.hex() != publication.digest:
        return Verdict(
            publication,
            "not_of_this_journal",
            f"{_called(publication)} rests on entry {publication.number:,}, and that is not the entry it was. "
            "`bothy journal verify` finds what was changed.",
        )
    try:
        frozen_of(publication)
    except NotAsSigned as fault:
        return Verdict(publication, "not_as_signed", str(fault))
    return Verdict(
        publication,
        "as_signed",
        f"{_called(publication)}: the bytes are the signed ones, SHA-256 {publication.sha256}.",
    )


def past_of(facts: Facts, reader: Reader, number: int, tell: Tell | None = None) -> list[Before]:
    """The releases that were signed by an entry, in that order; made again where their bytes are not kept."""
    return _Past(facts, reader, tell).until(number)


def rebuild(facts: Facts, reader: Reader, publication: Publication, tell: Tell | None = None) -> Rebuilt:
    """Make a publication again as it was. JournalError, OSError where that cannot be."""
    if verify(publication, reader).state == "not_of_this_journal":
        return Rebuilt(publication, False, sentence=verify(publication, reader).sentence)
    try:
        frozen = _Past(facts, reader, tell).made(publication)
    except (NotThere, CannotPublish) as fault:
        return Rebuilt(publication, False, sentence=f"{_called(publication)} cannot be made again: {fault}")
    if sha256_of(frozen) == publication.sha256:
        said = f"{_called(publication)} was made again from the journal, up to entry {publication.number:,}: the same to the byte."
        return Rebuilt(publication, True, frozen, sentence=said)
    try:
        otherwise = tuple(_otherwise(release_of(publication), read(frozen)))
    except (NotAsSigned, ValueError):
        return Rebuilt(
            publication, False, frozen,
            sentence=f"{_called(publication)} does not come out of the journal as it was signed, and its kept bytes are not the "
            "signed ones either, so what differs cannot be said. Bothy {publication.made_with} made it: rebuild it with that version.",
        )  # fmt: skip
    if otherwise:
        said = f"{_called(publication)} comes out otherwise because Bothy says some things otherwise by now: " + "; ".join(otherwise) + "."
    else:
        said = (
            f"{_called(publication)} does not come out of the journal as it was signed, though every definition is the same. "
            "Run `bothy journal verify`; keep the signed bytes."
        )
    return Rebuilt(publication, False, frozen, otherwise, said)


class _Past:
    """Releases of the past, each read or made once."""

    def __init__(self, facts: Facts, reader: Reader, tell: Tell | None) -> None:
        self._facts, self._reader, self._tell = facts, reader, tell
        self._signed = signed(facts, reader)
        self._held: dict[UUID, Release] = {}

    def until(self, number: int) -> list[Before]:
        return [
            Before(one.sha256, self._release(one))
            for one in self._signed
            if one.signed is not None and one.signed.number <= number
        ]

    def _release(self, one: Publication) -> Release:
        if one.id not in self._held:
            try:
                self._held[one.id] = release_of(one)
            except NotAsSigned:
                frozen = self.made(one)
                if sha256_of(frozen) != one.sha256:
                    raise
                self._held[one.id] = read(frozen)
        return self._held[one.id]

    def made(self, one: Publication) -> bytes:
        past = self.until(one.number)
        with tempfile.TemporaryDirectory(prefix="bothy-rebuilt-") as folder:
            then = fresh(Path(folder), self._reader, self._tell, upto=one.number)
            made = make(then, self._reader, Asked(one.set, one.since, one.until), past)
        # Which version made it is no figure: the bytes say the one that did.
        return canonical(msgspec.structs.replace(made, made_with=one.made_with))


def _otherwise(kept: Release, now: Release) -> list[str]:
    """What the software says otherwise now: definitions, tables, what is counted. Never a figure."""
    said = []
    before, after = ({one.name: one for one in release.definitions} for release in (kept, now))
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            label = (before.get(name) or after[name]).label
            said.append(f"the definition of “{label}”")
    tables = {grid.name: grid for grid in kept.grids}
    for grid in now.grids:
        old = tables.pop(grid.name, None)
        if old is None:
            said.append(f"a table “{grid.title}” that was not there")
        elif _laid_out_otherwise(old, grid):
            said.append(f"how the table “{grid.title}” is laid out")
    said += [f"no table “{grid.title}” any more" for grid in tables.values()]
    if _counted(kept) != _counted(now):
        said.append("what is counted")
    if kept.format != now.format:
        said.append("how a release is written down")
    if not said and _words(kept) != _words(now) and _figures(kept) == _figures(now):
        said.append("its notes")
    if not said and kept.demo and _figures(kept) == _figures(now):
        said.append("how invented figures are marked")
    return said


def _laid_out_otherwise(old: Grid, now: Grid) -> bool:
    """Whether the software calls, picks or orders a table's columns and rows otherwise by now.

    Which groups there are is the record's to say: one more or fewer is no other layout, and stays an alarm.
    """
    if (old.title, old.chart, old.notes) != (now.title, now.chart, now.notes):
        return True
    for was, is_now in ((_columns(old), _columns(now)), (_rows(old), _rows(now))):
        both = [name for name in was if name in is_now]
        if both != [name for name in is_now if name in was] or any(was[name] != is_now[name] for name in both):
            return True
    return {one.indicator for one in old.columns} != {one.indicator for one in now.columns}


def _columns(grid: Grid) -> dict[object, str]:
    return {(one.indicator, one.group): one.label for one in grid.columns}


def _rows(grid: Grid) -> dict[object, str]:
    return {(one.period, one.group, one.total): one.label for one in grid.rows}


def _counted(release: Release) -> set[tuple[str, str]]:
    """What is counted, and by what: without the groups that the record happens to have."""
    found = set()
    for key in release.numbers:
        measure, _, rest = key.partition(" | ")
        found.add((measure, rest.partition(" | ")[2].partition("=")[0]))
    return found


def _words(release: Release) -> object:
    return release.title, release.notes


def _figures(release: Release) -> object:
    plain = [one for grid in release.grids for row in grid.rows for one in row.figures]
    return [msgspec.structs.replace(one, tag="recorded") for one in plain]


def _called(publication: Publication) -> str:
    said = named(publication)
    return said[:1].upper() + said[1:]
