"""Finding someone at the desk, and saying who may already be known under a like name."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care import links
from bothy.care.house import Person as Counts
from bothy.people import ports
from bothy.people.directory import Known, directory
from bothy.people.folding import folded, one_slip_apart, slips, sound
from bothy.people.names import tag

How = Literal["same", "code", "card", "begins", "word", "inside", "slip", "sound"]
_RANK: dict[How, int] = {
    "same": 100, "card": 98, "code": 96, "begins": 80, "word": 70, "slip": 55, "sound": 50, "inside": 40,
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
    """People whose name, code or card begins with `text`, or whose name sounds like it or is one slip away.

    Best first; of equals, the latest registered first. Empty text finds nobody. Each is found once, also
    by what they were called when they were entered without being looked up.
    """
    query = folded(text)
    if not query:
        return []
    where = directory.look()
    code, card = "-".join(query.split()), text.strip()
    near = _near(query)
    house = ports.house()
    hits: list[tuple[int, float, Known, How]] = []
    for known in where.snapshot():
        # A name is kept before the journal says yes. Where it said no, nobody came of it: until the row is
        # swept, it must not be chosen for a visit.
        if house is not None and known.id not in house.people:
            continue
        how = _how(known, query, code, card, near)
        if how is not None:
            hits.append((-_RANK[how], -known.created_at.timestamp(), known, how))
    hits.sort(key=lambda hit: (hit[0], hit[1], hit[2].key, hit[2].id))
    found: dict[UUID, Found] = {}
    for _, _, known, how in hits:
        meant = directory.known.get(ports.meant(known.id))
        if meant is not None and meant.id not in found:
            found[meant.id] = Found(meant.id, meant.name, meant.code, tag(meant), how, _looked_up(meant.id))
        if len(found) == limit:
            break
    return list(found.values())


def _looked_up(person: UUID) -> bool:
    told = ports.counts(person)
    return told is None or not links.is_open(told)


def _how(known: Known, query: str, code: str, card: str, near: dict[UUID, How]) -> How | None:
    if known.key == query:
        return "same"
    if known.card and known.card.startswith(card):
        return "card"
    if known.code.startswith(code):
        return "code"
    if known.key.startswith(query):
        return "begins"
    if any(word.startswith(query) for word in known.words):
        return "word"
    by_ear = near.get(known.id)
    if by_ear is not None:
        return by_ear
    return "inside" if len(query) > 2 and query in known.key else None


def _near(query: str) -> dict[UUID, How]:
    """People every one of whose query words has a word like it in their name."""
    if len(query) < 3:
        return {}
    words = query.split()
    close: dict[UUID, How] = {}
    for number, word in enumerate(words):
        key = sound(word)
        # A sound of one consonant ("ann", "ian" and "una") is shared by half the town.
        by_sound = set(directory.by_sound.get(key, ())) if len(key) > 1 else set()
        by_slip = {
            one
            for form in slips(word)
            for one in tuple(directory.by_slip.get(form, ()))
            if any(other == word or one_slip_apart(word, other) for other in _words(one))
        }
        here: dict[UUID, How] = {**dict.fromkeys(by_sound, "sound"), **dict.fromkeys(by_slip, "slip")}
        close = here if number == 0 else {one: how for one, how in close.items() if one in here}
    return close


def _words(one: UUID) -> tuple[str, ...]:
    known = directory.known.get(one)
    return known.words if known else ()


_SAYS: dict[How, str] = {
    "same": "same name", "slip": "one letter different", "sound": "sounds the same",
    "begins": "name begins the same", "word": "same word in the name",
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
