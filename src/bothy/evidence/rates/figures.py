"""How figures are written in text."""

from __future__ import annotations


def number(value: float | None) -> str:
    """Four significant digits; "-" where there is none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def ratio(value: float | None) -> str:
    """Four decimals from 0.1 on; near 1 two more, so that a limit shows on which side it lies."""
    if value is None or not 0.1 <= value < 100:
        return number(value)
    return f"{value:.6f}" if 0 < abs(value - 1) < 0.0005 else f"{value:.4f}"


def span(low: float | None, high: float | None) -> str:
    """Limits of a ratio."""
    if low is None:
        return "no interval"
    return f"{ratio(low)} and above" if high is None else f"{ratio(low)} to {ratio(high)}"


def plain_span(low: float | None, high: float | None) -> str:
    """Limits of a difference."""
    return "no interval" if low is None or high is None else f"{number(low)} to {number(high)}"


def p_value(p: float | None) -> str:
    """Four decimals, and one more where 0.05 would be read for what is not."""
    if p is None:
        return "-"
    return "<0.0001" if p < 0.0001 else f"{p:.5f}" if 0.0495 <= p <= 0.0505 else f"{p:.4f}"
