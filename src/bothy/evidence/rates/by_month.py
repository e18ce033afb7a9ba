"""The comparison from monthly counts: their totals, and beside them what holds where months scatter more than Poisson."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bothy.evidence.rates.areas import Exposure
from bothy.evidence.rates.compare import Compared, compared
from bothy.evidence.rates.months import AreaMonths, together_months
from bothy.evidence.rates.overdispersed import overdispersed, scattered


def compared_by_month(treated: AreaMonths, controls: Sequence[AreaMonths] = (), exposure: Exposure = "as-given") -> Compared:
    """`compared` of the totals, with ``overdispersed`` for the treated area and every control."""
    totals = compared(treated.total, [one.total for one in controls], exposure)
    own = scattered(treated)
    return msgspec.structs.replace(
        totals,
        overdispersed=overdispersed(own),
        controls=tuple(
            msgspec.structs.replace(one, overdispersed=overdispersed(scattered(months), own))
            for one, months in zip(totals.controls, controls, strict=True)
        ),
    )


def combined_by_month(treated: AreaMonths, controls: Sequence[AreaMonths], exposure: Exposure = "as-given") -> tuple[Compared, ...]:
    """For displacement: treated and each control as one area, beside the controls that are left."""
    return tuple(
        compared_by_month(together_months(treated, one, exposure), [*controls[:place], *controls[place + 1 :]], exposure)
        for place, one in enumerate(controls)
    )
