"""GET /floor/words.json: the code lists with their labels, the stage table, and the rules of today."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files

import msgspec

from bothy.care.house import House
from bothy.care.vocabulary import CODE_LISTS, codes
from bothy.care.words import WORDS

_encoder = msgspec.json.Encoder()


def words(house: House, now: datetime) -> bytes:
    """JSON: `lists` (codes in the order of the screens), `labels`, `stages`, `rules` in force at `now`, all `signed`."""
    signed = [each for each in house.rules if each.effective_from <= now]
    latest = max(signed, key=lambda each: (each.effective_from, each.number), default=None)
    said = {
        "lists": {name: codes(name) for name in CODE_LISTS},
        "labels": WORDS,
        "stages": _stages(),
        "rules": latest.rules if latest is not None else None,
        "rules_since": latest.effective_from if latest is not None else None,
        "facility": {"id": house.facility, "name": house.name, "time_zone": house.time_zone, "demo": house.demo},
    }
    return _encoder.encode(said)


@cache
def _stages() -> object:
    return json.loads(files("bothy.care").joinpath("stages.json").read_text("utf-8"))
