"""The list of ASVS 5.0: every requirement of levels 1 and 2 stands there once, and what it names is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATES = {"met", "partly", "not met", "none here"}
# By section, the last number and those of level 3 between (OWASP ASVS 5.0.0).
SECTIONS: dict[str, tuple[int, tuple[int, ...]]] = {
    "1.1": (2, ()), "1.2": (9, ()), "1.3": (11, ()), "1.4": (3, ()), "1.5": (2, ()), "2.1": (3, ()), "2.2": (3, ()), "2.3": (4, ()), "2.4": (1, ()), "3.2": (2, ()), "3.3": (4, ()), "3.4": (6, ()), "3.5": (5, ()), "3.7": (2, ()), "4.1": (3, ()), "4.2": (1, ()), "4.3": (2, ()), "4.4": (4, ()), "5.1": (1, ()), "5.2": (3, ()), "5.3": (2, ()), "5.4": (3, ()), "6.1": (3, ()), "6.2": (12, ()), "6.3": (4, ()), "6.4": (4, ()), "6.5": (5, ()), "6.6": (3, ()), "6.8": (4, ()), "7.1": (3, ()), "7.2": (4, ()), "7.3": (2, ()), "7.4": (5, ()), "7.5": (2, ()), "7.6": (2, ()), "8.1": (2, ()), "8.2": (3, ()), "8.3": (1, ()), "8.4": (1, ()), "9.1": (3, ()), "9.2": (4, ()), "10.1": (2, ()), "10.2": (2, ()), "10.3": (4, ()), "10.4": (11, ()), "10.5": (5, ()), "10.6": (2, ()), "10.7": (3, ()), "11.1": (2, ()), "11.2": (3, ()), "11.3": (3, ()), "11.4": (4, ()), "11.5": (1, ()), "11.6": (1, ()), "12.1": (3, ()), "12.2": (2, ()), "12.3": (4, ()), "13.1": (1, ()), "13.2": (5, ()), "13.3": (2, ()), "13.4": (5, ()), "14.1": (2, ()), "14.2": (4, ()), "14.3": (3, ()), "15.1": (3, ()), "15.2": (3, ()), "15.3": (7, ()), "16.1": (1, ()), "16.2": (5, ()), "16.3": (4, ()), "16.4": (3, ()), "16.5": (3, ()), "17.1": (1, ()), "17.2": (4, ()), "17.3": (2, ()),
}  # fmt: skip


def required() -> set[str]:
    told = {f"{section}.{n}" for section, (last, without) in SECTIONS.items() for n in range(1, last + 1) if n not in without}
    assert len(told) == 253
    return told


@cache
def rows() -> list[tuple[list[str], str, str]]:
    """Numbers, state and what shows it, of each line of the tables."""
    found = []
    for line in (ROOT / "docs" / "asvs.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if re.match(r"\| \d", line):
            assert len(cells) == 4, line
            found.append((re.findall(r"\d+\.\d+\.\d+", cells[0]), cells[2], cells[3]))
    return found


def test_every_requirement_stands_there_once() -> None:
    told = [number for numbers, _, _ in rows() for number in numbers]
    assert set(told) == required()
    assert len(told) == len(set(told))


def test_every_state_is_one_of_four_and_says_something() -> None:
    for numbers, state, shown in rows():
        assert state in STATES, numbers
        assert len(shown) > 6, numbers
        if state == "met":
            assert "`" in shown or "none" in shown or "there are none" in shown or len(shown) > 20, numbers


NAMED = sorted({name for _, _, shown in rows() for name in re.findall(r"`((?:tests|src|docs)/[^`\s]+|SECURITY\.md)`", shown)})


@pytest.mark.parametrize("named", NAMED)
def test_what_it_names_is_there(named: str) -> None:
    path, _, test = named.partition("::")
    assert (ROOT / path).exists(), named
    if test:
        assert re.search(rf"^\s*(async )?def {re.escape(test)}\(", (ROOT / path).read_text("utf-8"), re.M), named


def test_no_more_is_met_by_word_alone_than_was() -> None:
    """A requirement that is met is shown by a test, a file, or by there being nothing of the kind."""
    by_word = [numbers for numbers, state, shown in rows() if state == "met" and not re.search(r"`(tests|src|docs|SECURITY)[^`]*`", shown)]
    assert len(by_word) <= 12, by_word


def test_the_list_says_how_much_is_not_met() -> None:
    """Nobody takes it for a certificate: what is missing is there to be read."""
    open_ones = [number for numbers, state, _ in rows() if state in ("partly", "not met") for number in numbers]
    assert 5 < len(open_ones) < 60
