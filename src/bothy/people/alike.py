"""Two who may be one: suggested with reasons, best first; a person decides, and is not asked again once they said no.

A pair is only looked at where something rarer than a common first name brings the two together: a card, a code or
most of one, or a name that few people here have. Ten thousand people cost some tens of milliseconds for one of them, once their keys are known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils import timezone

from bothy.care import links
from bothy.care.house import House
from bothy.care.house import Person as Counts
from bothy.people import ports
from bothy.people.directory import Known, directory
from bothy.people.folding import missed_key, one_slip_apart, sound
from bothy.people.models import NotTheSame
from bothy.people.names import tag
from bothy.people.nicknames import also_called

FEW_OF_A_NAME = 8
"""A name that more people share says nothing by itself."""
ENOUGH = 60
_SAME_CARD, _SAME_CODE, _NEAR_CODE, _SAME_NAME = 95, 70, 45, 55
_NEVER_BOTH, _SAME_TOLD, _OTHER_TOLD, _AT_ONCE = 10, 6, -25, -60
_UNTOLD = frozenset({"declined", "not_asked", "not_known", ""})


class One(msgspec.Struct, frozen=True):
    """One of the two, as the desk knows them."""

    person: UUID
    name: str
    code: str
    tag: str
    visits: int
    last_visit_at: datetime | None
    registered_at: datetime | None


class Pair(msgspec.Struct, frozen=True):
    """`one` has come more often, or longer: found to be one person, it is `other` who is said to be `one`."""

    one: One
    other: One
    reasons: tuple[str, ...]
    score: int


def alike(limit: int = 100) -> list[Pair]:
    """Everyone who may be registered twice, best first; without those of whom somebody said that they are two."""
    house = ports.house()
    if house is None:
        return []
    everyone = _everyone(house)
    blocks = _blocks(everyone)
    said = {frozenset(pair) for pair in NotTheSame.objects.values_list("one", "other")}
    pairs = {frozenset((a.id, b.id)): (a, b) for block in blocks for a, b in combinations(block, 2)}
    found = [_pair(house, a, b) for ids, (a, b) in pairs.items() if ids not in said]
    return _best(found, limit)


def alike_to(person: UUID, limit: int = 3) -> list[Pair]:
    """The same for one person alone: the hint at the desk."""
    house = ports.house()
    known = directory.look().known.get(ports.meant(person))
    if house is None or known is None:
        return []
    said = {
        one
        for pair in NotTheSame.objects.filter(Q(one=known.id) | Q(other=known.id)).values_list("one", "other")
        for one in pair
    }
    beside = {other.id: other for block in _blocks(_everyone(house), known) for other in block}
    found = [_pair(house, known, other) for id, other in beside.items() if id != known.id and id not in said]
    return _best(found, limit)


def are_two(one: UUID, other: UUID, said_by: UUID | None) -> None:
    """Somebody looked: these are two people. They are not suggested again."""
    first, second = sorted((one, other), key=lambda id: id.bytes)
    NotTheSame.objects.get_or_create(
        one=first, other=second, defaults={"said_by": said_by, "said_at": timezone.now()}
    )


def _best(found: Iterable[Pair | None], limit: int) -> list[Pair]:
    enough = [pair for pair in found if pair is not None and pair.score >= ENOUGH]
    return sorted(enough, key=lambda pair: (-pair.score, pair.one.name.casefold(), pair.other.person.bytes))[
        :limit
    ]


def _everyone(house: House) -> list[Known]:
    """Who stands for themselves and is known by name. Whoever was not looked up is asked about elsewhere (`linking`)."""
    return [
        known
        for known in directory.look().snapshot()
        if (told := house.people.get(known.id)) is not None
        and told.same_as is None
        and not links.is_open(told)
    ]


def _blocks(everyone: list[Known], of: Known | None = None) -> Iterator[list[Known]]:
    """Those who have something rare in common, all or those with one person in them."""
    wanted = None if of is None else _keys(of)
    by: dict[tuple[str, ...], list[Known]] = defaultdict(list)
    for known in everyone:
        for key in _keys(known) if wanted is None else _keys(known) & wanted:
            by[key].append(known)
    for key, block in by.items():
        if 2 <= len(block) <= (FEW_OF_A_NAME if key[0] == "name" else 50):
            yield block


def _keys(known: Known) -> frozenset[tuple[str, ...]]:
    """What brings this person together with others; worked out once, and gone with them."""
    kept = directory.beside.get(known.id)
    if kept is None:
        kept = directory.beside[known.id] = frozenset(_each_key(known))
    return kept


def _each_key(known: Known) -> Iterator[tuple[str, ...]]:
    if known.card:
        yield ("card", known.card)
    if known.words:
        yield ("name", *sorted(known.words))
        yield ("name", "".join(known.words))
        sounds = tuple(sorted(sound(word) for word in known.words))
        if any(len(one) > 1 for one in sounds):
            yield ("name", "by ear", *sounds)
    parts = known.code_parts
    for number in range(len(parts)):
        yield ("code", str(number), *parts[:number], *parts[number + 1 :])
    if parts:
        yield ("code", "sorted", *sorted(parts))


def _pair(house: House, a: Known, b: Known) -> Pair | None:
    score, reasons = 0, list[str]()
    if a.card and a.card == b.card:
        score, reasons = _SAME_CARD, ["same card"]
    named = _names(a, b)
    if named is None and score < _SAME_CARD:
        return None  # two who were given nearly the same code by chance
    mine, theirs = links.joined(house, a.id), links.joined(house, b.id)
    if mine is None or theirs is None:
        return None
    if named is not None:
        score += _SAME_NAME if named[1] else _SAME_NAME - 10
        reasons.append(named[0])
    coded = _codes(a, b)
    if coded is not None:
        score += coded[1]
        reasons.append(coded[0])
    for what, one, other in (("age band", mine.age_band, theirs.age_band), ("sex", mine.sex, theirs.sex)):
        if one in _UNTOLD or other in _UNTOLD:
            continue
        score += _SAME_TOLD if one == other else _OTHER_TOLD
        reasons.append(f"same {what}" if one == other else f"other {what}")
    if _one_after_the_other(mine, theirs):
        score += _NEVER_BOTH
        reasons.append("one came no more when the other was entered")
    if _both_here(house, a.id, b.id):
        score += _AT_ONCE
        reasons.append("were here at the same time")
    # The one with more behind it stands; a person may say it the other way round.
    a_first = (mine.visits, -_since(mine)) >= (theirs.visits, -_since(theirs))
    first, second = (_one(a, mine), _one(b, theirs)) if a_first else (_one(b, theirs), _one(a, mine))
    return Pair(first, second, tuple(reasons), score)


def _since(person: Counts) -> float:
    return 0.0 if person.registered_at is None else person.registered_at.timestamp()


def _names(a: Known, b: Known) -> tuple[str, bool] | None:
    """What is alike of two names, and whether it is the same name."""
    if sorted(a.words) == sorted(b.words):
        return ("same name" if a.key == b.key else "same name, in another order"), True
    if a.key.replace(" ", "") == b.key.replace(" ", ""):
        return "same name, spaced otherwise", True
    if len(a.words) != len(b.words):
        shorter, longer = sorted((a.words, b.words), key=len)
        return ("one name is part of the other", False) if set(shorter) <= set(longer) else None
    reasons = [_word(x, y) for x, y in zip(a.words, b.words, strict=True)]
    if all(reason is not None for reason in reasons):
        return next(reason for reason in reasons if reason), False
    return None


def _word(x: str, y: str) -> str | None:
    if x == y:
        return ""
    if y in also_called(x):
        return "a short form of the same name"
    if missed_key(x, y) or one_slip_apart(x, y):
        return "one letter different"
    return "sounds the same" if len(sound(x)) > 1 and sound(x) == sound(y) else None


def _codes(a: Known, b: Known) -> tuple[str, int] | None:
    if not a.code_parts or not b.code_parts:
        return None
    if a.code_parts == b.code_parts:
        return "same code", _SAME_CODE
    if sorted(a.code_parts) == sorted(b.code_parts):
        return "same code, in another order", _SAME_CODE - 10
    if len(a.code_parts) == len(b.code_parts) == 3:
        same = sum(x == y for x, y in zip(a.code_parts, b.code_parts, strict=True))
        return ("code nearly the same", _NEAR_CODE) if same == 2 else None
    return None


def _one_after_the_other(one: Counts, other: Counts) -> bool:
    if one.registered_at is None or other.registered_at is None:
        return False
    early, late = sorted((one, other), key=_since)
    assert late.registered_at is not None
    return early.last_visit_at is not None and early.last_visit_at < late.registered_at


def _both_here(house: House, one: UUID, other: UUID) -> bool:
    """Whether both had a visit at one time, as far back as the House reaches."""
    mine, theirs = set(links.family(house, one)), set(links.family(house, other))
    visits = [visit for visit in house.visits.values() if visit.started_at is not None]
    return any(
        a.started_at < (b.ended_at or _EVER) and b.started_at < (a.ended_at or _EVER)  # type: ignore[operator]
        for a in visits
        if a.person in mine
        for b in visits
        if b.person in theirs
    )


_EVER = datetime.max.replace(tzinfo=timezone.get_fixed_timezone(0))


def _one(known: Known, counts: Counts) -> One:
    return One(
        known.id,
        known.name,
        known.code,
        tag(known),
        counts.visits,
        counts.last_visit_at,
        counts.registered_at,
    )
