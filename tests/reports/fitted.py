"""A journal of eight invented months that adds up to the Thistle's counts: for pages and tables.

Not the demo (that goes through commands): only what the reports read.
"""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports.published import thistle
from bothy.reports.splits import nearest_split
from reports.journals import FACILITY, FOUNDED, SIGNER, Pen, at

PEOPLE = 418
MALE = 333
MIXES = (("cocaine",), ("heroin",), ("heroin", "cocaine"), ("ketamine",))


def fitted(live: bool = True, demo: bool = True, rules: object = SCOTLAND) -> Pen:
    """January to August 2025 to the digit; with `live`, a visit on 1 September."""
    chance = random.Random(3)
    pen = Pen(founded=False)
    places = tuple(b.PlaceSpec(number=n, accessible=n > 6) for n in range(1, 9))
    pen(FACILITY, b.FacilityFounded(name="Northgate", time_zone="Europe/London", places=places, demo=demo), FOUNDED)
    pen(FACILITY, b.RulesSigned(rules=rules, effective_from=FOUNDED, signer=SIGNER), FOUNDED)
    opened = at("2025-01-13", "09:00")
    people = [pen.person(opened, "male" if n < MALE else "female") for n in range(PEOPLE)]
    turn = 0
    for line in thistle().months:
        first = 13 if line.month == "2025-01" else 1
        days = [f"{line.month}-{day:02d}" for day in range(first, 29)]
        for day in days:
            pen(FACILITY, b.FloorOpened(), at(day, "09:00"))
        split = nearest_split(line.injecting_episodes, line.shares())
        assert split is not None
        mixes = [MIXES[i] for i, part in enumerate(split[1]) for _ in range(part)][: line.injecting_episodes]
        mixes += [None] * (line.injecting_episodes - len(mixes))  # type: ignore[list-item]
        for n in range(line.service_accessed):
            person = people[turn % PEOPLE]
            turn += 1
            when = at(chance.choice(days), "10:00") + timedelta(minutes=chance.randint(0, 9 * 60))
            if n < line.injecting_episodes:
                mix = mixes[n]
                asked = "not_asked" if mix is None else (b.Preparation(substances=mix, route="vein"),)
                visit = pen.visit(person, when, preparations=asked, place=chance.randint(1, 8))
            else:
                visit = pen.visit(person, when, place=None)
            if n < line.medical_emergencies:
                emergency = UUID(int=chance.getrandbits(128), version=4)
                pen(emergency, b.EmergencyRaised(where="place", place=1, visit=visit), when + timedelta(minutes=9))
                pen(emergency, b.Observed(breathing="slow", consciousness="pain"), when + timedelta(minutes=10))
                pen(emergency, b.Acted(action="oxygen", litres_per_minute=10), when + timedelta(minutes=11))
                pen(emergency, b.Observed(breathing="normal", consciousness="alert"), when + timedelta(minutes=20))
                pen(emergency, b.EmergencyClosed(outcome="recovered_here", presentation="opioid"), when + timedelta(minutes=40))
            if n % 20 == 0:
                referral = UUID(int=chance.getrandbits(128), version=4)
                pen(referral, b.ReferralOffered(person=person, to="drug_treatment", visit=visit), when + timedelta(minutes=30))
                for rung, step in enumerate(("accepted", "made", "attended", "engaged")):
                    if chance.random() < 0.7:
                        pen(referral, b.ReferralMoved(step=step), when + timedelta(days=rung, minutes=31))
                    else:
                        break
            if n % 60 == 0:
                pen(FACILITY, b.TurnedAway(reason=chance.choice(("full", "under_age", "other"))), when)
            if n % 15 == 0:
                items = (b.SuppliedItem(item="one_piece_set", count=10), b.SuppliedItem(item="foil", count=2))
                pen(visit, b.SuppliesGiven(items=items, returned=None if n % 2 else 4), when + timedelta(minutes=6))
        for day in days:
            pen(FACILITY, b.FloorClosed(), at(day, "20:30"))
    if live:
        pen(FACILITY, b.FloorOpened(), at("2025-09-01", "08:00"))
        pen.visit(people[0], at("2025-09-01", "12:00"))
    return pen
