"""Prompts, severity, departures, duties and readings of an emergency are the same on a tablet and on the server."""

import json
from typing import get_args

import pytest

from bothy.care.prompts import Level, PromptCode
from bothy.care.ranges import RANGES
from bothy.care.severity import LEVELS, LIMITS
from bothy.care.vocabulary import codes
from care.emergencies import told_as_json
from floor.test_same_fold import in_the_browser, read

SEEDS = range(1, 61)


@pytest.fixture(scope="module")
def histories() -> list[dict]:
    return [told_as_json(seed) for seed in SEEDS]


def emergencies(histories: list[dict]) -> list[dict]:
    return [one for history in histories for shown in history["boards"] for one in shown["board"]["emergencies"]]


def test_what_comes_next_is_the_same_in_both_languages_at_every_moment(node_path, histories):
    for history, browser in zip(histories, in_the_browser(node_path, histories), strict=True):
        assert len(browser["boards"]) == len(history["boards"])
        for told, seen in zip(history["boards"], browser["boards"], strict=True):
            for expected, shown in zip(told["board"]["emergencies"], seen["emergencies"], strict=True):
                for part, value in expected.items():
                    where = f"seed {history['seed']}, after {told['after']} at {told['now']}: {part}"
                    assert shown[part] == json.loads(json.dumps(value)), where


def test_the_random_emergencies_ask_for_everything_there_is(histories):
    """Else the comparison above would compare nothing."""
    all_of_them = emergencies(histories)
    assert {prompt[0] for one in all_of_them for prompt in one["prompts"]} == set(get_args(PromptCode))
    assert {prompt[1] for one in all_of_them for prompt in one["prompts"]} == set(get_args(Level))
    asked = {code for one in all_of_them for prompt in one["prompts"] for code in prompt[3].get("conditions", "").split()}
    assert asked == set(codes("ambulance_condition"))
    assert {one["pathway"] for one in all_of_them} == set(codes("pathway"))
    assert {one["severity"] for one in all_of_them} == {*LEVELS, "not_known"}
    assert {one["reversed"] for one in all_of_them} == {"confirmed", "probable", "not", "not_enough_information"}
    departed = {each[0] for one in all_of_them for each in one["departed"]}
    assert departed >= {
        "ambulance_not_called", "too_little_recorded", "raised_in_error_late", "naloxone_before_oxygen",
        "dose_too_soon", "more_doses_than_reviewed",
    }  # fmt: skip
    assert {(each[1], each[4] is not None) for one in all_of_them for each in one["duties"]} >= {
        ("emergency", True), ("emergency", False), ("ambulance", False), ("death", False),
    }  # fmt: skip


def test_the_pad_knows_the_same_limits(node_path):
    assert read(node_path, "ranges.js", "m.RANGES") == {name: list(limits) for name, limits in RANGES.items()}
    assert read(node_path, "severity.js", "m.LIMITS") == [list(limit) for limit in LIMITS]
    assert read(node_path, "prompts.js", "m.CODES") == list(get_args(PromptCode))
    assert read(node_path, "prompts.js", "m.LEVELS") == list(get_args(Level))
