"""A design is run once for a file and its options; its picture and files are made of the same answer."""

from __future__ import annotations

import logging
from functools import lru_cache
from traceback import extract_tb

from bothy.evidence.pages.answer import Answer
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.options import Options
from bothy.evidence.pages.registry import every_design
from bothy.evidence.table import BadTable

_KEPT = 24
_log = logging.getLogger(__name__)


def answer(design: str, file: Brought, options: Options) -> Answer:
    """`BadTable` for whatever the file or the options do not allow."""
    try:
        return _run(design, file, options)
    except BadTable:
        raise
    except Exception as fault:
        # Ours to mend, and not the reader's. The message may hold a cell of the file, so it is not logged.
        where = extract_tb(fault.__traceback__)[-1]
        _log.error("evidence: %s stopped at a %s (%s, line %s)", design, type(fault).__name__, where.name, where.lineno)
        raise BadTable(
            f"{file.name} led to something that Bothy does not foresee ({type(fault).__name__}). Nothing was worked out. "
            "Please tell whoever looks after Bothy, and keep the file."
        ) from fault


@lru_cache(maxsize=_KEPT)
def _run(design: str, file: Brought, options: Options) -> Answer:
    """Kept in memory only, the last few: so a picture or a PDF is not worked out again."""
    return every_design()[design].run(file, options)
