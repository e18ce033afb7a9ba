"""`bothy evidence …`: designs that judge, on files anybody may bring; no home is needed."""

from bothy.cli.evidence import app, claims, figures, finds, its, likely_range, power, rates, sheet, synthetic  # noqa: F401
