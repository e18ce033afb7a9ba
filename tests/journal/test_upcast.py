"""Old kinds are read as the newest; what is stored stays as it was."""

from __future__ import annotations

import msgspec
import pytest

from bothy.journal import GENESIS, Entry, seal
from bothy.journal.upcast import NoUpcaster, Upcasters
from support.journal_place import FACILITY, START, draft


def entry(version: int, body: bytes = b'{"place":"3"}', kind: str = "place-given") -> Entry:
    return seal(GENESIS, FACILITY, draft(kind=kind, version=version, body=body), START)


@pytest.fixture
def upcasters() -> Upcasters:
    made = Upcasters()
    made.lifts("place-given", 1)(lambda body: {"places": [body["place"]]})
    made.lifts("place-given", 2)(lambda body: {**body, "wheelchair": None})
    return made


def test_a_body_is_lifted_step_by_step(upcasters: Upcasters) -> None:
    latest = {"place-given": 3}
    assert upcasters.read_body(entry(1), latest) == {"places": ["3"], "wheelchair": None}
    assert upcasters.read_body(entry(2, b'{"places":[]}'), latest) == {"places": [], "wheelchair": None}
    assert upcasters.read_body(entry(3, b'{"wheelchair":true}'), latest) == {"wheelchair": True}


def test_the_stored_bytes_stay(upcasters: Upcasters) -> None:
    old = entry(1)
    upcasters.read_body(old, {"place-given": 3})
    assert old.body == b'{"place":"3"}'


def test_what_cannot_be_read_is_said_so(upcasters: Upcasters) -> None:
    with pytest.raises(NoUpcaster, match="does not know"):
        upcasters.read_body(entry(1, kind="unheard-of"), {"place-given": 3})
    with pytest.raises(NoUpcaster, match="of version 4, this Bothy knows 3"):
        upcasters.read_body(entry(4), {"place-given": 3})
    with pytest.raises(NoUpcaster, match="nothing lifts it to 4"):
        upcasters.read_body(entry(3), {"place-given": 4})
    with pytest.raises(msgspec.DecodeError):
        upcasters.read_body(entry(1, b"[]"), {"place-given": 3})


def test_one_step_has_one_upcaster(upcasters: Upcasters) -> None:
    with pytest.raises(ValueError, match="already"):
        upcasters.lifts("place-given", 1)(lambda body: body)
