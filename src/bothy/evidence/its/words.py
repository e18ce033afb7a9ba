"""How numbers are written in sentences."""

from __future__ import annotations

import math


def number(value: float | None) -> str:
    """Three digits that count: 0.885, 12.3, 1,420, under 0.001; "none" where there is none."""
    if value is None:
        return "none"
    if value == 0:
        return "0"
    size = abs(value)
    if size < 0.001:
        return "under 0.001" if value > 0 else "over −0.001"
    if size >= 1e6:
        return f"{value:.3g}".replace("-", "−")
    decimals = 3 if size < 10 else max(0, 2 - math.floor(math.log10(size)))
    return f"{value:,.{decimals}f}".replace("-", "−")


def percent(share: float) -> str:
    """0.094 as "9.4 %"."""
    return f"{100 * share:.1f} %"


def many(count: int, unit: str) -> str:
    """1 month, 24 months."""
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


def p_value(p: float) -> str:
    """0.424, or "under 0.001"."""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"
