"""Random histories for facts: any lines about a few subjects, late, out of order and corrected.

Nothing here asks whether `decide` would allow them: facts must stand whatever the journal says.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from bothy.care import bodies as b
from bothy.care.kinds import decode
from bothy.journal import Draft
from reports.journals import FACILITY, Pen, at

START = at("2025-01-30", "09:00")
PEOPLE = [UUID(int=1000 + n, version=4) for n in range(3)]
VISITS = [UUID(int=2000 + n, version=4) for n in range(4)]
REFERRALS = [UUID(int=3000 + n, version=4) for n in range(2)]
EMERGENCIES = [UUID(int=4000 + n, version=4) for n in range(2)]

mixes = st.sampled_from(
    [
        "declined",
        (b.Preparation(substances=("heroin",), route="vein"),),
        (b.Preparation(substances=("cocaine", "alcohol"), route="not_asked"),),
        (b.Preparation(substances=("heroin", "crack"), route="smoked"),),
        (b.Preparation(substances=("ketamine",), route="muscle"), b.Preparation(substances="not_known")),
    ]
)
places = st.integers(1, 3)
visit_lines = st.one_of(
    st.builds(
        b.VisitStarted,
        person=st.sampled_from(PEOPLE),
        purposes=st.sampled_from([("use",), ("use", "shower"), ("wound_care", "food"), ("not_known",)]),
    ),
    st.builds(b.StageEntered, stage=st.sampled_from(["waiting", "assessment", "using", "aftercare", "left"])),
    st.builds(
        b.Assessed,
        preparations=mixes,
        otherwise=st.none()
        | st.builds(
            b.OtherwisePlace,
            where=st.sampled_from(["street", "own_home", "would_not_have_used", "declined"]),
            alone=st.sampled_from(["yes", "no", "not_asked"]),
        ),
    ),
    st.builds(b.PlaceGiven, place=places),
    st.builds(b.EpisodeStarted, place=places, preparations=mixes),
    st.just("end the last episode"),
    st.builds(b.Seen),
    st.builds(b.ServiceGiven, service=st.sampled_from(["shower", "wound_care", "bbv_test"])),
    st.builds(
        b.SuppliesGiven,
        items=st.sampled_from(
            [
                (b.SuppliedItem(item="needle", count=2),),
                (b.SuppliedItem(item="foil", count=1), b.SuppliedItem(item="swab", count=3)),
            ]
        ),
        returned=st.none() | st.integers(0, 3),
        for_others=st.sampled_from([True, False, "declined"]),
    ),
    st.builds(b.VisitEnded, how=st.sampled_from(["left", "left_before_use", "to_hospital"])),
    st.builds(
        b.ContestSettled,
        about=st.sampled_from(["person", "left", "place 1", "place 2"]),
        keeps=st.sampled_from([None, *VISITS]),
    ),
)
referral_lines = st.one_of(
    st.builds(
        b.ReferralOffered, person=st.sampled_from(PEOPLE), to=st.sampled_from(["drug_treatment", "housing"])
    ),
    st.builds(
        b.ReferralMoved,
        step=st.sampled_from(["accepted", "made", "attended", "engaged", "lost", "not_known", "declined"]),
    ),
)
emergency_lines = st.one_of(
    st.builds(
        b.EmergencyRaised, where=st.just("place"), place=places, visit=st.sampled_from([None, *VISITS])
    ),
    st.builds(b.EmergencyPlaced, where=st.just("toilet"), visit=st.sampled_from([None, *VISITS])),
    st.builds(
        b.Observed,
        breathing=st.sampled_from([None, "slow", "normal"]),
        consciousness=st.sampled_from([None, "alert", "pain"]),
    ),
    st.builds(b.Acted, action=st.sampled_from(["oxygen", "naloxone", "position"])),
    st.builds(b.AmbulanceMoved, step=st.sampled_from(["called", "not_called", "arrived"])),
    st.builds(
        b.EmergencyClosed,
        outcome=st.sampled_from(["recovered_here", "to_hospital", "raised_in_error"]),
        presentation=st.sampled_from(["opioid", "mixed", "stimulant", "faint", "not_known"]),
    ),
)
facility_lines = st.one_of(
    st.builds(
        b.TurnedAway,
        reason=st.sampled_from(["full", "under_age", "left_without_waiting"]),
        purpose=st.sampled_from(["use", "food", "not_known"]),
    ),
    st.builds(b.PlaceChanged, place=places, status=st.sampled_from(["ready", "being_cleaned", "out_of_use"])),
    st.builds(b.FloorOpened),
    st.builds(b.FloorClosed),
)
said = st.one_of(
    st.tuples(st.sampled_from(VISITS), visit_lines),
    st.tuples(st.sampled_from(VISITS), visit_lines),
    st.tuples(st.sampled_from(VISITS), visit_lines),
    st.tuples(st.sampled_from(REFERRALS), referral_lines),
    st.tuples(st.sampled_from(EMERGENCIES), emergency_lines),
    st.tuples(st.just(FACILITY), facility_lines),
    st.tuples(
        st.sampled_from(PEOPLE),
        st.builds(
            b.PersonRegistered,
            sex=st.sampled_from(["male", "female"]),
            age_band=st.sampled_from(["25-34", "declined"]),
            looked_up=st.booleans(),
        ),
    ),
    st.tuples(st.sampled_from(PEOPLE), st.builds(b.PersonLinked, same_as=st.sampled_from([*PEOPLE, None]))),
)


@st.composite
def histories(draw: st.DrawFn, length: int = 40) -> list[Draft]:
    """The drafts of one facility's journal: its founding, then anything over three days at a month's border."""
    pen = Pen()
    minutes = st.integers(0, 3 * 24 * 60)
    episodes: dict[UUID, UUID] = {}
    for _ in range(draw(st.integers(1, length))):
        when = START + timedelta(minutes=draw(minutes))
        if len(pen.drafts) > 3 and draw(st.integers(0, 5)) == 0:
            target = draw(st.sampled_from(pen.drafts[2:]))
            kind = draw(st.sampled_from(["void", "move", "say"]))
            if kind == "say" and target.kind != "corrected":
                other = decode(target.kind, target.body)
                if isinstance(other, b.PlaceGiven):
                    other = msgspec.structs.replace(other, place=draw(places))
                elif isinstance(other, b.EpisodeStarted):
                    other = msgspec.structs.replace(other, preparations=draw(mixes))
                pen.correct(target.subject, target.id, target.kind, when, body=other)
            elif kind == "move":
                moved = START + timedelta(minutes=draw(minutes))
                pen.correct(target.subject, target.id, target.kind, when, happened_at=moved)
            else:
                pen.correct(target.subject, target.id, target.kind, when, void=True)
            continue
        subject, body = draw(said)
        if body == "end the last episode":
            if subject not in episodes:
                continue
            body = b.EpisodeEnded(episode=episodes[subject], used=draw(st.sampled_from(["yes", "no"])))
        id = pen(subject, body, when)
        if isinstance(body, b.EpisodeStarted):
            episodes[subject] = id
    return pen.drafts
