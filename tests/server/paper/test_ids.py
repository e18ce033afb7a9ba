"""Ids of sheets: a slip of the hand is found, and nothing else is refused."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.server.paper.ids import ALPHABET, WrongId, about, check_sign, kind_of, new_id, read_id

IDS = st.text(ALPHABET, min_size=4, max_size=4).map(lambda four: "A" + four).map(lambda five: f"BOTHY-{five}-{check_sign(five)}")


@pytest.mark.parametrize("kind", ["visit", "emergency", "turned_away"])
def test_a_new_id_is_read_as_it_is_printed(kind: str) -> None:
    id = new_id(kind)
    assert read_id(id) == id and kind_of(id) == kind
    signs = id.removeprefix("BOTHY-").replace("-", "")
    for typed in (id.lower(), signs, f" bothy {signs} ", signs.lower(), id.replace("-", " ")):
        assert read_id(typed) == id, typed


@given(IDS)
def test_every_wrong_sign_and_every_two_that_changed_places_are_found(id: str) -> None:
    signs = id.removeprefix("BOTHY-").replace("-", "")
    for at, sign in enumerate(signs):
        for other in ALPHABET:
            if other != sign:
                with pytest.raises(WrongId):
                    read_id(signs[:at] + other + signs[at + 1 :])
    for one in range(6):
        for two in range(one + 1, 6):
            swapped = list(signs)
            swapped[one], swapped[two] = swapped[two], swapped[one]
            if "".join(swapped) != signs:
                with pytest.raises(WrongId):
                    read_id("".join(swapped))


@pytest.mark.parametrize(("typed", "sentence"), [("BOTHY-7F3", "six signs"), ("BOTHY-A7O3K-9", "does not occur"), ("", "six signs"), ("A7F3K99", "six signs")])
def test_what_is_no_id_is_told_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(WrongId, match=sentence):
        read_id(typed)


def test_what_stands_on_a_sheet_has_the_same_id_whoever_asks_and_no_other_sheet_has_it() -> None:
    draw = random.Random(4)
    facilities = [UUID(int=draw.getrandbits(128), version=4) for _ in range(3)]
    said = {(house, sheet, line): about(house, sheet, line) for house in facilities for sheet in ("A", "B") for line in ("door", "left")}
    assert len(set(said.values())) == 12
    assert all(about(*what) == id for what, id in said.items())
