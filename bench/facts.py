"""How long facts take to be brought up to date, per million entries. Bar: under 15 s."""

import argparse
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from _print import Bars, head

from bothy.care import bodies as b
from bothy.care.body import Body
from bothy.care.kinds import KINDS, encode
from bothy.care.rules import SCOTLAND
from bothy.journal import GENESIS, Draft, create_store, open_reader, seal
from bothy.journal.chain import head_after
from bothy.reports.facts import bring_up_to_date

BAR_SECONDS = 15.0
KIND_OF = {kind.body: kind.name for kind in KINDS.values()}


def drafts(count: int, seed: int = 1, per_day: int = 200):
    """Visits as a busy house writes them: fourteen entries each, a referral or an emergency now and then."""
    chance = random.Random(seed)
    facility = UUID(int=chance.getrandbits(128), version=4)
    now = datetime(2025, 1, 1, 9, tzinfo=UTC)
    made = 0

    def draft(subject: UUID, body: Body, at: datetime) -> Draft:
        nonlocal made
        made += 1
        id = UUID(int=chance.getrandbits(128), version=4)
        return Draft(id, KIND_OF[type(body)], 1, subject, encode(body), at, staff, None)

    staff = new = UUID(int=chance.getrandbits(128), version=4)
    places = tuple(b.PlaceSpec(number=n) for n in range(1, 9))
    yield facility
    yield draft(facility, b.FacilityFounded(name="Bench", time_zone="Europe/London", places=places), now)
    yield draft(facility, b.RulesSigned(rules=SCOTLAND, effective_from=now, signer=staff), now)
    people: list[UUID] = []
    while made < count:
        now += timedelta(minutes=720 / per_day)
        if now.hour >= 21:
            yield draft(facility, b.FloorClosed(), now)
            now = (now + timedelta(days=1)).replace(hour=9, minute=0)
            yield draft(facility, b.FloorOpened(), now)
        new = UUID(int=chance.getrandbits(128), version=4)
        if not people or chance.random() < 0.05:
            people.append(UUID(int=chance.getrandbits(128), version=4))
            yield draft(people[-1], b.PersonRegistered(sex="male", age_band="35-44"), now)
        person = chance.choice(people)
        mix = (
            b.Preparation(
                substances=chance.choice((("heroin",), ("cocaine",), ("heroin", "cocaine"))), route="vein"
            ),
        )
        place = chance.randint(1, 8)
        yield draft(new, b.VisitStarted(person=person, purposes=("use",)), now)
        yield draft(new, b.StageEntered(stage="assessment"), now + timedelta(minutes=3))
        yield draft(
            new,
            b.Assessed(preparations=mix, otherwise=b.OtherwisePlace(where="street", alone="yes")),
            now + timedelta(minutes=5),
        )
        yield draft(new, b.PlaceGiven(place=place), now + timedelta(minutes=6))
        start = draft(new, b.EpisodeStarted(place=place, preparations=mix), now + timedelta(minutes=6))
        yield start
        for minute in (10, 15, 20, 24):
            yield draft(new, b.Seen(), now + timedelta(minutes=minute))
        yield draft(new, b.EpisodeEnded(episode=start.id), now + timedelta(minutes=26))
        yield draft(
            new,
            b.SuppliesGiven(items=(b.SuppliedItem(item="one_piece_set", count=5),)),
            now + timedelta(minutes=27),
        )
        yield draft(new, b.StageEntered(stage="aftercare"), now + timedelta(minutes=27))
        yield draft(new, b.VisitEnded(), now + timedelta(minutes=45))
        if chance.random() < 0.05:
            referral = UUID(int=chance.getrandbits(128), version=4)
            yield draft(
                referral,
                b.ReferralOffered(person=person, to="drug_treatment", visit=new),
                now + timedelta(minutes=40),
            )
            yield draft(referral, b.ReferralMoved(step="accepted"), now + timedelta(minutes=41))
        if chance.random() < 0.015:
            emergency = UUID(int=chance.getrandbits(128), version=4)
            yield draft(
                emergency,
                b.EmergencyRaised(where="place", place=place, visit=new),
                now + timedelta(minutes=12),
            )
            yield draft(emergency, b.Acted(action="oxygen"), now + timedelta(minutes=13))
            yield draft(emergency, b.EmergencyClosed(outcome="recovered_here"), now + timedelta(minutes=40))


def write(home: Path, count: int, per_day: int = 200) -> None:
    made = drafts(count, per_day=per_day)
    facility = next(made)
    store = create_store(home, facility)
    head = GENESIS
    batch_of: list = []
    for draft in made:
        entry = seal(head, facility, draft, draft.happened_at)
        head = head_after(entry)
        batch_of.append(entry)
        if len(batch_of) == 20_000:
            with store.begin() as batch:
                batch.append(batch_of)
            batch_of = []
    with store.begin() as batch:
        batch.append(batch_of)
    store.close()


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--entries", type=int, default=1_000_000)
    wanted = ask.parse_args()
    head("facts brought up to date from a journal")
    bars = Bars()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        start = time.perf_counter()
        write(home, wanted.entries)
        print(
            f"  a journal of {wanted.entries:,} entries written in {time.perf_counter() - start:.1f} s (not measured)"
        )
        reader = open_reader(home)
        start = time.perf_counter()
        for _ in reader.entries(0):
            pass
        floor = time.perf_counter() - start
        start, busy = time.perf_counter(), time.process_time()
        state = bring_up_to_date(reader, home)
        took, busy = time.perf_counter() - start, time.process_time() - busy
        per_million = took / state.number * 1e6
        size = sum(path.stat().st_size for path in home.glob("facts/**/*.parquet")) / 1e6
        start = time.perf_counter()
        bring_up_to_date(reader, home)
        nothing = time.perf_counter() - start
    bars.under(f"facts from nothing ({took:.1f} s), a million entries", per_million, BAR_SECONDS, "s")
    bars.note(
        f"processor time of it {busy:.1f} s, all threads; where that is less than the time, other programs had the cores"
    )
    bars.note(
        f"beside it, only reading the same entries one by one: {floor:.2f} s; nothing new: {nothing * 1000:.1f} ms; {size:.0f} MB"
    )
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
