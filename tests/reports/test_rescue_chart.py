"""The chart of a rescue: of one that took less than a minute each act can still be read."""

from __future__ import annotations

import re
from uuid import UUID

from bothy.reports.rescue import Mark, Point, Record
from bothy.reports.rescue_chart import draw_rescue

DONE = (
    (1, "not breathing", "look"), (2, "stimulation", "act"), (3, "oxygen", "act"), (4, "naloxone 1", "dose"),
    (6, "ambulance called", "ambulance"), (10, "bag and mask", "act"), (17, "naloxone 2", "dose"),
    (37, "ambulance arrived", "ambulance"), (39, "ambulance declined", "ambulance"),
)  # fmt: skip


def test_of_a_rescue_of_forty_seconds_each_act_stands_on_the_chart_in_words() -> None:
    told = Record(
        id=UUID(int=1), facility="Northgate", zone="Europe/London", day="29 November 2026", clock="14:39:48", drill=False,
        is_open=False, facts=(), rows=(), breaths=(Point(1, 0), Point(34, 14)), spo2=(Point(3, 62), Point(34, 97)),
        marks=tuple(Mark(seconds, says, kind) for seconds, says, kind in DONE), lasted_seconds=43, reversed="", reversed_code="",
        reversed_why=(), severity="", severity_why=(), gaps=(), debriefs=(), duties=(), corrections=(),
    )  # fmt: skip
    drawn = re.sub(r"<desc.*?</desc>", "", draw_rescue(told).decode(), flags=re.DOTALL)
    assert [says for _, says, _ in DONE if says not in drawn] == []
