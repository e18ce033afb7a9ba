"""How long it takes to settle every small count of a house at once, and what it loses. Bar: under 2 s.

The little house of the tests (small counts in every table), over 12 and 60 months, and the same months of a
house four times as busy. Beside it, what the rule before lost: in each sum with something hidden, its next smallest too.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
from _print import Bars, head

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports import facts, kept
from bothy.reports.disclosure import Cells, Key, Settled, audit
from bothy.reports.disclosure.model import Part, parts
from bothy.reports.thistle import thistle
from reports.journals import Pen, at, write

BAR_SECONDS = 2.0
RULES = msgspec.structs.replace(SCOTLAND, exempt_publications=(), suppress_below=5)
MIXES = {"c": "cocaine", "h": "heroin", "o": "street_benzodiazepine"}
VISITS = ("cccccchhhhhhss", "cccccccccchhho", "cccccccchhhhhhhhssssss", "cccccccchhhhhh")
EMERGENCIES = (6, 2, 7, 9)


def _mix(letter: str) -> tuple[b.Preparation, ...]:
    substances = ("heroin", "cocaine") if letter == "s" else (MIXES[letter],)
    return (b.Preparation(substances=substances, route="vein"),)


def house(months: int, times: int) -> Pen:
    """So many months of a little house, `times` as busy as the tests' one."""
    chance = random.Random(1)
    pen = Pen(rules=RULES)
    people = [pen.person(at("2019-01-02"), sex="male" if n % 4 else "female") for n in range(12 * times)]
    for m in range(months):
        month = f"{2019 + m // 12}-{m % 12 + 1:02d}"
        for n, letter in enumerate("".join(chance.choice(VISITS) for _ in range(times))):
            when = at(f"{month}-{3 + n % 23:02d}", f"{10 + n % 7:02d}:00") + timedelta(minutes=n % 50)
            visit = pen.visit(people[chance.randrange(len(people))], when, _mix(letter), place=1 + n % 7)
            asked = b.OtherwisePlace(where=("street", "hostel", "declined")[chance.randrange(3)], alone=("yes", "no")[n % 2])
            pen(visit, b.Assessed(preparations=_mix(letter), otherwise=asked), when + timedelta(minutes=4, seconds=30))
            if n % 4 == 0:
                pen(visit, b.ServiceGiven(service=("shower", "wound_care")[chance.randrange(2)]), when)
            if n % 3 == 0:
                offer = uuid4()
                pen(offer, b.ReferralOffered(person=people[n % 12], to="housing"), when)
                if n % 2:
                    pen(offer, b.ReferralMoved(step="accepted", said_by="service_user"), when)
        for n in range(times * chance.choice(EMERGENCIES)):
            when, emergency = at(f"{month}-20", "15:00") + timedelta(minutes=n), uuid4()
            pen(emergency, b.EmergencyRaised(where="place", place=1), when)
            pen(emergency, b.EmergencyClosed(outcome="recovered_here" if chance.random() < 0.7 else "to_hospital"), when)
        pen(uuid4(), b.TurnedAway(reason="under_age"), at(f"{month}-21"))
    pen.drafts.sort(key=lambda one: one.happened_at)
    return pen


def cells_of(months: int, times: int) -> Cells:
    """Every count of that house, with its sums, as the pages settle them."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), house(months, times).drafts)
        caught: list[Cells] = []

        class Caught(Cells):
            def settle(self) -> frozenset[Key]:
                caught.append(self)
                return super().settle()

        kept.Cells = Caught  # type: ignore[misc]
        try:
            thistle(facts.fresh(Path(folder)), at("2025-04-22"))
        finally:
            kept.Cells = Cells  # type: ignore[misc]
    (cells,) = caught
    return cells


def before(cells: Cells) -> frozenset[Key]:
    """The rule before this one (docs/decisions/2026-11-23-small-counts.md)."""
    hidden: set[Key] = set()
    sums: dict[Key, list[tuple[Key, ...]]] = defaultdict(list)
    for one in cells.sums:
        for key in one:
            sums[key].append(one)
    waiting = deque(key for key, k in cells.counts.items() if 0 < k < cells.below)
    while waiting:
        key = waiting.popleft()
        if key not in hidden:
            hidden.add(key)
            waiting.extend(cells.together.get(key, ()))
        for total, *parts_ in sums[key]:
            inside = [one for one in (total, *parts_) if one in hidden]
            together = sum(cells.counts[one] for one in inside)
            if len(inside) > 1 and (total in hidden or together == 0 or together >= cells.below):
                continue
            counted = [one for one in parts_ if one not in hidden and cells.counts[one]]
            if counted:
                waiting.append(min(counted, key=lambda one: cells.counts[one]))
            elif total not in hidden:
                waiting.append(total)
    return frozenset(hidden)


def lost(found: list[Part], hidden: frozenset[Key]) -> int:
    """The loss of a choice, in the same thousandths."""
    return sum(part.loss(i for i, keys in enumerate(part.keys) if not hidden.isdisjoint(keys)) for part in found)


def told(cells: Cells, settled: frozenset[Key]) -> int:
    """How many small counts an outsider can tell to be small."""
    return sum(
        most is not None and most < cells.below and 0 < cells.counts[key] < cells.below
        for key, (_, most) in audit(cells, settled).items()
    )


def houses() -> Iterator[tuple[str, Cells]]:
    for months in (12, 60):
        for times in (1, 4):
            yield f"{months} months{', four times as busy' if times > 1 else ''}", cells_of(months, times)


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    head("settling every small count of a house at once")
    bars = Bars()
    for said, cells in houses():
        began, busy = time.perf_counter(), time.process_time()
        settled: Settled = cells.solve()
        took, busy = time.perf_counter() - began, time.process_time() - busy
        old, (found, _) = before(cells), parts(cells)
        few = sum(0 < k < cells.below for k in cells.counts.values())
        bars.under(f"{said}: {len(cells.counts):,} cells in {len(cells.sums):,} sums, {few:,} small", took, BAR_SECONDS, "s")
        bars.note(f"of which this process was given {busy:.2f} s of the processor")
        began = time.perf_counter()
        left = told(cells, settled.hidden)
        auditing = time.perf_counter() - began
        sure = settled.bound / settled.cost if settled.cost else 1.0
        bars.note(f"{len(found)} parts with something small, the largest {max(len(part.counts) for part in found)} numbers; "
                  f"{'all proven' if settled.proven else f'bound at {sure:.1%} of the loss'}")  # fmt: skip
        bars.note(f"kept back {len(settled.hidden):,}, loss {settled.cost / 1000:,.1f} plain cells; the rule before: "
                  f"{len(old):,}, loss {lost(found, old) / 1000:,.1f}")  # fmt: skip
        bars.note(f"an outsider can tell {left} small counts to be small (looked at in {auditing:.1f} s); after the rule before: {told(cells, old)}")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
