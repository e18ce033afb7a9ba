"""Records that leave the house are written down by somebody who may let them go."""

from __future__ import annotations

from uuid import UUID

import pytest

from bothy.care.commands import Actor
from support.acting import Facility

LEFT = {"what": "fhir", "reason": "asked by the evaluators", "upto": 7, "manifest": "ab" * 32, "since": "2025-01"}


def acting(role: str | None) -> Actor:
    return Actor(staff=UUID(int=9), role=role)  # type: ignore[arg-type]


def test_a_manager_notes_that_records_left_and_the_entry_says_which(facility: Facility) -> None:
    facility.tell("note-export", facility.id, LEFT, actor=acting("manager"))
    line = facility.house.facility_lines[-1]
    assert line.kind == "data-exported" and line.staff == UUID(int=9)
    assert (line.body.what, line.body.upto, line.body.since, line.body.until) == ("fhir", 7, "2025-01", None)


def test_nobody_else_does(facility: Facility) -> None:
    for role in ("nurse", "analyst", "inspector", None):
        assert facility.refused("note-export", facility.id, LEFT, actor=acting(role))


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"reason": "  "}, {"since": "2025-13"}, {"manifest": "ab"}])
def test_a_reason_a_month_and_the_manifest_must_be_real(facility: Facility, wrong: dict[str, str]) -> None:
    assert facility.refused("note-export", facility.id, LEFT | wrong, actor=acting("manager"))
