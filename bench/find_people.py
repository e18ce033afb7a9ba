"""Finding somebody among 10,000: server time, keystrokes, and whether the right one stands among the first 5.

Invented people with the names of a Scottish town. Each query is what somebody at the door might say and a hand then
types: the name itself, misspelt, a short form, words the wrong way round, or what is left of a code. Typing stops at the
first key after which the right one is among the first 5 results. A person's time is a model, stated with its figures:

    time = keys x 0.2 s  +  the page's wait after the last key (0.09 s)  +  the server  +  one look (1.0 s)  +  one tap (0.5 s)

and 2.0 s more (another look, another question) where a first try did not find them and the code or the name is typed instead.
Bar: 5 s for 95 in 100.

Usage: python bench/find_people.py [--people 10000] [--queries 300] [--seed 7]
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from _print import Bars, head

KEY_S, WAIT_S, LOOK_S, TAP_S, AGAIN_S = 0.2, 0.09, 1.0, 0.5, 2.0
FIRST, BAR_S = 5, 5.0
MISSED_KEYS = {
    "a": "s",
    "e": "r",
    "i": "o",
    "o": "p",
    "n": "m",
    "s": "d",
    "r": "t",
    "l": "k",
    "t": "y",
    "c": "v",
}
HEARD = {
    "ph": "f",
    "ie": "y",
    "y": "ie",
    "k": "c",
    "c": "k",
    "ea": "ee",
    "ee": "ea",
    "ll": "l",
    "tt": "t",
    "s": "z",
}


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--people", type=int, default=10_000)
    ask.add_argument("--queries", type=int, default=300)
    ask.add_argument("--seed", type=int, default=7)
    asked = ask.parse_args()
    head(f"finding somebody among {asked.people:,} people")
    rng = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        from bothy.server.boot import prepare
        from bothy.server.home import Home

        os.environ.pop("DATABASE_URL", None)
        prepare(Home(Path(folder) / "home"))
        people = invented(rng, asked.people)
        bars = Bars()
        measured: list[tuple[str, float, float, bool]] = []
        for kind, say in SAYINGS.items():
            rows = [found(rng, people, say) for _ in range(asked.queries)]
            rows = [row for row in rows if row is not None]
            if not rows:
                continue
            share = sum(hit for _, _, hit in rows) / len(rows)
            keys = sorted(keys for keys, _, _ in rows)
            slow = sorted(server for _, server, _ in rows)
            bars.note(
                f"{kind}: {share:.1%} among the first {FIRST}; keys p50 {keys[len(keys) // 2]:.0f}, p95 {keys[int(len(keys) * 0.95)]:.0f}; "
                f"server p50 {slow[len(slow) // 2] * 1e3:.1f}, p95 {slow[int(len(slow) * 0.95)] * 1e3:.1f} ms ({len(rows)} queries)"
            )
            measured += [(kind, keys, server, hit) for keys, server, hit in rows]
        seconds = sorted(persons_time(keys, server, hit) for _, keys, server, hit in measured)
        at95 = seconds[int(len(seconds) * 0.95)]
        bars.under(f"a person's time, 95 in 100 of {len(seconds):,} queries", at95, BAR_S, "s")
        bars.note(
            f"p50 {seconds[len(seconds) // 2]:.2f} s, worst {seconds[-1]:.2f} s; model: keys x {KEY_S} s + {WAIT_S} s + server + {LOOK_S} s + {TAP_S} s"
        )
        server = sorted(one for _, _, one, _ in measured)
        bars.under("a search at the server, 99 in 100", server[int(len(server) * 0.99)] * 1e3, 100.0, "ms")
        return bars.status()


def persons_time(keys: float, server: float, hit: bool) -> float:
    return keys * KEY_S + WAIT_S + server + LOOK_S + TAP_S + (0 if hit else AGAIN_S + 6 * KEY_S)


def invented(rng: random.Random, count: int) -> list[tuple[UUID, str, str]]:
    """People with chosen names, codes and when they came last: most of those who come came lately."""
    from immutables import Map

    from bothy.care.house import House
    from bothy.care.house import Person as Counts
    from bothy.demo import names
    from bothy.people import ports
    from bothy.people.codes import make_code
    from bothy.people.directory import directory
    from bothy.people.models import Person

    now = datetime.now(UTC)
    firsts = [*names.FIRST_MALE * 2, *names.FIRST_FEMALE]
    seconds = SURNAMES
    rows, counts = [], {}
    for _ in range(count):
        first = rng.choice(firsts)
        kind = rng.random()
        # A fifth go by a first name alone, most by two words, some by a by-name.
        name = (
            first
            if kind < 0.2
            else f"{first} {rng.choice(seconds)}"
            if kind < 0.8
            else f"{rng.choice(BY_NAMES)} {first}"
        )
        id = UUID(int=rng.getrandbits(128), version=4)
        row = Person(
            id=id,
            chosen_name=name,
            code=make_code(rng),
            command=UUID(int=rng.getrandbits(128), version=4),
            settled=True,
            created_at=now - timedelta(days=rng.randrange(1, 1500)),
        )
        rows.append(row)
        counts[id] = Counts(
            id,
            registered_at=row.created_at,
            last_visit_at=now - timedelta(days=min(1400, rng.expovariate(1 / 120))),
            visits=1 + int(rng.expovariate(0.2)),
        )
    Person.objects.bulk_create(rows, batch_size=500)
    house = House(people=Map(counts))
    ports.connect(lambda: house)
    directory.clear()
    directory.look()
    return [(row.id, row.chosen_name, row.code) for row in rows]


Say = Callable[[random.Random, str, str], str | None]


def found(
    rng: random.Random, people: list[tuple[UUID, str, str]], say: Say
) -> tuple[float, float, bool] | None:
    """Keys typed until the right one is among the first, the time of the slowest search on the way, and whether they were."""
    from bothy.people.search import search

    for _ in range(50):
        person, name, code = rng.choice(people)
        query = say(rng, name, code)
        if query is not None:
            break
    else:
        return None
    slowest = 0.0
    # A hand types two letters before anybody looks at the list.
    for length in range(min(2, len(query)), len(query) + 1):
        began = time.perf_counter()
        answer = search(query[:length])
        slowest = max(slowest, time.perf_counter() - began)
        if person in [one.person for one in answer[:FIRST]]:
            return length, slowest, True
    return len(query), slowest, False


def slipped(rng: random.Random, word: str) -> str | None:
    places = [at for at, letter in enumerate(word.lower()) if at and letter in MISSED_KEYS]
    if len(word) < 4 or not places:
        return None
    at = rng.choice(places)
    return word[:at] + MISSED_KEYS[word[at].lower()] + word[at + 1 :]


def misspelt(rng: random.Random, name: str, code: str) -> str | None:
    words = name.split()
    if len(words) < 2:
        return None
    at = rng.randrange(len(words))
    how = rng.randrange(3)
    if how == 0:
        new = slipped(rng, words[at])
    elif how == 1:
        heard = [(one, other) for one, other in HEARD.items() if one in words[at].lower()[1:]]
        new = None if not heard else words[at][0] + words[at][1:].lower().replace(*rng.choice(heard), 1)
    else:
        word = words[at]
        cut = rng.randrange(1, max(2, len(word) - 1))
        new = (
            word[:cut] + word[cut + 1 : cut + 2] + word[cut : cut + 1] + word[cut + 2 :]
            if len(word) > 3
            else None
        )
    return None if new is None or new == words[at] else " ".join([*words[:at], new, *words[at + 1 :]])


def nickname(rng: random.Random, name: str, code: str) -> str | None:
    from bothy.people.folding import folded
    from bothy.people.nicknames import also_called

    words = folded(name).split()
    for at, word in enumerate(words):
        others = sorted(also_called(word))
        if others and len(words) > 1:
            return " ".join([*words[:at], rng.choice(others), *words[at + 1 :]])
    return None


def part_of_code(rng: random.Random, name: str, code: str) -> str:
    first, second, digit = code.split("-")
    return rng.choice(
        (f"{first} {digit}", f"{second} {digit}", f"{second} {first}", f"{second} {first} {digit}")
    )


def misheard_digit(rng: random.Random, name: str, code: str) -> str:
    first, second, digit = code.split("-")
    return f"{first} {second} {(int(digit) + rng.randrange(1, 9)) % 10}"


SAYINGS: dict[str, Say] = {
    "the name as it is, two words": lambda rng, name, code: name if " " in name else None,
    "a first name that many have, and a word of the code": lambda rng, name, code: (
        f"{name} {code.split('-')[rng.randrange(2)]}" if " " not in name else None
    ),
    "misspelt": misspelt,
    "a short form or another form of the name": nickname,
    "words the wrong way round": lambda rng, name, code: (
        " ".join(reversed(name.split())) if " " in name else None
    ),
    "the code": lambda rng, name, code: code.replace("-", " "),
    "forgotten code: one word or the digit missing, or the wrong way round": part_of_code,
    "forgotten code: the digit misheard": misheard_digit,
    "forgotten code: name and one word of it": lambda rng, name, code: (
        f"{name.split()[0]} {rng.choice(code.split('-')[:2])}"
    ),
}
BY_NAMES = ["Big", "Wee", "Young", "Old", "Red", "Fair", "Long", "Happy"]
SURNAMES = [
    "Smith",
    "Brown",
    "Wilson",
    "Thomson",
    "Robertson",
    "Campbell",
    "Stewart",
    "Anderson",
    "Macdonald",
    "Scott",
    "Reid",
    "Murray",
    "Taylor",
    "Clark",
    "Mitchell",
    "Ross",
    "Walker",
    "Paterson",
    "Young",
    "Watson",
    "Morrison",
    "Miller",
    "Fraser",
    "Davidson",
    "Gray",
    "McDonald",
    "Henderson",
    "Johnston",
    "Hamilton",
    "Graham",
    "Kerr",
    "Simpson",
    "Martin",
    "Ferguson",
    "Cameron",
    "Duncan",
    "Hunter",
    "Kelly",
    "Bell",
    "Grant",
    "Mackenzie",
    "Mackay",
    "Allan",
    "Black",
    "Macleod",
    "McLean",
    "Russell",
    "Gibson",
    "Wallace",
    "Gordon",
    "Marshall",
    "Stevenson",
    "Wood",
    "Sutherland",
    "Craig",
    "Wright",
    "McKenzie",
    "Kennedy",
    "Jones",
    "Burns",
    "White",
    "Muir",
    "Murphy",
    "Johnstone",
    "Hughes",
    "Watt",
    "McMillan",
    "McIntosh",
    "Milne",
    "Munro",
    "Ritchie",
    "Dickson",
    "Bruce",
    "King",
    "Crawford",
    "Docherty",
    "Millar",
    "Cunningham",
    "Sinclair",
    "Williamson",
    "Hill",
    "McGregor",
    "McKay",
    "Boyle",
    "Shaw",
    "Fleming",
    "Moore",
    "Christie",
    "Douglas",
    "Donnelly",
    "Alexander",
    "Maclean",
    "Forbes",
    "McCann",
    "Lindsay",
    "Jamieson",
    "Gallacher",
    "Rennie",
    "O'Neill",
    "Doyle",
    "Devlin",
    "Quinn",
    "Coyle",
    "Rafferty",
    "Begg",
    "Rae",
    "Moir",
    "Baird",
    "Weir",
]


if __name__ == "__main__":
    sys.exit(main())
