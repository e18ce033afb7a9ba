"""A verdict as plain data, for programs and for whoever prints it."""

from __future__ import annotations

from typing import Any

import msgspec

from bothy.evidence.claims.finding import counts, finding_of
from bothy.evidence.claims.inside import inside_of
from bothy.evidence.claims.judging import Verdict
from bothy.evidence.claims.saying import said_elsewhere, said_here, summary, would_change
from bothy.evidence.claims.study import Study
from bothy.evidence.claims.weighing import Weight
from bothy.reports.release import Release


def as_data(verdict: Verdict, release: Release | None = None) -> dict[str, Any]:
    """Everything that is said of a claim and everything that it rests on. ``release``: of a facility, whose own figures stand beside it."""
    claim = verdict.claim
    here, elsewhere = summary(verdict)
    return {
        "id": claim.id, "title": claim.title, "kind": claim.kind, "charge": claim.charge, "would_show": claim.would_show,
        "indicators": list(claim.indicators), "city_figures": list(claim.city), "margin": claim.margin,
        "here": {
            "verdict": here, **_weight(verdict.here.weight), "months": verdict.here.months, "outcomes_shown_together": verdict.here.together,
            "inside": [msgspec.to_builtins(one) for one in inside_of(claim, release)],
            "estimates": [{**msgspec.to_builtins(one), "p": one.p_two_sided} for one in verdict.here.estimates],
            "awaited": [msgspec.to_builtins(one) for one in verdict.here.awaited],
            "says": list(said_here(verdict)),
        },
        "elsewhere": {
            "verdict": elsewhere, **_weight(verdict.elsewhere.weight), "outcomes": verdict.elsewhere.outcomes, "models": verdict.elsewhere.models,
            "says": list(said_elsewhere(verdict)),
        },
        "would_change": list(would_change(verdict)),
        "words": [{**msgspec.to_builtins(one)} for one in verdict.words],
        "studies": [_study(one, verdict) for one in verdict.elsewhere.studies],
    }  # fmt: skip


def _weight(weight: Weight) -> dict[str, Any]:
    return {
        "reading": weight.reading, "direction": weight.direction, "level": weight.level, "papers": weight.papers, "results": len(weight.findings),
        "for": weight.count("for"), "against": weight.count("against"), "null": weight.count("null"), "mixed": weight.count("mixed"),
        "too_early": weight.count("unknown"),
    }  # fmt: skip


def _study(study: Study, verdict: Verdict) -> dict[str, Any]:
    found = finding_of(study, verdict.claim) if counts(study) else None
    return {
        **msgspec.to_builtins(study), "says": study.says(verdict.claim.id), "counts": found is not None,
        "read_as": None if found is None else found.vote, "rung": None if found is None else found.rung,
        "taken_off": [] if found is None else list(found.taken_off),
    }  # fmt: skip
