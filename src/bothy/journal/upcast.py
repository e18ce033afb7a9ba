"""Old kinds, read as the newest: each upcaster lifts a body by one version."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bothy.journal.entry import Entry

Body = dict[str, Any]
Upcaster = Callable[[Body], Body]


class NoUpcaster(LookupError):
    """This Bothy does not know how to read that version of a kind."""


class Upcasters:
    """A registry of upcasters by kind and the version they lift from.

    >>> upcasters = Upcasters()
    >>> @upcasters.lifts("kind", 1)
    ... def _(body): return {**body, "added_in_2": None}
    """

    def __init__(self) -> None:
        self._steps: dict[tuple[str, int], Upcaster] = {}

    def lifts(self, kind: str, from_version: int) -> Callable[[Upcaster], Upcaster]:
        """Register a function that lifts a body from `from_version` to the next. Pure, one each."""

        def register(step: Upcaster) -> Upcaster:
            if (kind, from_version) in self._steps:
                raise ValueError(f"there is an upcaster of {kind} from version {from_version} already")
            self._steps[kind, from_version] = step
            return step

        return register

    def read_body(self, entry: Entry, latest: Mapping[str, int]) -> Body:
        """The entry's body as the latest version of its kind; the stored bytes stay as they are.

        `latest` says the newest version of each kind. `NoUpcaster` when the kind is unknown, a step
        is missing, or the entry is newer than this Bothy. `msgspec.DecodeError` when the body is
        not a JSON object.
        """
        newest = latest.get(entry.kind)
        if newest is None:
            raise NoUpcaster(
                f"Entry {entry.number} is of kind “{entry.kind}”, which this Bothy does not know. Use a newer version."
            )
        if entry.version > newest:
            raise NoUpcaster(
                f"Entry {entry.number} ({entry.kind}) is of version {entry.version}, this Bothy knows {newest}. "
                "Use a newer version."
            )
        body = msgspec.json.decode(entry.body, type=Body)
        for version in range(entry.version, newest):
            step = self._steps.get((entry.kind, version))
            if step is None:
                raise NoUpcaster(
                    f"Entry {entry.number} ({entry.kind}) is of version {version}, and nothing lifts it to {version + 1}."
                )
            body = step(body)
        return body
