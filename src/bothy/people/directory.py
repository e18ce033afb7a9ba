"""Everyone who is known here, in memory, so that the desk finds a name while it is typed.

Ten thousand people are some megabytes. Rows that this process writes are put in at once; rows that
another process wrote are looked for when a search begins and a second has passed.
"""

import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.people.folding import folded, slips, sound
from bothy.people.models import Person

LOOK_AGAIN_SECONDS = 1.0


class Known(msgspec.Struct, frozen=True):
    """One person as the desk searches for them; `words` is the folded name, cut at its spaces, `code_parts` the code."""

    id: UUID
    name: str
    code: str
    card: str
    key: str
    words: tuple[str, ...]
    created_at: datetime
    code_parts: tuple[str, ...] = ()


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
            self.by_run: dict[str, set[UUID]] = defaultdict(set)
            self.by_initials: dict[str, set[UUID]] = defaultdict(set)
            self.by_word: dict[str, set[UUID]] = defaultdict(set)
            self.by_code: dict[str, set[UUID]] = defaultdict(set)
            self.sounding: dict[str, set[str]] = defaultdict(set)
            self.slipping: dict[str, set[str]] = defaultdict(set)
            # What brings somebody together with others who may be the same (`alike`); worked out when it is asked for.
            self.beside: dict[UUID, frozenset[tuple[str, ...]]] = {}
            self._sorted: tuple[list[str], list[str]] | None = None
            self._newest: datetime | None = None
            self._looked_at: float | None = None

    def put(self, rows: Iterable[Person]) -> None:
        """Take these rows in, new or changed."""
        with self._lock:
            for row in rows:
                self._take_out(row.id)
                key = folded(row.chosen_name)
                known = Known(
                    row.id, row.chosen_name, row.code, row.card, key, tuple(key.split()), row.created_at,
                    tuple(folded(row.code).split()),
                )  # fmt: skip
                self.known[row.id] = known
                self._put_in(known)
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

    def still(self) -> AbstractContextManager[object]:
        """Nothing is put in or taken out meanwhile. For a search: some milliseconds."""
        return self._lock

    def snapshot(self) -> list[Known]:
        with self._lock:
            return list(self.known.values())

    def words(self) -> list[str]:
        """Every word of a name that somebody has, in order."""
        return self._in_order()[0]

    def words_beginning(self, start: str) -> list[str]:
        """Words of names that begin so."""
        return _beginning(self._in_order()[0], start)

    def code_words_beginning(self, start: str) -> list[str]:
        """Parts of codes that begin so."""
        return _beginning(self._in_order()[1], start)

    def _in_order(self) -> tuple[list[str], list[str]]:
        told = self._sorted
        if told is None:
            with self._lock:
                words = sorted(word for word, whose in self.by_word.items() if whose)
                told = self._sorted = words, sorted(part for part, whose in self.by_code.items() if whose)
        return told

    def _put_in(self, known: Known) -> None:
        one = known.id
        self.by_key[known.key].add(one)
        self.by_run[known.key.replace(" ", "")].add(one)
        self.by_initials["".join(word[0] for word in known.words)].add(one)
        for word in known.words:
            self._learn(word, self.by_word, one)
        for part in known.code_parts:
            self._learn(part, self.by_code, one)

    def _learn(self, word: str, where: dict[str, set[UUID]], one: UUID) -> None:
        if not where.get(word):
            self._sorted = None
            # Sounds and slips are of words, not of people: a word that nobody has any more is found by nobody.
            self.sounding[sound(word)].add(word)
            for form in slips(word):
                self.slipping[form].add(word)
        where[word].add(one)

    def _take_out(self, one: UUID) -> None:
        old = self.known.pop(one, None)
        if old is None:
            return
        self.beside.pop(one, None)
        initials = "".join(word[0] for word in old.words)
        # The last of that name: nothing of it stays in memory either.
        for where, key in ((self.by_key, old.key), (self.by_run, old.key.replace(" ", "")), (self.by_initials, initials)):
            where[key].discard(one)
            if not where[key]:
                del where[key]
        for word in old.words:
            self._unlearn(word, self.by_word, one)
        for part in old.code_parts:
            self._unlearn(part, self.by_code, one)

    def _unlearn(self, word: str, where: dict[str, set[UUID]], one: UUID) -> None:
        where[word].discard(one)
        if where[word]:
            return
        del where[word]
        self._sorted = None
        if self.by_word.get(word) or self.by_code.get(word):
            return
        self.sounding[sound(word)].discard(word)
        for form in slips(word):
            self.slipping[form].discard(word)


def _beginning(words: list[str], start: str) -> list[str]:
    return words[bisect_left(words, start) : bisect_left(words, start + "\U0010ffff")]


directory = Directory()
