"""A verdict in plain words. Every number in them is the rule's; no word says more than its rung."""

from __future__ import annotations

from bothy.evidence.claims.awaited import Awaited
from bothy.evidence.claims.claim import Claim
from bothy.evidence.claims.design import RUNGS
from bothy.evidence.claims.estimate import Estimate
from bothy.evidence.claims.finding import ALPHA
from bothy.evidence.claims.judging import Elsewhere, Verdict
from bothy.evidence.claims.weighing import Weight

_CARRIED = {
    ("for", 1): "Pointed to", ("for", 2): "Suggested", ("for", 3): "Supported",
    ("against", 1): "The opposite is pointed to", ("against", 2): "The opposite is suggested", ("against", 3): "The opposite is supported",
}  # fmt: skip

_BY = {1: "comparisons of before and after, or of people who chose", 2: "studies with a comparison", 3: "controlled series"}


def label(weight: Weight, claim: Claim, own: bool = False) -> str:
    """The verdict in a few words."""
    if weight.reading == "carried" and weight.direction is not None:
        return _CARRIED[weight.direction, weight.level]
    if weight.reading == "none":
        return {"effect": "No figures yet" if own else "Not measured", "law": "A question of law", "money": "Only modelled"}[claim.kind]
    return {
        "not_yet": "Cannot be judged yet",
        "too_little": "Too little studied",
        "not_settled": "Not settled",
        "no_clear_change": "No clear change found",
        "ruled_out": f"A change of {100 * claim.margin:.0f} % or more is ruled out",
    }[weight.reading]


def said_elsewhere(verdict: Verdict) -> tuple[str, ...]:
    """What published studies say, in sentences; the first is the verdict."""
    told, claim = verdict.elsewhere, verdict.claim
    if claim.kind == "law":
        return ("This is a question of law, and no measurement answers it.", "What statutes and the prosecutor's policy say is listed with its source.")
    if claim.kind == "money" and told.weight.reading == "none":
        return ("Nobody has measured it: what is published are models, and a model assumes the effect that would have to be shown.", *_models(told, "There are"))
    head = f"{label(told.weight, claim)}{_by(told.weight)}."
    return (head, *_tally(told), *_why(told), *_models(told), *_looked(told))


def said_here(verdict: Verdict) -> tuple[str, ...]:
    """What this city's figures say, in sentences; the first is the verdict."""
    told, claim = verdict.here, verdict.claim
    if claim.kind == "law":
        return (claim.inside, claim.city_says)
    head = label(told.weight, claim, own=True)
    if told.weight.reading == "none":
        return (f"{head}: no estimate of an effect in this city has been put in.", claim.inside, claim.city_says)
    said = [f"{head}{_by(told.weight)}."]
    if any(one.months_to_power for one in told.estimates):
        said.append(f"About {told.months:.0f} more months are needed until a change of the size that was asked for would show with 80 % power.")
    said += [_awaited(one) for one in told.awaited]
    said += [_estimate(one) for one in told.estimates]
    if told.together > 1:
        said.append(f"{told.together} outcomes are shown together; their p-values were put right for that (Holm) before any was called clear.")
    return (*said, claim.inside)


def would_change(verdict: Verdict) -> tuple[str, ...]:
    """What would change it: first what the rule itself says, then what would have to be recorded."""
    told = verdict.elsewhere
    reckoned = []
    if verdict.claim.kind == "effect":
        for direction, more in (("for", told.more_for), ("against", told.more_against)):
            if more and not (told.weight.direction == direction and told.weight.level >= 2):
                word = _CARRIED[direction, 2]  # type: ignore[index]
                reckoned.append(f"“{word}” would take {more} further independent stud{'y' if more == 1 else 'ies'} with a comparison that find{'s' if more == 1 else ''} it, from other places, and none that does not.")
    return (*reckoned, *verdict.claim.would_change)


def _by(weight: Weight) -> str:
    return f" by {_BY[weight.level]}" if weight.level else ""


def _tally(told: Elsewhere) -> tuple[str, ...]:
    weight = told.weight
    if not weight.findings:
        return ()
    compared = sum(one.vote == "for" and one.rung >= 2 for one in weight.findings)
    independent = len(weight.findings)
    papers = _many(weight.papers, "paper")
    whose = f"Of {papers}" if independent == weight.papers else f"Of {papers}, which are {independent} independent results,"
    f, against, null, mixed = (weight.count(vote) for vote in ("for", "against", "null", "mixed"))  # type: ignore[arg-type]
    parts = [
        f"{_none(f)} point{_s(f)} to it" + (f" ({_none(compared)} of them {RUNGS[2]} or better)" if f else ""),
        f"{_none(null)} found no change",
        f"{_none(mixed)} {'are' if mixed > 1 else 'is'} mixed",
        f"{_none(against)} point{_s(against)} the other way",
    ]
    return (f"{whose} {', '.join(parts[:-1])} and {parts[-1]}.",)


def _none(count: int) -> str:
    return str(count) if count else "none"


def _s(count: int) -> str:
    """The ending of the verb."""
    return "" if count > 1 else "s"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _why(told: Elsewhere) -> tuple[str, ...]:
    """Why the reading is no stronger than it is."""
    weight = told.weight
    reading = weight.reading
    if reading == "too_little":
        places = sorted({one.place for one in weight.findings})
        where = f"all from {places[0]}" if len(places) == 1 else f"from {len(places)} places"
        return (f"That is too little: {where}, and it takes two independent results from two places to say anything.",)
    if reading == "no_clear_change":
        within = f"{weight.within} of them" if weight.within else "none of them"
        return (f"No change found is not proof of no change: {within} printed an interval that rules out a change worth the quarrel.",)
    if reading == "not_settled":
        return ("A direction is called only where results that point one way, on rungs that can carry it, outnumber all that do not.",)
    return ()


def _models(told: Elsewhere, begin: str = "Not counted above:") -> tuple[str, ...]:
    every = sum(told.models.values())
    if not every:
        return ()
    f, against, even = told.models["for"], told.models["against"], told.models["mixed"] + told.models["null"]
    parts = [f"{_none(f)} support{_s(f)} it", f"{_none(against)} say{_s(against)} the opposite", f"{_none(even)} come{_s(even)} out even or mixed"]
    return (f"{begin} {_many(every, 'model')}, of which {', '.join(parts[:-1])} and {parts[-1]}.",)


def _looked(told: Elsewhere) -> tuple[str, ...]:
    if told.outcomes < 2:
        return ()
    return (f"{told.outcomes} outcomes are counted here, and papers report more than they print: of {told.outcomes} alone about {ALPHA * told.outcomes:.1f} would look clear by chance.",)


def _estimate(one: Estimate) -> str:
    kind = "ratio" if one.scale == "ratio" else "difference"
    early = "; too early to read anything into it" if one.too_early else ""
    provisional = ", provisional" if one.provisional else ""
    return f"{one.outcome}, {one.place}: {kind} {one.value:.3g}, 95 % interval {one.low:.3g} to {one.high:.3g}, {one.design}{provisional}{early}."


def _awaited(one: Awaited) -> str:
    what = f"{one.outcome[:1].upper()}{one.outcome[1:]}: a fall of {one.fall_percent:g} % from {one.begins} on"
    if one.months is not None:
        return f"{what} would show with 80 % power after {one.months:.0f} months."
    return f"{what} would not show with 80 % power within {one.within_months / 12:.0f} years; power is {100 * one.power_then:.0f} % then."


def summary(verdict: Verdict) -> tuple[str, str]:
    """Both halves in a few words: here, and elsewhere."""
    return label(verdict.here.weight, verdict.claim, own=True), label(verdict.elsewhere.weight, verdict.claim)
