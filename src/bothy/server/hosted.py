"""A facility on a server that serves several: what its place there says, and how this process takes it up.

`bothy city add` writes `hosted.json` beside the home, not into it: a home that is restored or replaced keeps its
place. Whoever runs one facility on a box of its own has no such file, and none of this happens.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from bothy.server.home import Home, HomeTrouble

FILE_NAME = "hosted.json"
SLUG_VARIABLE = "BOTHY_HOSTED_AS"


class Hosted(msgspec.Struct, frozen=True, kw_only=True):
    """`slug`: what the server calls it. `host`: the one name it is reached by. `database_url`: its own database, by its
    own role. `door`: the secret by which the city's page asks for what it published."""

    slug: str
    host: str
    database_url: str
    door: str


def file_of(home: Home) -> Path:
    """Where that of this home stands."""
    return home.folder.parent / FILE_NAME


def hosted(home: Home) -> Hosted | None:
    """The place of this home on a server of several; None for a home of its own. Raises HomeTrouble."""
    path = file_of(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Hosted)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as fault:
        raise HomeTrouble(
            f"{path} cannot be read ({fault}), so it is not known which database belongs to {home.folder}. Run as the account "
            "that the facility runs under; `bothy city list` says which."
        ) from fault


def take_up(home: Home) -> Hosted | None:
    """Have this process use the database, the name and the cookies of this home, and no other's. Raises HomeTrouble."""
    place = hosted(home)
    if place is None:
        return None
    told = os.environ.get("DATABASE_URL")
    if told and told != place.database_url:
        raise HomeTrouble(
            f"DATABASE_URL names another database than the one of {place.slug}. Unset it: {file_of(home)} says which is right. "
            "Nothing was read or written."
        )
    os.environ["DATABASE_URL"] = place.database_url
    os.environ[SLUG_VARIABLE] = place.slug
    return place


__all__ = ["FILE_NAME", "SLUG_VARIABLE", "Hosted", "file_of", "hosted", "take_up"]
