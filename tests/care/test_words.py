"""Every code has words, and every word belongs to a code."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args

import pytest

from bothy.care.commands import COMMANDS
from bothy.care.kinds import KINDS
from bothy.care.stages import STAGES, may_enter, next_acts
from bothy.care.vocabulary import CODE_LISTS, codes
from bothy.care.watches import WatchRule
from bothy.care.words import WORDS, label, sentence


def sources() -> str:
    care = files("bothy.care")
    return "\n".join(one.read_text("utf-8") for one in care.iterdir() if one.name.endswith(".py"))


def used(pattern: str) -> set[str]:
    return set(re.findall(pattern, sources()))


@pytest.mark.parametrize("list_name", sorted(CODE_LISTS))
def test_every_code_has_words(list_name: str) -> None:
    for code in codes(list_name):
        assert label(list_name, code).strip()


def test_every_kind_command_and_watch_has_words() -> None:
    for kind in KINDS:
        assert label("kind", kind)
    for command in COMMANDS:
        assert label("command", command)
    for rule in get_args(WatchRule):
        assert label("rule", rule)


@pytest.mark.parametrize(
    ("list_name", "pattern"),
    [
        ("refusal", r'refuse\(\s*"(\w+)"'),
        ("departure", r'departure\(\s*"(\w+)"'),
        ("review", r'_review\(\w+, line, "(\w+)"\)'),
        ("contest", r'sentence\(\s*"contest\.(\w+)"'),
    ],
)
def test_what_the_house_can_say_has_words_and_nothing_else_has(list_name: str, pattern: str) -> None:
    catalogue = {key.split(".", 1)[1] for key in WORDS if key.startswith(f"{list_name}.")}
    said = used(pattern)
    assert said, "the pattern finds what the sources say"
    assert said == catalogue


def test_no_word_is_left_over() -> None:
    lists = {
        *CODE_LISTS, "kind", "command", "rule", "departure", "refusal", "contest", "review", "missing",
        "reversed", "sign", "prompt", "prompt_level",
    }  # fmt: skip
    assert {key.split(".", 1)[0] for key in WORDS} == lists
    for list_name in CODE_LISTS:
        keys = {key.split(".", 1)[1] for key in WORDS if key.startswith(f"{list_name}.")}
        assert keys == set(codes(list_name))


def test_the_words_of_the_field() -> None:
    text = " ".join(WORDS.values()).lower()
    for word in ("patient", "addict", "abuse", "client", "junkie"):
        assert word not in text


def test_gaps_are_filled() -> None:
    assert sentence("contest.place", place=3) == "Place 3 was given to two people. Say who is there."


def test_the_stage_table_speaks_of_stages_and_commands_that_exist() -> None:
    assert tuple(STAGES["order"]) == codes("stage")
    assert set(STAGES["stages"]) == set(codes("stage"))
    for stage, told in STAGES["stages"].items():
        assert set(told["follows"]) <= set(codes("stage"))
        assert set(told["enter"]) == set(told["follows"]) - {"using", "left"}
        for act in next_acts(stage):
            command, *argument = act.split()
            assert command in COMMANDS
            if command == "enter-stage":
                assert may_enter(stage, argument[0])
            if command == "give-place":
                assert "using" in (stage, *told["follows"])
