"""The one normal quantile of every interval here."""

Z95 = 1.959964
"""Two-sided 95 %, as the published tables use it."""
