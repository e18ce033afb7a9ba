"""The id of a printed sheet: a sign for its kind, four drawn at random, and a check sign. "BOTHY-A7F3K-9".

The check sign finds every wrong sign and every two that changed places: a weighted sum modulo 23, which is
prime, with weights that all differ (as ISBN-10 does it modulo 11).
"""

import secrets
from uuid import UUID, uuid5

ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
"""23 signs that are not taken for one another: no 0/O, 1/I/L, 5/S, 2/Z, 8/B, U/V."""
KINDS = {"A": "visit", "E": "emergency", "T": "turned_away"}
LETTERS = {kind: letter for letter, kind in KINDS.items()}
_WEIGHTS = (2, 3, 4, 5, 6)
_PREFIX = "BOTHY"


class WrongId(ValueError):
    """That is not the id of a sheet; the message says what to look at."""


def new_id(kind: str) -> str:
    """A new id for a sheet of this kind, drawn at random."""
    drawn = LETTERS[kind] + "".join(secrets.choice(ALPHABET) for _ in range(4))
    return f"{_PREFIX}-{drawn}-{check_sign(drawn)}"


def check_sign(drawn: str) -> str:
    """The sign that belongs behind these five."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in zip(_WEIGHTS, drawn, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def read_id(typed: str) -> str:
    """The id as printed, from what somebody typed or scanned: case, spaces and hyphens do not matter. Raises WrongId."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).removeprefix(_PREFIX)
    if len(signs) != 6:
        raise WrongId(
            "A sheet's id has six signs after BOTHY, such as BOTHY-A7F3K-9. Look at the top of the sheet again."
        )
    strange = next((sign for sign in signs if sign not in ALPHABET), None)
    if strange is not None:
        raise WrongId(f"{strange} does not occur in a sheet's id. Look at the top of the sheet again.")
    drawn, check = signs[:5], signs[5]
    if check_sign(drawn) != check:
        raise WrongId(
            "The last sign does not fit the others, so one of the six is wrong. Look at the top of the sheet again."
        )
    if drawn[0] not in KINDS:
        raise WrongId("There is no kind of sheet that begins so. Look at the top of the sheet again.")
    return f"{_PREFIX}-{drawn}-{check}"


def kind_of(id: str) -> str:
    """The kind of a sheet, by its id as printed."""
    return KINDS[id.split("-")[1][0]]


def about(facility: UUID, id: str, what: str) -> UUID:
    """The id of something on a sheet (a line's command, its visit): the same each time, whoever keys it in."""
    return uuid5(uuid5(facility, f"paper {id}"), what)
