"""Words for codes: one catalogue, ``words.en.json``, for screens, reports and print.

Keys are "list.code". The catalogue is part of the program and read once with it.
"""

import json
from importlib.resources import files

WORDS: dict[str, str] = json.loads(files("bothy.care").joinpath("words.en.json").read_text("utf-8"))


def label(list_name: str, code: str) -> str:
    """What people call a code of a list: label("substance", "crack"). KeyError where it has no words."""
    return WORDS[f"{list_name}.{code}"]


def sentence(key: str, **values: object) -> str:
    """A sentence of the catalogue with its gaps filled: sentence("contest.place", place=3)."""
    return WORDS[key].format(**values)
