"""A treated area beside controls: does its change differ from theirs, on either scale?"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bothy.evidence.rates.areas import Exposure, difference_warning, together
from bothy.evidence.rates.change import Change, change, estimate
from bothy.evidence.rates.counted import Area
from bothy.evidence.rates.interaction import interaction
from bothy.evidence.rates.overdispersed import Overdispersed


class Control(Change, frozen=True, kw_only=True, omit_defaults=True):
    """A control's own change, and how the treated area's differs from it.

    ``difference_warning``: why the differences are not comparable, or None.
    """

    interaction_ratio: float | None
    interaction_ratio_chi2: float | None
    interaction_ratio_p: float | None
    interaction_difference_z: float | None
    interaction_difference_p: float | None
    difference_warning: str | None
    name: str = ""
    overdispersed: Overdispersed | None = None


class Compared(Change, frozen=True, kw_only=True, omit_defaults=True):
    """The treated area's change and each control's; ``combined``: the same of treated and a control as one area."""

    controls: tuple[Control, ...]
    name: str = ""
    overdispersed: Overdispersed | None = None
    combined: tuple[Compared, ...] = ()


def compared(treated: Area, controls: Sequence[Area] = (), exposure: Exposure = "as-given") -> Compared:
    """Treated and every control, through the same formulas."""
    return Compared(
        **msgspec.structs.asdict(change(treated)),
        controls=tuple(
            Control(
                **msgspec.structs.asdict(change(one)),
                **msgspec.structs.asdict(interaction(estimate(treated), estimate(one))),
                difference_warning=difference_warning(treated, one, exposure),
                name=one.name,
            )
            for one in controls
        ),
        name=treated.name,
    )


def combined(treated: Area, controls: Sequence[Area], exposure: Exposure = "as-given") -> tuple[Compared, ...]:
    """For displacement: treated and each control as one area (`together`), beside the controls that are left."""
    return tuple(
        compared(together(treated, one, exposure), [*controls[:place], *controls[place + 1 :]], exposure)
        for place, one in enumerate(controls)
    )
