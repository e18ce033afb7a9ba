"""What entries say of what may be about: a substance as described, and the flag that a running test raised."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from bothy.care.body import Body, Code, Time
from bothy.care.vocabulary import Appearance, FlagEnded, Substance, Unasked

Count = Annotated[int, Meta(ge=0, le=10_000_000)]
About = Literal["any", "substance", "appearance", "poor_response"]


class SubstanceDescribed(Body, frozen=True, kw_only=True):
    """What was used, as stated or seen, where an emergency is about it. The last description holds."""

    substances: Annotated[tuple[Substance, ...], Meta(max_length=12)] | Unasked = "not_asked"
    appearances: Annotated[tuple[Appearance, ...], Meta(max_length=6)] = ()


class BatchFlagged(Body, frozen=True, kw_only=True):
    """Emergencies of one kind come faster than the house's own usual rate. The flag's id is this entry's.

    ``code``: the substance or appearance. ``expected``: how many the usual rate expects for the ``uses``
    since the first of ``emergencies``. ``false_alarm_years``: a false alarm of this kind is to be expected
    once in so many years; ``tested`` kinds share what the house rules allow.
    """

    about: About
    code: Code
    since: Time
    emergencies: Annotated[tuple[UUID, ...], Meta(min_length=1, max_length=200)]
    uses: Count
    expected: Annotated[float, Meta(ge=0)]
    usual_per_1000: Annotated[float, Meta(ge=0)]
    baseline_emergencies: Count
    baseline_uses: Count
    tested: Annotated[int, Meta(ge=1, le=1000)]
    false_alarm_years: Annotated[float, Meta(ge=0)]


class BatchFlagEnded(Body, frozen=True, kw_only=True):
    """A person took the flag down, and why."""

    flag: UUID
    why: FlagEnded
