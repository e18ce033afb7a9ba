"""Whatever is told of an emergency, in whatever order: severity, prompts and gaps stay true to the record."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.care.completeness import completeness
from bothy.care.kinds import encode
from bothy.care.prompts import prompts
from bothy.care.severity import LEVELS, severity
from bothy.care.signs import doses, last_values
from care.emergencies import Rescue

rescues = st.builds(
    lambda seed, steps: (Rescue(random.Random(seed)), steps), st.integers(0, 2**32), st.integers(1, 14)
)


@settings(max_examples=40, deadline=None)
@given(rescues)
def test_more_record_never_makes_it_less_severe_and_closing_ends_every_prompt(
    told: tuple[Rescue, int],
) -> None:
    rescue, steps = told
    order = (*LEVELS, "not_known")
    before = "not_known"
    corrected = False
    for _ in range(steps):
        rescue.go_on()
        emergency = rescue.facility.house.emergencies[rescue.emergency]
        level = severity(emergency).level
        corrected = corrected or emergency.corrected
        if not corrected:
            assert order.index(level) <= order.index(before)
        before = level
        asked = prompts(rescue.facility.house, emergency, rescue.facility.now)
        assert (asked == ()) == (emergency.closed_at is not None or emergency.raised_at is None)
        levels = [("now", "soon", "wait", "info").index(one.level) for one in asked]
        assert levels == sorted(levels)
        assert len({one.code for one in asked}) == len(asked)


@settings(max_examples=40, deadline=None)
@given(rescues)
def test_voiding_all_that_was_told_leaves_what_a_bare_emergency_has(told: tuple[Rescue, int]) -> None:
    """A missing reading is never a zero: with nothing recorded nothing is asked but a look, or an ambulance by rule."""
    rescue, steps = told
    for _ in range(steps):
        rescue.go_on()
    facility = rescue.facility
    for line in [one for one in facility.lines if one.subject == rescue.emergency]:
        if line.kind not in ("emergency-raised", "corrected"):
            void = {"entry": line.id, "reason": "did not happen", "void": True}
            facility.now += timedelta(milliseconds=1)
            facility.tell("correct", rescue.emergency, void)
    emergency = facility.house.emergencies[rescue.emergency]
    assert severity(emergency).level == "not_known"
    assert last_values(emergency) == {}
    assert doses(emergency) == ()
    asked = {one.code for one in prompts(facility.house, emergency, facility.now)}
    assert asked <= {"look", "call_ambulance"}
    assert completeness(emergency).missing == ("look_before", "action")
    assert encode(emergency.lines[0].body)
