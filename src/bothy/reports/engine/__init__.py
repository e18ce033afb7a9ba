"""How declarations become figures: `arrow` here in the process; other engines read the same declarations."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bothy.reports.facts.opened import Facts
    from bothy.reports.figures import Figure
    from bothy.reports.indicators import Indicator

ENGINES = ("arrow", "duckdb")
"""arrow: in the process. duckdb: the same files through Ibis, as on any other engine."""

Evaluator = Callable[["Facts", "Indicator", Sequence[str], str | None], "dict[str, Figure]"]
"""(facts, indicator, months, by) to each group's figure, the whole's under ""."""


class NoEngine(ValueError):
    """There is no such engine, or it is not installed; the message says what to do."""


def evaluator(name: str) -> Evaluator:
    """What evaluates indicators by this engine. `NoEngine` for another name, or one that is not installed."""
    if name not in ENGINES:
        raise NoEngine(f"There is no engine {name}. There are: {', '.join(ENGINES)}.")
    if name == "arrow":
        from bothy.reports.engine import arrow

        return arrow.evaluate
    try:
        from bothy.reports.engine import ibis
    except ImportError as missing:
        if missing.name is None or missing.name.partition(".")[0] not in ("ibis", "duckdb"):
            raise
        raise NoEngine(
            f"The engine {name} is not installed: {missing.name} is missing. Install it with: pip install 'bothy[scale]'"
        ) from missing
    return ibis.evaluate
