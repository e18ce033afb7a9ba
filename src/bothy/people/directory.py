"""Everyone who is known here, in memory, so that the desk finds a name while it is typed.

Ten thousand people are some megabytes. Rows that this process writes are put in at once; rows that
another process wrote are looked for when a search begins and a second has passed.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.people.folding import folded, slips, sound
from bothy.people.models import Person

LOOK_AGAIN_SECONDS = 1.0


class Known(msgspec.Struct, frozen=True):
    """One person as the desk searches for them; `words` is the folded name, cut at its spaces."""

    id: UUID
    name: str
    code: str
    card: str
    key: str
    words: tuple[str, ...]
    created_at: datetime


class Directory:
    """The people of this process. Thread-safe; searches read what was there when they began."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.clear()

    def clear(self) -> None:
        """Forget what is in memory; the next look reads the table."""
        with self._lock:
            self.known: dict[UUID, Known] = {}
            self.by_key: dict[str, set[UUID]] = defaultdict(set)
            self.by_sound: dict[str, set[UUID]] = defaultdict(set)
            self.by_slip: dict[str, set[UUID]] = defaultdict(set)
            self._newest: datetime | None = None
            self._looked_at: float | None = None

    def put(self, rows: Iterable[Person]) -> None:
        """Take these rows in, new or changed."""
        with self._lock:
            for row in rows:
                self._take_out(row.id)
                key = folded(row.chosen_name)
                known = Known(
                    row.id, row.chosen_name, row.code, row.card, key, tuple(key.split()), row.created_at
                )
                self.known[row.id] = known
                self.by_key[key].add(row.id)
                for word in known.words:
                    self.by_sound[sound(word)].add(row.id)
                    for form in slips(word):
                        self.by_slip[form].add(row.id)
                if self._newest is None or row.changed_at > self._newest:
                    self._newest = row.changed_at

    def remove(self, ids: Iterable[UUID]) -> None:
        """These people were forgotten or never came to be."""
        with self._lock:
            for one in ids:
                self._take_out(one)

    def look(self) -> "Directory":
        """Catch up with the table. Reads the database, so not for the event loop."""
        with self._lock:
            now = time.monotonic()
            if self._looked_at is not None and now - self._looked_at < LOOK_AGAIN_SECONDS:
                return self
            self._looked_at = now
            rows = (
                Person.objects.all()
                if self._newest is None
                else Person.objects.filter(changed_at__gt=self._newest)
            )
            self.put(rows.iterator(chunk_size=2000))
            if Person.objects.count() != len(self.known):
                # Another process forgot someone: only the whole table says whom.
                here = set(Person.objects.values_list("id", flat=True))
                self.remove(set(self.known) - here)
                self.put(
                    Person.objects.filter(id__in=here - set(self.known)) if here - set(self.known) else ()
                )
        return self

    def snapshot(self) -> list[Known]:
        with self._lock:
            return list(self.known.values())

    def _take_out(self, one: UUID) -> None:
        old = self.known.pop(one, None)
        if old is None:
            return
        self.by_key[old.key].discard(one)
        for word in old.words:
            self.by_sound[sound(word)].discard(one)
            for form in slips(word):
                self.by_slip[form].discard(one)


directory = Directory()
