"""The proof of what cannot be written down falls as soon as somebody adds a kind or a field by which it could."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bothy.care import kinds as care_kinds
from bothy.care.body import Body
from bothy.care.commands import COMMANDS
from bothy.care.kinds import KINDS, Kind
from bothy.reports.inspection import absence
from reports.inspection.house import answer, asked_of, good, pack_of
from reports.inspection.opened import rows


class Weighed(Body, frozen=True, kw_only=True):
    weight_grams: float


class Inner(msgspec.Struct, frozen=True):
    handed_to: str


class Deep(Body, frozen=True, kw_only=True):
    parts: tuple[Inner, ...] | None = None


def test_in_this_version_it_stands() -> None:
    assert absence.troubles() == ()
    assert set(absence.SORT_OF) == set(KINDS), "every kind is told apart by hand, and none that is not there"
    assert set(absence.COMMAND_MAKES) == set(COMMANDS)
    assert len(absence.SORT_OF) == sum(len(one) for one in absence._SORT.values()), "no kind is of two sorts"


@pytest.mark.parametrize(("body", "path"), [(Weighed, "weight_grams"), (Deep, "parts.handed_to")])
def test_a_field_that_says_it_is_found_at_every_depth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: type[Body], path: str) -> None:
    monkeypatch.setitem(KINDS, "item-found", Kind("item-found", 1, body, "item"))
    assert absence.troubles() == (f"In kind item-found the field {path} says what only somebody who handles drugs could say.",)
    told = asked_of(tmp_path, good())
    assert answer(told, "no_handling").state == "does_not_hold"


def test_a_kind_and_a_command_that_nobody_has_looked_at_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "drug-received", Kind("drug-received", 1, Body, "item"))
    monkeypatch.setitem(COMMANDS, "receive-drug", Body)
    told = absence.troubles()
    assert "Kind drug-received: nobody has said of what sort it is." in told
    assert "Command receive-drug: nobody has said what it writes." in told


def test_an_entry_of_a_kind_that_is_not_known_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bothy.reports.inspection import reading

    pen = good()
    monkeypatch.setattr(reading, "_GROUP", {name: group for name, group in reading._GROUP.items() if name != "seen"})
    told = answer(asked_of(tmp_path, pen), "known_kinds")
    assert told.state == "does_not_hold" and "“seen”" in told.findings[0].says


def test_the_pack_lists_every_kind_with_its_fields_and_how_often_it_stands_there(tmp_path: Path) -> None:
    told = {row["kind"]: row for row in rows(pack_of(tmp_path, good()), "data/kinds")}
    assert set(told) == set(KINDS)
    assert told["episode-started"]["in_journal"] == told["episode-started"]["in_period"] == 6
    assert told["item-found"]["in_journal"] == 0 and "bag" in told["item-found"]["fields"].split()
    assert told["facility-founded"]["in_period"] == 0


def test_the_decoders_are_those_of_the_kinds() -> None:
    assert set(care_kinds._decoders) == set(KINDS)
