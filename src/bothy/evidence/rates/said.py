"""The comparison as a page of text: the answer on both scales, the figures, what they assume."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bothy.evidence.rates.compare import Compared, Control
from bothy.evidence.rates.figures import number, p_value, plain_span, ratio, span
from bothy.evidence.rates.interaction import Interaction
from bothy.evidence.rates.overdispersed import Model, Overdispersed
from bothy.evidence.rates.verdict import judged, of_change, of_interaction

Area = Compared | Control

ASSUMES = """\
Intervals are 95 %, p two-sided, "more than chance" at 5 %; each scale's interval is Wald's. Events are taken to be Poisson:
independent of one another, at an even rate within each period. Where they cluster these intervals are too short: give months (--monthly).
A change is not an effect. Trend, season, supply, policing, or a place chosen for its worst years make one too; a control takes away
what both areas share, and only on the scale on which they share it. Interrupted time series and synthetic control ask more of the data."""
BY_MONTH = "These allow for how the months scatter (quasi-Poisson); the table that follows takes them to be Poisson."
ZERO = "With a zero count the difference's interval is too short: it reckons with no variance where nothing was counted."


def said(answer: Compared) -> str:
    """The whole answer."""
    lines = list(_one(answer, "Treated area"))
    for one in answer.combined:
        lines += ["", f"Taken as one area: {one.name}.", *_one(one, "Both")]
    return "\n".join([*lines, "", ASSUMES]) + "\n"


def _one(answer: Compared, called: str) -> Iterator[str]:
    rows: list[tuple[str, Area]] = [(called.lower() if called == "Both" else answer.name or called.lower(), answer)]
    rows += [(one.name or f"control {place}", one) for place, one in enumerate(answer.controls, 1)]
    per = _per(answer)
    unit = "" if per == 1 else f" per {per:,.0f}"
    yield f"{called}: {_moved(answer, per, unit)} {of_change(answer)}"
    for name, one in rows[1:]:
        yield f"Beside {name}: {_moved(one, per, unit)} {of_interaction(one)}"
    if answer.overdispersed:
        yield BY_MONTH
    if any(one.ratio_p is None for _, one in rows):
        yield ZERO
    yield ""
    yield from _on_ratio(rows)
    yield from _on_difference(rows, per, unit)
    for name, one in rows:
        if one.overdispersed:
            yield ""
            yield from _by_month(name, one.overdispersed, per)


def _moved(one: Area, per: float, unit: str) -> str:
    verb = "fell" if one.difference < 0 else "rose" if one.difference > 0 else "stayed"
    told = f"the rate {verb} from {number(one.rate_before * per)} to {number(one.rate_after * per)}{unit}"
    if one.ratio is None:
        return f"{told}."
    found = judged(one)
    limits = "" if found.ratio_low is None else f" ({span(found.ratio_low, found.ratio_high)})"
    return f"{told}, ratio {ratio(one.ratio)}{limits}."


def _on_ratio(rows: list[tuple[str, Area]]) -> Iterator[str]:
    yield _row("ratio", "", "95 %", "p", "exact", "mid-p", "p")
    for name, one in rows:
        yield _row(
            name,
            ratio(one.ratio),
            span(one.ratio_low, one.ratio_high),
            p_value(one.ratio_p),
            span(one.exact_low, one.exact_high),
            span(one.mid_p_low, one.mid_p_high),
            p_value(one.mid_p),
        )
        if isinstance(one, Control):
            yield _row("  treated / it", ratio(one.interaction_ratio), _chi2(one.interaction_ratio_chi2), p_value(one.interaction_ratio_p))


def _on_difference(rows: list[tuple[str, Area]], per: float, unit: str) -> Iterator[str]:
    yield _row(f"difference{unit}", "", "95 %", "p")
    treated = rows[0][1]
    for name, one in rows:
        limits = plain_span(_times(one.difference_low, per), _times(one.difference_high, per))
        yield _row(name, number(one.difference * per), limits, p_value(one.difference_p))
        if isinstance(one, Control):
            between = number((treated.difference - one.difference) * per)
            yield _row("  treated - it", between, _z(one.interaction_difference_z), p_value(one.interaction_difference_p))


def _row(name: str, estimate: str, limits: str, p: str, *more: str) -> str:
    rest = "".join(f" {cell:>{wide}}" for cell, wide in zip(more, (18, 18, 8), strict=False))
    return f"{name[:26]:<26} {estimate:>8} {limits:>18} {p:>8}{rest}"


def _by_month(name: str, found: Overdispersed, per: float) -> Iterator[str]:
    if found.dispersion is None:
        yield f"{name}, by month: nothing was counted in {found.months} months."
        return
    less = " That is less, and no interval is made shorter for it." if found.dispersion < 1 else ""
    yield f"{name}, by month ({found.months}): counts scatter {number(found.dispersion)} times as Poisson would let them.{less}"
    yield from _model("quasi-Poisson", found.quasi, per)
    if found.negbin is None:
        yield "  negative binomial: none, because a period without an event has no rate on the log scale"
    else:
        yield from _model(f"negative binomial, alpha {number(found.alpha)}", found.negbin, per)


def _model(called: str, model: Model, per: float) -> Iterator[str]:
    limits = plain_span(_times(model.difference_low, per), _times(model.difference_high, per))
    yield (
        f"  {called}: ratio {ratio(model.ratio)}, {span(model.ratio_low, model.ratio_high)}, p {p_value(model.ratio_p)}; "
        f"difference {number(model.difference * per)}, {limits}, p {p_value(model.difference_p)}"
    )
    if model.interaction:
        yield f"    with the treated area: {_beside(model.interaction)}"


def _beside(found: Interaction) -> str:
    return (
        f"ratio of ratios {ratio(found.interaction_ratio)}, {_chi2(found.interaction_ratio_chi2)}, p {p_value(found.interaction_ratio_p)}; "
        f"difference {_z(found.interaction_difference_z)}, p {p_value(found.interaction_difference_p)}"
    )


def _per(answer: Compared) -> float:
    """What rates are multiplied by so that the smallest reads well: 1, or a power of ten."""
    rates = [rate for one in (answer, *answer.controls) for rate in (one.rate_before, one.rate_after) if rate]
    return 1.0 if not rates or min(rates) >= 0.01 else 10.0 ** math.ceil(-math.log10(min(rates)))


def _times(value: float | None, per: float) -> float | None:
    return None if value is None else value * per


def _chi2(chi2: float | None) -> str:
    return "no interval" if chi2 is None else f"chi2 {chi2:.2f}"


def _z(z: float | None) -> str:
    return "no variance" if z is None else f"z {z:.2f}"
