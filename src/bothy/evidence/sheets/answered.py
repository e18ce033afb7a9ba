"""What a design answered, read from its JSON: how it was asked of the data, what came out, and of what it warned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from bothy.evidence.table import BadTable


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """``how``: name and value of what was chosen. ``numbers``: how much went in. ``results``: sentences, each with its interval or p."""

    how: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]
    results: tuple[str, ...]
    others: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


def answered(design: str, answer: Any, name: str = "The answer") -> Answered:
    """What stands in the answer of a design's verb. BadTable where it is not one of that design."""
    try:
        return _READ[design](answer)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as fault:
        raise BadTable(f"{name} is not what `bothy evidence {design} … --json` writes ({type(fault).__name__}: {fault}). Give that file.") from fault


def _its(told: Mapping[str, Any]) -> Answered:
    season = [one for one in told["terms"] if one.startswith(("sin", "cos"))]
    how = [
        ("Family", told["family"]), ("Errors", told["errors"] + (f", lag {told['hac_lag']}" if told["hac_lag"] is not None else "")),
        ("Terms", ", ".join(told["terms"])), ("Dispersion", _n(told["dispersion"])),
    ]  # fmt: skip
    numbers = [("Periods", f"{told['n']}"), ("Before the step", f"{told['before']}"), ("First period after", str(told["first_after"]))]
    results = [f"Level at the step: ratio {_n(told['step_ratio'])} (95 % {_n(told['step_low'])} to {_n(told['step_high'])}, p {_p(told['step_p'])})."]
    if told["slope_ratio"] is not None:
        results.append(f"Slope after it: ratio {_n(told['slope_ratio'])} a period (95 % {_n(told['slope_low'])} to {_n(told['slope_high'])}, p {_p(told['slope_p'])}).")
    others = [f"Control: ratio of ratios {_n(one['ratio'])} (95 % {_n(one['low'])} to {_n(one['high'])})." for one in told["controls"] if {"ratio", "low", "high"} <= set(one)]
    if told.get("bootstrap"):
        boot = told["bootstrap"]
        others.append(f"By {boot['times']:,} drawn series (seed {boot['seed']}): 95 % {_n(boot['step_low'])} to {_n(boot['step_high'])}.")
    if told.get("pre_trend"):
        others.append(f"Steps tried where none was: {told['pre_trend']['tried']}, of which {told['pre_trend']['shown']} looked clear.")
    if not season:
        how.append(("Season", "none in the model"))
    return Answered(how=tuple(how), numbers=tuple(numbers), results=tuple(results), others=tuple(others), cautions=tuple(told.get("cautions", ())))


def _rates(told: Mapping[str, Any]) -> Answered:
    def said(one: Mapping[str, Any]) -> str:
        wald = "no Wald interval with a zero" if one["ratio_low"] is None else f"95 % {_n(one['ratio_low'])} to {_n(one['ratio_high'])}"
        ratio = f"{'not defined' if one['ratio'] is None else _n(one['ratio'])} ({wald})"
        exact = f"exact {_n(one['exact_low'])} to {_n(one['exact_high'])}, mid-p {_p(one['mid_p'])}"
        return f"{_n(one['rate_before'])} before, {_n(one['rate_after'])} after; ratio {ratio}, {exact}; difference {_n(one['difference'])} (95 % {_n(one['difference_low'])} to {_n(one['difference_high'])})"

    others = [
        f"Control {n}: {said(one)}. Interaction of ratios: chi-squared {_n(one['interaction_ratio_chi2'])}, p {_p(one['interaction_ratio_p'])}; of differences: z {_n(one['interaction_difference_z'])}, p {_p(one['interaction_difference_p'])}."
        for n, one in enumerate(told["controls"], 1)
    ]
    cautions = [f"Control {n}: before-rates differ more than twofold; differences are not comparable." for n, one in enumerate(told["controls"], 1) if one.get("difference_warning")]
    return Answered(
        how=(("Scales", "ratio and difference, both printed"),), numbers=(("Controls", f"{len(told['controls'])}"),), results=(f"Rates: {said(told)}.",),
        others=tuple(others), cautions=tuple(cautions),
    )  # fmt: skip


def _likely_range(told: Sequence[Mapping[str, Any]]) -> Answered:
    rows = list(told)
    ranged = [one for one in rows if one["lower"] is not None]
    outside = [one["year"] for one in ranged if not one["lower"] <= one["deaths"] <= one["upper"]]
    predicted = [one for one in rows if one["predicted_low"] is not None]
    beyond = [one["year"] for one in predicted if not one["predicted_low"] <= one["deaths"] <= one["predicted_high"]]
    return Answered(
        how=(("Window", "five complete years, centred"),),
        numbers=(("Years", f"{len(rows)}, {rows[0]['year']} to {rows[-1]['year']}"), ("With a range", f"{len(ranged)}")),
        results=(f"{len(outside)} of {len(ranged)} years lie outside the likely range{_listed(outside)}; of the prediction that leaves the year out, {len(beyond)} of {len(predicted)}{_listed(beyond)}.",),
    )


def _synthetic(told: Mapping[str, Any]) -> Answered:
    heavy = sorted(told["weights"].items(), key=lambda one: -one[1])
    weights = ", ".join(f"{name} {_n(weight)}" for name, weight in heavy if weight >= 0.005)
    inverted = told.get("constant_effect") or {}
    results = [f"Mean gap {_n(told['mean_gap'])}; rank {told['rank']} of {told['units']}, p {_p(told['p'])} (the smallest possible is {_p(told['smallest_p'])})."]
    if inverted.get("low") is not None:
        results.append(f"A constant effect that the placebos do not rule out: {_n(inverted['low'])} to {_n(inverted['high'])} (level {100 * inverted['level']:.1f} %).")
    others = [f"Without {one['donor']}: mean gap {_n(one['mean_gap'])}." for one in told.get("leave_one_out", ())]
    others += [f"Placebo in time, from {one['from']}: mean gap {_n(one['mean_gap'])}, rank {one['rank']}." for one in told.get("placebos_in_time", ())[-3:]]
    return Answered(
        how=(("Weights", weights), ("Placebo donors", f"the treated unit {told['placebo_donors']}d"), ("Error before", f"RMSPE {_n(told['pre_rmspe'])}")),
        numbers=(("Units", f"{told['units']}"), ("Periods before", f"{told['periods_before']}"), ("Periods after", f"{told['periods_after']}")),
        results=tuple(results), others=tuple(others), assumptions=tuple(told.get("assumes", ())), cautions=tuple(told.get("warnings", ())),
    )  # fmt: skip


_READ: dict[str, Callable[[Any], Answered]] = {"its": _its, "rates": _rates, "likely-range": _likely_range, "synthetic": _synthetic}


def _n(value: float | None) -> str:
    return "not known" if value is None else f"{value:.4g}"


def _p(value: float | None) -> str:
    return "not known" if value is None else "below 0.0001" if value < 0.0001 else f"{value:.3g}"


def _listed(years: Sequence[object]) -> str:
    return f" ({', '.join(map(str, years))})" if years else ""
