"""The stage table: which stage may follow which, and which acts a stage offers, the next one first.

``stages.json`` is the table itself; the browser reads the same file.
"""

import json
from importlib.resources import files
from typing import Any

STAGES: dict[str, Any] = json.loads(files("bothy.care").joinpath("stages.json").read_text("utf-8"))


def may_enter(now: str, then: str) -> bool:
    """Whether a visit may go from one stage to another by "enter stage"."""
    return then in STAGES["stages"][now]["enter"]


def next_acts(stage: str) -> tuple[str, ...]:
    """What staff can do in a stage, the likeliest first: "command" or "command argument"."""
    return tuple(STAGES["stages"][stage]["acts"])
