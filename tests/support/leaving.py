"""A small journal in which everything that can leave is there once, and names where no name may leave from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from bothy.care import bodies as b
from bothy.care import bodies_batch as batch
from reports.journals import FACILITY, Pen, at

NAMES = ("Skylark Moran", "Wee Robbie", "Caoimhe")
"""Written where staff should not have; none of it may leave."""


def everything() -> Pen:
    """Two months of few visits: places, looks, emergencies with every reading, doses known and not, referrals, a drill."""
    pen = Pen()
    people = [pen.person(at("2025-02-03", "09:00"), sex, band) for sex, band in (
        ("male", "35-44"), ("female", "25-34"), ("declined", "not_asked"), ("other", "65+"),
    )]  # fmt: skip
    pen(FACILITY, b.FloorOpened(), at("2025-02-03", "09:00"))
    visits = [pen.visit(people[n % 4], at(f"2025-0{2 + n % 2}-{3 + n:02d}", "10:00")) for n in range(12)]
    pen.visit(people[0], at("2025-03-20", "11:00"), place=None)
    open_visit = uuid4()
    pen(open_visit, b.VisitStarted(person=people[1], purposes=("use", "food")), at("2025-03-28", "20:00"))
    stranger = uuid4()
    pen(stranger, b.PersonRegistered(looked_up=False), at("2025-03-05", "10:00"))
    pen.visit(stranger, at("2025-03-05", "10:01"))
    pen(stranger, b.PersonLinked(same_as=people[3]), at("2025-03-06", "10:00"))
    for visit, when, nasal in ((visits[0], at("2025-02-03", "10:09"), False), (None, at("2025-03-22", "14:00"), True)):
        _emergency(pen, visit, when, nasal)
    drill = uuid4()
    pen(drill, b.EmergencyRaised(where="place", place=2, drill=True), at("2025-03-23", "10:00"))
    pen(drill, b.Observed(breathing="absent", breaths_per_minute=0), at("2025-03-23", "10:01"))
    pen(drill, b.Acted(action="naloxone", dose_mg=0.4, route="im"), at("2025-03-23", "10:02"))
    for n, step in enumerate(("declined", "accepted", "made", "engaged", "lost", "not_known")):
        referral = uuid4()
        pen(referral, b.ReferralOffered(person=people[n % 4], to="housing", visit=visits[n]), at(f"2025-0{2 + n % 2}-{3 + n:02d}", "10:30"))
        engaged = "tenancy_started" if step == "engaged" else None
        pen(referral, b.ReferralMoved(step=step, said_by="service", engagement=engaged), at("2025-03-29", f"10:{n:02d}"))
    pen(visits[1], b.Noted(about="visit", digest="ab" * 32), at("2025-03-29"))
    pen(FACILITY, b.FloorClosed(reason=f"{NAMES[0]} was ill"), at("2025-03-30", "21:00"))
    return pen


def _emergency(pen: Pen, visit: UUID | None, when, nasal: bool) -> None:  # type: ignore[no-untyped-def]
    emergency = uuid4()
    later = lambda minutes: when + timedelta(minutes=minutes)  # noqa: E731
    pen(emergency, b.EmergencyRaised(where="place", place=1, visit=visit), when)
    pen(
        emergency,
        b.Observed(
            breathing="slow", breaths_per_minute=6, spo2_percent=78, on_oxygen=False, consciousness="pain", gcs_total=7,
            skin="blue", pupils="pinpoint", pulse_per_minute=52, systolic_mmhg=104, diastolic_mmhg=61,
            temperature_celsius=35.7, glucose_mmol_per_litre=5.4, chest_pain=False, stroke_signs=False, seizure="none",
            agitation="calm",
        ),
        later(1),
    )  # fmt: skip
    pen(emergency, b.Acted(action="oxygen", litres_per_minute=None if nasal else 15), later(2))
    pen(emergency, b.Acted(action="naloxone", dose_mg=None if nasal else 0.4, route="nasal" if nasal else "im", batch=NAMES[1]), later(3))
    pen(emergency, b.Acted(action="naloxone", dose_mg=0.4, route="not_known", batch="AB 12/3"), later(6))
    pen(emergency, b.Acted(action="bag_and_mask"), later(4))
    pen(emergency, b.Observed(spo2_percent=97, oxygen_litres_per_minute=15, on_oxygen=True, systolic_mmhg=110), later(9))
    pen(emergency, batch.SubstanceDescribed(substances=("heroin",), appearances=("green",)), later(10))
    if visit is not None:
        pen(emergency, b.EmergencyClosed(outcome="recovered_here", presentation="opioid"), later(30))


def bytes_below(folder: Path) -> bytes:
    """Every byte of every file in a folder; Parquet is written out as it would be read."""
    import pyarrow.parquet as pq

    found = bytearray()
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            found += repr(pq.read_table(path).to_pylist()).encode()
        if path.is_file():
            found += path.read_bytes()
    return bytes(found)
