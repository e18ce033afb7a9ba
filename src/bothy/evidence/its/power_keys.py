"""The answer on power for programs: a case for each fall and autocorrelation, its rows, and from when it would show."""

from __future__ import annotations

from typing import Any

import msgspec

from bothy.evidence.its.plan import Case, Planned


def as_keys(answer: Planned) -> dict[str, Any]:
    """``needed_widened``: the periods after the step from which power stays at the target with false alarms at 1 in 20; null: not within ``most``."""
    past, plan = answer.past, answer.plan
    return {
        "starts": answer.starts,
        "before": len(past.series) + plan.wait,
        "carried_on": plan.wait,
        "unit": past.series.periods.unit,
        "family": past.model.family,
        "errors": past.model.errors,
        "scatter": past.scatter,
        "autocorrelation_seen": past.autocorrelation,
        "target": plan.target,
        "least": plan.least,
        "most": plan.most,
        "replications": plan.replications,
        "seed": plan.seed,
        "overstated": answer.overstated,
        "cases": [_case(answer, case) for case in answer.cases],
    }


def _case(answer: Planned, case: Case) -> dict[str, Any]:
    found = case.power
    return {
        "fall": case.fall,
        "autocorrelation": case.autocorrelation,
        "needed": found.needed,
        "needed_until": answer.until(found.needed) if found.needed else None,
        "needed_widened": found.needed_widened,
        "needed_widened_until": answer.until(found.needed_widened) if found.needed_widened else None,
        "overstated": found.overstated,
        "rows": [{**msgspec.to_builtins(row), "until": answer.until(row.after), "overstated": row.overstated} for row in found.rows],
    }
