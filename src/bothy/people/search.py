"""Finding someone at the desk, and saying who may already be known under a like name."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care import links
from bothy.care.house import House
from bothy.care.house import Person as Counts
from bothy.people import ports
from bothy.people.directory import Known, directory
from bothy.people.folding import folded
from bothy.people.likeness import How as WordHow
from bothy.people.likeness import Sayings, sayings
from bothy.people.names import tag

How = Literal[
    "same", "card", "code", "begins", "code_order", "code_near", "name_and_code", "words", "word", "joined", "nickname",
    "key", "slip", "sound", "initials", "code_part", "part", "inside",
]  # fmt: skip
_RANK: dict[How, int] = {
    "same": 100, "card": 98, "code": 96, "begins": 80, "code_order": 78, "code_near": 76, "name_and_code": 74,
    "words": 72, "word": 70, "joined": 66, "nickname": 62, "key": 58, "slip": 55, "sound": 50, "initials": 46,
    "code_part": 45, "part": 42, "inside": 40,
}  # fmt: skip


class Found(msgspec.Struct, frozen=True):
    """One person found, and by what. `looked_up` false: entered as spoken, and nobody has said yet who it is."""

    person: UUID
    name: str
    code: str
    tag: str
    how: How
    looked_up: bool = True


class Likely(msgspec.Struct, frozen=True):
    """Someone who may be the same person. `reasons` are short phrases for the desk; nothing is merged by it."""

    person: UUID
    name: str
    code: str
    tag: str
    reasons: tuple[str, ...]
    score: int


def search(text: str, limit: int = 20) -> list[Found]:
    """People whom `text` may mean: by name, nickname, code or card, also misspelt, in another order, or in part.

    Best first; of equals, whoever came last first. Empty text finds nobody. Each is found once, also
    by what they were called when they were entered without being looked up.
    """
    query = folded(text)
    if not query:
        return []
    where = directory.look()
    house = ports.house()
    by_rank: dict[int, list[tuple[Known, How]]] = {}
    for one, how in _hits(where.snapshot(), query, text.strip()).items():
        known = where.known.get(one)
        # A name is kept before the journal says yes. Where it said no, nobody came of it: until the row is
        # swept, it must not be chosen for a visit.
        if known is not None and (house is None or one in house.people):
            by_rank.setdefault(_RANK[how], []).append((known, how))
    found: dict[UUID, Found] = {}
    for rank in sorted(by_rank, reverse=True):
        equals = [(-_lately(house, known), known.key, known.id, known, how) for known, how in by_rank[rank]]
        for _, _, _, known, how in sorted(equals, key=lambda hit: hit[:3]):
            meant = where.known.get(ports.meant(known.id))
            if meant is not None and meant.id not in found:
                found[meant.id] = Found(
                    meant.id, meant.name, meant.code, tag(meant), how, _looked_up(meant.id)
                )
            if len(found) == limit:
                return list(found.values())
    return list(found.values())


def _looked_up(person: UUID) -> bool:
    told = ports.counts(person)
    return told is None or not links.is_open(told)


def _lately(house: House | None, known: Known) -> float:
    """When they were last heard of: the last visit, or since when they are known."""
    last: datetime = known.created_at
    if house is not None:
        for one in (known.id, links.who(house, known.id)):
            person = house.people.get(one)
            if person is not None and person.last_visit_at is not None and person.last_visit_at > last:
                last = person.last_visit_at
    return last.timestamp()


def _hits(everyone: list[Known], query: str, text: str) -> dict[UUID, How]:
    """Everyone found, each by the best of the ways in which they can be."""
    words = query.split()
    run = query.replace(" ", "")
    found = _whole(everyone, query, "-".join(words), text)
    with directory.still():
        by_words = _by_words(words, [sayings(directory, word) for word in words])
        together = tuple(directory.by_run.get(run, ()))
        initials = tuple(directory.by_initials.get(run, ())) if 2 <= len(run) <= 3 else ()
    by_words.update((one, _better(by_words.get(one), "initials")) for one in initials)
    by_words.update((one, _better(by_words.get(one), "joined")) for one in together)
    found.update((one, _better(found.get(one), how)) for one, how in by_words.items())
    return found


def _better(one: How | None, other: How) -> How:
    return other if one is None or _RANK[other] > _RANK[one] else one


def _whole(everyone: list[Known], query: str, code: str, card: str) -> dict[UUID, How]:
    """By all that was typed, taken as it stands. Everyone is looked at, so this is kept short."""
    found: dict[UUID, How] = {}
    long_enough = len(query) > 2
    for known in everyone:
        key = known.key
        if query in key:
            if key.startswith(query):
                found[known.id] = "same" if key == query else "begins"
            elif long_enough:
                found[known.id] = "inside"
        if known.code.startswith(code):
            found[known.id] = _better(found.get(known.id), "code")
        if known.card and known.card.startswith(card):
            found[known.id] = _better(found.get(known.id), "card")
    return found


_AS_NAME: dict[WordHow, How] = {
    "word": "words", "begins": "words", "nickname": "nickname", "key": "key", "slip": "slip", "sound": "sound",
}  # fmt: skip
_CODE_PARTS = 3
_WHOLE_WORDS: frozenset[WordHow] = frozenset({"word", "begins"})


def _by_words(words: list[str], said: list[Sayings]) -> dict[UUID, How]:
    """By the words that were typed, each for itself: of the name, of the code, or of both, in any order."""
    found: dict[UUID, How] = {}
    if len(said) == 1:
        (only,) = said
        for one, how in only.of_code.items():
            if how in _WHOLE_WORDS or one not in only.of_name:
                found[one] = "code_part"
        for one, how in only.of_name.items():
            found[one] = _better(found.get(one), "word" if how in _WHOLE_WORDS else _AS_NAME[how])
        return found
    for one in _worth_a_look(words, said):
        how = _by_all(one, said)
        if how is not None:
            found[one] = how
    return found


def _worth_a_look(words: list[str], said: list[Sayings]) -> set[UUID]:
    """Whom all the words may mean, or all but one, where those say enough by themselves."""
    whose = [each.of_name.keys() | each.of_code.keys() for each in said]
    found = set.intersection(*whose)
    for word in words:
        found |= directory.by_word.get(word, set())
    if len(said) == _CODE_PARTS:
        codes = [each.of_code.keys() for each in said]
        found |= (codes[0] & codes[1]) | (codes[0] & codes[2]) | (codes[1] & codes[2])
    return found


def _by_all(one: UUID, said: list[Sayings]) -> How | None:
    names = [each.of_name.get(one) for each in said]
    if all(how is not None for how in names):
        return min((_AS_NAME[how] for how in names if how is not None), key=_RANK.__getitem__)
    codes = [each.of_code.get(one) for each in said]
    of_code = sum(how is not None for how in codes)
    if of_code == len(said):
        # Its words in another order, one of them or the digit left out, or one of them misheard.
        return "code_order" if all(how in _WHOLE_WORDS for how in codes) else "code_near"
    if all(name is not None or code is not None for name, code in zip(names, codes, strict=True)):
        sure = all(
            name in _WHOLE_WORDS or code in _WHOLE_WORDS for name, code in zip(names, codes, strict=True)
        )
        return "name_and_code" if sure else "nickname"
    if len(said) == _CODE_PARTS and of_code == len(said) - 1:
        return "code_near"
    return "part" if any(how == "word" for how in names) else None


_SAYS: dict[How, str] = {
    "same": "same name", "joined": "same name, spaced otherwise", "nickname": "a short form of the same name",
    "key": "one key beside", "slip": "one letter different", "sound": "sounds the same",
    "begins": "name begins the same", "words": "same words in the name", "word": "same word in the name",
}  # fmt: skip


def similar(
    name: str,
    age_band: str | None = None,
    sex: str | None = None,
    counts: Callable[[UUID], Counts | None] = lambda _: None,
    limit: int = 5,
    past: bool = True,
) -> list[Likely]:
    """Who may already be known under this name, best first, each with its reasons (`past`: also how often here).

    `age_band` and `sex` speak only where both sides told them; `counts` gives the House's record of a person.
    """
    likely = []
    for found in search(name, limit=60):
        if found.how not in _SAYS:
            continue
        score, reasons = _RANK[found.how], [_SAYS[found.how]]
        if not found.looked_up:
            reasons.append("not looked up")
        told = counts(found.person)
        if told is not None:
            for label, mine, theirs in (("age band", age_band, told.age_band), ("sex", sex, told.sex)):
                if not _told(mine) or not _told(theirs):
                    continue
                score += 8 if mine == theirs else -25
                reasons.append(f"same {label}" if mine == theirs else f"other {label}")
            if told.visits and past:
                reasons.append(f"{told.visits} visit{'s' if told.visits != 1 else ''} before")
        likely.append(Likely(found.person, found.name, found.code, found.tag, tuple(reasons), score))
    likely.sort(key=lambda one: -one.score)
    return [one for one in likely if one.score >= 50][:limit]


def _told(value: str | None) -> bool:
    return value is not None and value not in ("declined", "not_asked", "not_known", "")
