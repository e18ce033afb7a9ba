"""What one typed word may mean of the people who are known: a word of a name, or a part of a code."""

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

import msgspec

from bothy.people.directory import Directory
from bothy.people.folding import missed_key, one_slip_apart, slips, sound
from bothy.people.nicknames import also_called

How = Literal["word", "begins", "nickname", "key", "slip", "sound"]
_ORDER: tuple[How, ...] = ("word", "begins", "nickname", "key", "slip", "sound")

FEW = 40
"""A word that so few people may have meant is also held against the beginnings of longer names."""
_LONG_ENOUGH = 4


class Sayings(msgspec.Struct, frozen=True):
    """Whose name or code may have been meant, and by what of it."""

    of_name: dict[UUID, How]
    of_code: dict[UUID, How]


def sayings(where: Directory, word: str) -> Sayings:
    """Everyone whom one folded word may mean."""
    return Sayings(_names(where, word), _codes(where, word))


def _names(where: Directory, word: str) -> dict[UUID, How]:
    words: dict[str, How] = {}
    for other in _from_worst(where.words_beginning(word), where, word, where.by_word):
        words.update(other)
    for other in also_called(word):
        if other in where.by_word and words.get(other) not in ("word", "begins"):
            words[other] = "nickname"
    found = _whose(words, where.by_word)
    if len(found) < FEW and len(word) >= _LONG_ENOUGH:
        # Still being typed, and with a slip in it already.
        longer = {
            one: "slip" for one in where.words() if len(one) > len(word) and _slip_at_the_start(word, one)
        }
        found = _whose({**longer, **words}, where.by_word)  # type: ignore[dict-item]
    return found


def _codes(where: Directory, word: str) -> dict[UUID, How]:
    if word.isdigit():
        return dict.fromkeys(where.by_code.get(word, ()), "word")
    words: dict[str, How] = {}
    beginning = where.code_words_beginning(word) if len(word) > 1 else ()
    for other in _from_worst(beginning, where, word, where.by_code):
        words.update(other)
    return _whose(words, where.by_code)


def _from_worst(
    beginning: Iterable[str], where: Directory, word: str, among: dict[str, set[UUID]]
) -> Iterable[dict[str, How]]:
    """Words like this one, the least like first, so that the better likeness stands."""
    if len(word) > 2:
        key = sound(word)
        # A sound of one consonant ("ann", "ian" and "una") is shared by half the town.
        if len(key) > 1:
            yield dict.fromkeys((one for one in where.sounding.get(key, ()) if one in among), "sound")
        near = {one for form in slips(word) for one in where.slipping.get(form, ()) if one in among}
        apart = [one for one in near if one_slip_apart(word, one)]
        yield {one: "key" if missed_key(word, one) else "slip" for one in apart}
    yield dict.fromkeys(beginning, "begins")
    if word in among:
        yield {word: "word"}


def _slip_at_the_start(word: str, longer: str) -> bool:
    if longer[0] != word[0]:
        return False
    return any(one_slip_apart(word, longer[: len(word) + more]) for more in (0, -1, 1))


def _whose(words: dict[str, How], among: dict[str, set[UUID]]) -> dict[UUID, How]:
    found: dict[UUID, How] = {}
    for how in reversed(_ORDER):
        for word, by in words.items():
            if by == how:
                found.update(dict.fromkeys(among.get(word, ()), how))
    return found
