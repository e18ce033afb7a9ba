"""An index over entries of some kinds alone, so that what is rare is found without reading what is not.

The journal knows no kinds: whoever opens it says which.
"""

import hashlib
import re
from collections.abc import Sequence

_NAME = re.compile("[a-z][a-z-]{0,59}")


def one_of(kinds: Sequence[str]) -> str:
    """The condition under which an entry is of one of these kinds. ValueError for what is no name of a kind."""
    if not kinds or not all(_NAME.fullmatch(kind) for kind in kinds):
        raise ValueError(f"These are no kinds of entries: {kinds!r}.")
    return f"kind IN ({', '.join(repr(kind) for kind in sorted(kinds))})"


def index_name(kinds: Sequence[str]) -> str:
    """Another list of kinds is another index."""
    return f"entry_kinds_{hashlib.sha256(one_of(kinds).encode()).hexdigest()[:8]}"
