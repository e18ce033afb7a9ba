"""Somebody with every published file of a small house reckons, and cannot say of a small count that it is small."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from bothy.reports.answer import Question, set_of
from bothy.reports.disclosure import Cells
from bothy.reports.draft import draft
from bothy.reports.facts.opened import Facts
from bothy.reports.indicators import BY_NAME
from bothy.reports.measures import number_key
from bothy.reports.numbers import boxes_of, exhausted, parts_of
from bothy.reports.protect import protect
from bothy.reports.release import Release
from bothy.reports.sets import SETS
from bothy.reports.sums import bind
from reports.journals import Pen, at, write
from reports.outsider import printed, told

BELOW = 5
RULES = msgspec.structs.replace(SCOTLAND, exempt_publications=(), suppress_below=BELOW)
MIXES = (("heroin",), ("cocaine",), ("heroin", "cocaine"), ("crack",), ("street_benzodiazepine",))


def written(pen: Pen, home: Path) -> Facts:
    """Facts of what the pen wrote, with the months over."""
    pen.drafts.sort(key=lambda one: one.happened_at)
    pen.person(at("2025-04-02"))
    write(home, pen.drafts)
    return facts.fresh(home)


def house(seed: int, home: Path) -> Facts:
    """Three months of a house with 2 to 14 people, some of whom come once and some all the time."""
    chance = random.Random(seed)
    pen = Pen(rules=RULES)
    people = [
        pen.person(at("2025-01-13"), sex=chance.choice(("male", "male", "male", "female")), age_band=chance.choice(("25-34", "35-44")))
        for _ in range(chance.randint(2, 14))
    ]
    for month in ("2025-01", "2025-02", "2025-03"):
        there = [person for person in people if chance.random() < 0.7] or people
        for n in range(chance.randint(4, 40)):
            when = at(f"{month}-{14 + n % 12:02d}", f"{10 + n % 7:02d}:00") + timedelta(minutes=n)
            mix = (b.Preparation(substances=chance.choice(MIXES), route="vein"),)
            person = chance.choice(there)
            visit = pen.visit(person, when, mix, place=1 + n % 7 if chance.random() < 0.8 else None)
            if chance.random() < 0.5:
                asked = b.OtherwisePlace(where=chance.choice(("street", "own_home", "declined")), alone=chance.choice(("yes", "no")))
                pen(visit, b.Assessed(preparations=mix, otherwise=asked), when + timedelta(minutes=4, seconds=30))
            if chance.random() < 0.3:
                pen(visit, b.ServiceGiven(service=chance.choice(("shower", "wound_care"))), when)
            if chance.random() < 0.3:
                pen(offer := uuid4(), b.ReferralOffered(person=person, to=chance.choice(("housing", "drug_treatment"))), when)
                for step in ("accepted", "made", "attended", "engaged", "lost")[: chance.randint(0, 5)]:
                    pen(offer, b.ReferralMoved(step=step, said_by="service_user"), when)
            if chance.random() < 0.3:
                pen(emergency := uuid4(), b.EmergencyRaised(where="place", place=1, visit=visit), when)
                if chance.random() < 0.5:
                    pen(emergency, b.Acted(action="naloxone"), when)
                if chance.random() < 0.8:
                    how = chance.choice(("recovered_here", "recovered_here", "to_hospital"))
                    pen(emergency, b.EmergencyClosed(outcome=how, presentation=chance.choice(("opioid", "faint"))), when)
    return written(pen, home)


def attacked(opened: Facts, asked: list, below: int = BELOW) -> None:
    """Publish these one after the other, each with all before it; who has them all knows most."""
    out: list[Release] = []
    true: dict[str, int] = {}
    for set, since, until in asked:
        drafted = draft(opened, set, since, until)
        true |= drafted.bound.counts
        out.append(protect(drafted, out))
    assert told(printed(out), true, below) == []


def month_after_month(chance: random.Random) -> list:
    names = [name for name in SETS if name not in ("waits",)]
    chance.shuffle(names)
    asked = []
    for until in ("2025-01", "2025-02"):
        for name in names[:3]:
            asked.append((SETS[name], until if SETS[name].monthly else "2025-01", until))
    return asked


@pytest.mark.parametrize("seed", range(2))
def test_publications_month_after_month_tell_nothing_small(tmp_path, seed):
    attacked(house(seed, tmp_path), month_after_month(random.Random(seed)))


@pytest.mark.parametrize("seed", range(6, 10))
def test_published_answers_in_any_order_tell_nothing_small(tmp_path, seed):
    chance = random.Random(seed)
    asked = []
    for _ in range(8):
        one = BY_NAME[chance.choice(("people", "people_who_used", "service_accessed", "supervised_uses", "injecting_episodes",
                                     "medical_emergencies", "referrals_offered", "services_given", "people_served"))]  # fmt: skip
        since, until = sorted(chance.choices(("2025-01", "2025-02", "2025-03"), k=2))
        by = chance.choice(["", *(name for name in one.groupings if name in ("sex", "age_band", "mix", "service", "outcome", "ending"))])
        asked.append((set_of(Question(indicator=one.name, by=by)), since, until))
    attacked(house(seed, tmp_path), asked)


def who_came(home: Path, *months: tuple[int, int]) -> Facts:
    """A house to which so many men and women came in each month, always the same ones first."""
    pen = Pen(rules=RULES)
    men, women = ([pen.person(at("2025-01-13"), sex=sex) for _ in range(max(one[n] for one in months))] for n, sex in enumerate(("male", "female")))
    for m, counts in enumerate(months):
        for n, person in enumerate([*men[: counts[0]], *women[: counts[1]]]):
            pen.visit(person, at(f"2025-{m + 1:02d}-{14 + n % 12:02d}", f"{10 + n % 7:02d}:{n:02d}"), place=1 + n % 7)
    return written(pen, home)


def test_men_of_one_month_do_not_tell_how_few_women_came_in_the_year(tmp_path):
    by_sex = set_of(Question(indicator="people", by="sex"))
    attacked(who_came(tmp_path, (9, 3), (9, 0)), [(by_sex, "2025-02", "2025-02"), (by_sex, "2025-01", "2025-02")])


def test_men_who_came_do_not_tell_how_few_visits_were_of_women(tmp_path):
    """Nine men came once each: at least nine visits are theirs, and of twelve at most three are of women."""
    pen = Pen(rules=RULES)
    came = [pen.person(at("2025-01-13"), sex=sex) for sex in ["male"] * 9 + ["declined"] * 6 + ["female"] * 2]
    for n, person in enumerate([*came, came[-1], *came[9:15] * 2, *came[9:11]]):
        pen.visit(person, at(f"2025-01-{14 + n % 12:02d}", f"{10 + n % 7:02d}:{n:02d}"), place=1 + n % 7)
    by_sex = (set_of(Question(indicator=name, by="sex")) for name in ("people", "service_accessed"))
    attacked(written(pen, tmp_path), [(one, "2025-01", "2025-01") for one in by_sex])


def kept_of(counts: dict[str, int]) -> set[str]:
    """Which of these printed numbers are kept back."""
    bound = bind(boxes_of(counts), counts, exhausted(counts))
    cells = Cells(BELOW)
    for name, k in bound.counts.items():
        cells.count(name, k, reckoned=name in bound.reckoned)
    for total, *parts in bound.sums:
        assert bound.counts[total] == sum(bound.counts[part] for part in parts)
        cells.adds_up(parts, total)
    return cells.settle() & set(counts)


def number(indicator: str, part: str = "k", group: str = "") -> str:
    return number_key(parts_of(BY_NAME[indicator])[part], "2025-01", group)


def of_groups(indicator: str, by: str, **counts: int) -> dict[str, int]:
    return {number(indicator, group=f"{by}={code}"): k for code, k in counts.items()}


def test_two_who_waited_longer_than_ten_minutes_are_not_told_by_those_who_did_not():
    within, of = number("seated_within_10"), number("seated_within_10", "n")
    assert kept_of({within: 28, of: 30}), "30 less 28"


def test_emergencies_not_closed_are_those_without_an_outcome():
    ends = of_groups("medical_emergencies", "outcome", to_hospital=2, recovered_here=20, not_recorded=6)
    kept = kept_of({number("medical_emergencies"): 28, number("emergency_closed"): 22, **ends})
    assert number("medical_emergencies", group="outcome=not_recorded") not in kept or number("emergency_closed") in kept


def test_visits_to_use_for_other_things_and_for_nobody_knows_what_are_all_visits():
    left, other = number("visits_for_use", "missing"), number("visits_for_other_things")
    assert {left, other} <= kept_of({number("service_accessed"): 40, number("visits_for_use"): 30, left: 2, other: 8})


def test_heroin_is_heroin_alone_or_with_cocaine():
    mixes = of_groups("supervised_uses", "mix", cocaine=20, heroin=17, heroin_and_cocaine=3, other=6)
    heroin = number("supervised_uses", group="substance=heroin")
    kept = kept_of({number("supervised_uses"): 46, heroin: 20, **mixes})
    assert heroin in kept or number("supervised_uses", group="mix=heroin") in kept


def test_crack_is_what_cocaine_in_any_mix_leaves_over():
    mixes = of_groups("supervised_uses", "mix", cocaine=20, heroin=17, heroin_and_cocaine=6, other=6)
    assert kept_of({number("supervised_uses"): 49, number("supervised_uses", group="substance=cocaine"): 23, **mixes})


def test_not_recorded_is_one_number_in_a_group_and_in_a_share():
    mixes = of_groups("injecting_episodes", "mix", cocaine=20, heroin=17, heroin_and_cocaine=3, not_recorded=6)
    shares = {number("share_cocaine"): 20, number("share_cocaine", "n"): 40, number("share_cocaine", "missing"): 6}
    assert number("injecting_episodes", group="mix=heroin_and_cocaine") in kept_of({number("injecting_episodes"): 46, **mixes, **shares})


def test_who_engaged_and_was_lost_afterwards_is_not_told_by_where_referrals_stand():
    ends = of_groups("referrals_offered", "ending", engaged=8, lost=12)
    assert kept_of({number("referrals_offered"): 20, number("referrals_engaged"): 10, **ends}), "two engaged, and were lost"


def test_emergencies_with_something_done_and_no_naloxone_are_not_told():
    assert kept_of({number("medical_emergencies"): 30, number("reversal_known", "n"): 12, number("naloxone_emergencies"): 10})
