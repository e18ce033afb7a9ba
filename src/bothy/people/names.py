"""What a person is called on the board, and how two of the same name are told apart."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from bothy.people import ports
from bothy.people.directory import Known, directory


class Name(msgspec.Struct, frozen=True):
    """`tag` is the last part of the code, longer where another person of that name ends the same."""

    name: str
    tag: str


def names_for(ids: Iterable[UUID]) -> dict[UUID, Name]:
    """Names of those who have one here; a forgotten person is missing. From memory: never blocks.

    Someone who was not looked up goes by what was spoken, until it is said who they are: then by their name.
    """
    found: dict[UUID, Name] = {}
    for one in ids:
        known = directory.known.get(ports.meant(one))
        if known is not None:
            found[one] = Name(known.name, tag(known))
    return found


def tag(person: Known) -> str:
    """The shortest end of the code, in whole parts, that nobody of the same name shares.

    >>> "7", or "otter-7" where another Lark has "plum-finch-7"; the whole code where even that is shared.
    """
    parts = person.code.split("-") if person.code else []
    others = [
        directory.known[o].code.split("-")
        for o in directory.by_key.get(person.key, ())
        if o != person.id and ports.meant(o) != person.id
    ]
    for length in range(1, len(parts) + 1):
        end = parts[-length:]
        if all(other[-length:] != end for other in others):
            return "-".join(end)
    return person.code
