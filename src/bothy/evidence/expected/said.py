"""The judged years as a page of text: the answer, the table, what it assumes."""

from __future__ import annotations

from bothy.evidence.expected.judged import Judged, Where
from bothy.evidence.expected.likely import expected_outside

ASSUMES = """\
Likely range: the mean of five years with the judged one in the middle, ∓ 1.96 times its root (National Records of Scotland). It
takes figures to scatter as Poisson does around a mean that does not move. Deaths scatter more and the mean lags a trend, so it is
too narrow, and more years fall outside it than anything that happened in them would explain.
Prediction: a line through the logs of the eight nearest other years, negative-binomial scatter, the judged year left out; 95 %. At
the ends it continues the line beyond the years it has, and misses a turn.
Neither says why a year is out of the ordinary, and a year inside its range does not show that nothing happened."""


def said(name: str, rows: list[Judged]) -> str:
    """``name``: what the file is called."""
    lines = [f"{name}: {rows[0].year} to {rows[-1].year}.", _by_range(rows), _by_prediction(rows), "", *_table(rows), "", ASSUMES]
    return "\n".join(lines) + "\n"


def _by_range(rows: list[Judged]) -> str:
    with_range = [row for row in rows if row.mean is not None]
    out = [(row.year, row.by_range) for row in with_range if row.by_range != "within"]
    return (
        f"{_of(len(out), len(with_range))} outside the likely range{_named(out)}. "
        f"Of {len(with_range)} about {expected_outside() * len(with_range):.1f} would be by chance (2.8 %: the mean contains the year)."
    )


def _by_prediction(rows: list[Judged]) -> str:
    fitted = [row for row in rows if row.predicted is not None]
    if not fitted:
        return "No year can be predicted from the others: too many are zero."
    out = [(row.year, row.by_prediction) for row in fitted if row.by_prediction != "within"]
    more = "" if len(fitted) == len(rows) else f" {len(rows) - len(fitted)} cannot be predicted: the years around are zero."
    return (
        f"{_of(len(out), len(fitted))} outside the interval predicted from the other years{_named(out)}. "
        f"Of {len(fitted)} about {0.05 * len(fitted):.1f} would be by chance (5 %).{more}"
    )


def _of(out: int, whole: int) -> str:
    return f"{out or 'None'} of {whole} years {'lies' if out <= 1 else 'lie'}"


def _named(out: list[tuple[int, Where | None]]) -> str:
    return f" ({', '.join(f'{year} {where}' for year, where in out)})" if out else ""


def _table(rows: list[Judged]) -> list[str]:
    lines = [f"{'year':>4} {'deaths':>8}   {'mean':>8} {'likely range':>19} {'':<6}   {'expected':>8} {'predicted':>15}"]
    for row in rows:
        mean = "-" if row.mean is None else f"{row.mean:,.1f}"
        range_ = "-" if row.lower is None or row.upper is None else f"{row.lower:,.1f} to {row.upper:,.1f}"
        ahead = "-" if row.predicted is None else f"{row.predicted:,.1f}"
        interval = "-" if row.predicted_low is None or row.predicted_high is None else f"{row.predicted_low:,.0f} to {row.predicted_high:,.0f}"
        lines.append(
            f"{row.year:>4} {row.deaths:>8,}   {mean:>8} {range_:>19} {_mark(row.by_range):<6}   {ahead:>8} {interval:>15} {_mark(row.by_prediction)}".rstrip()
        )
    return lines


def _mark(where: Where | None) -> str:
    return where if where in ("below", "above") else ""
