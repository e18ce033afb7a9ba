"""The answer in words: what was found, the figures, what they hang on, and when they mislead."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bothy.evidence.synthetic.answer import Answer

ASSUMES = (
    "No donor was touched by what is judged: nothing spilled over, and no donor did the same.",
    "Without it, the treated unit would have gone on as the mixture did; nothing else changed for it alone from that time on.",
    "Nobody acted in expectation of it beforehand.",
    "For p: each unit was as likely as any other to be the treated one. Where it was chosen because it stood out, p is too small.",
    "The outcome is measured in the same way in every unit and period.",
)


def as_text(answer: Answer) -> str:
    """Plain text, ending with a line break."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    yield first_sentence(answer)
    yield ""
    yield from _table(("Donor", "Weight"), [(name, f"{share:.3f}") for name, share in answer.shares()])
    yield ""
    yield from _fit(answer)
    yield ""
    yield effects_sentence(answer)
    yield ""
    yield from _path(answer)
    yield ""
    yield from _robust(answer)
    if answer.cautions:
        yield "Warnings:"
        yield from (f"- {one}" for one in answer.cautions)
        yield ""
    yield "What it assumes:"
    yield from (f"- {one}" for one in ASSUMES)


def first_sentence(answer: Answer) -> str:
    """What was found, with the chance of finding it by the draw alone."""
    panel, gap = answer.panel, answer.mean_gap
    after = len(panel.times) - panel.before
    where = f"{number(abs(gap))} {'below' if gap < 0 else 'above'} its synthetic control" if gap else "level with its synthetic control"
    return (
        f"{panel.name}, {panel.measure}: from {panel.times[panel.before]} on {where}, on average over {after} {'period' if after == 1 else 'periods'}. "
        f"Its error grew from before to after by rank {answer.rank} of {len(panel.units)} units: p = {answer.p:.3f} "
        f"({answer.smallest_p:.3f} is the smallest that {len(panel.units)} units allow)."
    )


def effects_sentence(answer: Answer) -> str:
    """Which constant effects the same test does not reject, and at which level."""
    effects = answer.effects
    level = f"{effects.level:.1%}" + ("" if effects.level >= 0.95 else f", the most that {len(answer.panel.units)} units allow")
    if not effects.pieces:
        return f"Had the effect been the same in every period: every size of it is rejected (level {level}), so the gap is not that of a constant effect."
    said = " or ".join(map(_stretch, effects.pieces))
    return f"Had the effect been the same in every period: not rejected is {said} (level {level})."


def number(value: float) -> str:
    """Four digits that count."""
    return _fixed(value, _digits(value))


def _digits(value: float) -> int:
    return min(12, max(0, 3 - math.floor(math.log10(abs(value))))) if value else 0


def _fixed(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".replace("-", "−")


def _stretch(piece: tuple[float | None, float | None]) -> str:
    low, high = piece
    if low is None:
        return "any effect whatever" if high is None else f"any up to {number(high)}"
    return f"any from {number(low)} on" if high is None else f"{number(low)} to {number(high)}"


def _fit(answer: Answer) -> Iterator[str]:
    fits, own = answer.fits, answer.panel.treated
    ratio = fits.ratio(own)
    said = "infinite: the fit before is perfect" if ratio is None and fits.post[own] else "not defined: no gap at all" if ratio is None else number(ratio)
    yield from _table(
        ("Root mean squared gap", ""),
        [("before", number(fits.pre[own])), ("from then on", number(fits.post[own])), ("ratio", said)],
    )


def _path(answer: Answer) -> Iterator[str]:
    panel, before = answer.panel, answer.panel.before
    observed, gaps = panel.outcome[panel.treated], answer.fits.gaps[panel.treated]
    digits = _digits(float(max(abs(observed).max(), abs(observed - gaps).max())))
    rows = zip(panel.times[before:], observed[before:], (observed - gaps)[before:], gaps[before:], strict=True)
    yield from _table(("Period", "Observed", "Synthetic", "Gap"), [(str(time), *(_fixed(one, digits) for one in values)) for time, *values in rows])


def _robust(answer: Answer) -> Iterator[str]:
    if answer.without:
        yield "Without one donor:"
        yield from _table(("Left out", "Error before", "Mean gap"), [(one.donor, number(one.pre_rmspe), number(one.mean_gap)) for one in answer.without])
        yield ""
    if answer.earlier:
        yield f"As if it had come earlier (only periods before {answer.panel.times[answer.panel.before]}):"
        yield from _table(
            ("From", "Mean gap", "Rank", "p"), [(str(one.since), number(one.mean_gap), str(one.rank), f"{one.p:.3f}") for one in answer.earlier]
        )
        yield ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Words to the left, numbers to the right."""
    wide = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        first, *others = (cell.ljust(size) if n == 0 else cell.rjust(size) for n, (cell, size) in enumerate(zip(row, wide, strict=True)))
        yield f"  {'  '.join((first, *others))}".rstrip()
