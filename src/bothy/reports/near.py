"""What goes by a name, and what is near to one that nothing goes by."""

from collections.abc import Iterable
from difflib import get_close_matches

from bothy.reports.indicators import BY_NAME, Indicator


class NotThere(ValueError):
    """What was asked for is not recorded, or was never declared; the message says what there is."""


def named(name: str) -> Indicator:
    """The indicator of a name; `NotThere` with the nearest names for another."""
    found = BY_NAME.get(name)
    if found is None:
        raise NotThere(f"There is no indicator {name!r}. {near(name, BY_NAME)}")
    return found


def near(name: str, names: Iterable[str]) -> str:
    """A sentence that offers what may have been meant: "Did you mean one of: …"."""
    listed = sorted(names)
    asked = name.lower().replace("-", "_").replace(" ", "_")
    close = get_close_matches(asked, listed, n=3, cutoff=0.5) or [one for one in listed if asked in one or one in asked][:3]
    return f"Did you mean: {', '.join(close)}?" if close else "`bothy report --list` says what there is."
