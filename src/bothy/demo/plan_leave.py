"""By whose leave the demo's house stands: its leads, its legal basis, what it said before it opened, and its protocol.

All invented. One amendment of the protocol comes late, and two points were missing at the opening, so that the pages show
how that looks. Ids follow from the seed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID

import msgspec
from msgspec.structs import replace

from bothy.care.bodies import RulesSigned
from bothy.care.bodies_basis import (
    Outcome,
    ProposalWithdrawn,
    ProtocolSigned,
    ReadinessSaid,
    RulesProposed,
)  # fmt: skip
from bothy.care.commands import Command
from bothy.care.rules import SCOTLAND, HouseRules, Lead, LegalBasis, Limits, Retention
from bothy.demo.plan_staff import Worker
from bothy.demo.plan_streams import made_id
from bothy.journal.entry import entry_id

FIRST_DAY = date(2025, 1, 13)
REVIEW = date(2025, 5, 6)
"""The protocol's first review: on the day on which April's figures are published."""

BASIS = LegalBasis(
    kind="prosecution_policy",
    title="Statement of prosecution policy: simple possession within the facility (invented for the demo)",
    reference="Policy statement NG-2024-11, with the plan in Annex A",
    given_by="Lord Advocate",
    since=date(2025, 1, 6),
    footprint=(
        "entrance, reception and waiting area",
        "two consultation rooms",
        "using room, places 1 to 8",
        "aftercare area and clinical room",
    ),
    capacity_people=20,
    capacity_places=8,
    conditions=(
        "footprint as on the site plan",
        "staff never handle, supply or prepare drugs",
        "robust evaluation, by a protocol that is signed before the opening",
        "a named nurse is on every shift and episodes are supervised",
        "good neighbourhood: a contact for residents who live within 200 m",
        "the policy is under review",
    ),
    reviews=(date(2025, 7, 14), date(2025, 10, 13)),
)


def leads(seed: int, staff: list[Worker]) -> tuple[Lead, ...]:
    """A nurse is the clinical lead, the manager the service lead."""
    clinical = next(one for one in staff if one.name == "Catriona")
    service = next(one for one in staff if one.role == "manager")
    return (Lead(post="clinical_lead", staff=clinical.id), Lead(post="service_lead", staff=service.id))


def first_rules(seed: int, staff: list[Worker]) -> HouseRules:
    """The rules with which the house was founded."""
    return replace(SCOTLAND, legal_basis=BASIS, leads=leads(seed, staff))


def _protocol(signer: UUID) -> ProtocolSigned:
    return ProtocolSigned(
        title="Pilot of Northgate",
        version="1",
        signer=signer,
        question="Do people who would otherwise inject in public use the facility, are emergencies among them answered on the spot, and do they come to treatment?",
        outcomes=(
            Outcome(name="Supervised injecting episodes", primary=True, indicator="injecting_episodes", better="more", smallest_effect="300 episodes a month"),
            Outcome(name="Would have used outside", indicator="would_have_used_outside", better="more", smallest_effect="10 percentage points"),
            Outcome(name="Emergencies with an ambulance", indicator="ambulance_calls", better="fewer", smallest_effect="2 a month"),
            Outcome(name="Engaged with treatment", indicator="treatment_engaged", better="more", smallest_effect="5 people a quarter"),
            Outcome(name="Discarded needles within 500 m", source="City cleansing, monthly counts by street", better="fewer", smallest_effect="20 percent"),
        ),
        analysis="Monthly counts against the first full month, with exact intervals; discarded needles against three comparison districts by an interrupted time series. What is missing is counted as missing and never guessed.",
        data_from=FIRST_DAY,
        data_until=date(2026, 1, 12),
        reviews=(REVIEW, date(2025, 9, 15), date(2026, 2, 16)),
        go_on=("At the review no outcome is worse by more than its least effect, and nobody has died on site.",),
        stop=("A death on site that the review finds could have been prevented here.", "Discarded needles within 500 m rise by 20 percent against the comparison districts."),
    )


def protocol_id(seed: int) -> UUID:
    return made_id(seed, "protocol")


def of_day(seed: int, day: date, facility: UUID, staff: list[Worker]) -> list[Command]:
    """What of all this happened on that day, by whom, as the commands that would have been sent."""
    who = {one.name: one.id for one in staff}
    return [
        Command(
            id=_id(seed, name), kind=kind, subject=subject or facility, body=msgspec.Raw(msgspec.json.encode(body)),
            happened_at=datetime.combine(day, time(*at), UTC), staff=who[by],
        )
        for on, at, name, kind, subject, body, by in _acts(seed, staff)
        if on == day
    ]  # fmt: skip


def _id(seed: int, name: str) -> UUID:
    return made_id(seed, "leave", name)


_Act = tuple[date, tuple[int, int], str, str, UUID | None, msgspec.Struct, str]


def _acts(seed: int, staff: list[Worker]) -> Iterator[_Act]:
    rules = first_rules(seed, staff)
    service = rules.leads[1].staff
    first = _protocol(service)
    protocol = protocol_id(seed)
    yield FIRST_DAY, (8, 5), "protocol", "sign-protocol", protocol, first, "Innes"
    for n, (item, evidence) in enumerate(_SAID):
        yield FIRST_DAY, (8, 10 + n), f"ready {item}", "say-readiness", None, ReadinessSaid(item=item, evidence=evidence), "Innes"
    clearer = replace(
        first, version="1.1", amends=entry_id(_id(seed, "protocol"), 0), reason="The ethics board asked for the needles' comparison districts to be named.",
        analysis=first.analysis.replace("three comparison districts", "the districts Harbour, Mill and Hillside"),
    )  # fmt: skip
    yield FIRST_DAY, (8, 22), "protocol 1.1", "sign-protocol", protocol, clearer, "Innes"
    opened = ReadinessSaid(item="opening", gaps=("restore_drill", "lawyer_looked"), reason="opening day is public and both are in hand")
    yield FIRST_DAY, (8, 30), "opening", "say-readiness", None, opened, "Innes"
    sooner = replace(rules, name="Scotland, backups kept 60 days", retention=Retention(backups_days=60))
    held_from = datetime(2025, 4, 1, 4, tzinfo=UTC)
    kept, dropped, waiting = (made_id(seed, "proposal", n) for n in range(3))
    yield date(2025, 2, 10), (10, 0), "proposal 0", "propose-rules", dropped, _proposed(
        replace(rules, name="Scotland, aftercare 30 minutes", limits=Limits(aftercare_minimum_minutes=30)), datetime(2025, 3, 3, 5, tzinfo=UTC), "people leave before they are steady"
    ), "Gregor"  # fmt: skip
    yield date(2025, 2, 17), (9, 40), "withdrawn", "withdraw-proposal", dropped, ProposalWithdrawn(reason="service users asked for staff to judge it"), "Gregor"
    yield date(2025, 3, 17), (14, 10), "proposal 1", "propose-rules", kept, _proposed(sooner, held_from, "what was forgotten should be gone from copies sooner"), "Ailsa"
    signed = RulesSigned(rules=sooner, effective_from=held_from, signer=rules.leads[0].staff, proposal=kept)
    yield date(2025, 3, 19), (9, 5), "signed", "sign-rules", None, signed, "Catriona"
    easier = replace(clearer.outcomes[0], smallest_effect="200 episodes a month")
    late = replace(
        clearer, version="1.2", amends=entry_id(_id(seed, "protocol 1.1"), 0), outcomes=(easier, *clearer.outcomes[1:]),
        reason="The first months were lower than planned for, so the least change that matters was set lower.",
    )  # fmt: skip
    yield date(2025, 6, 2), (11, 0), "protocol 1.2", "sign-protocol", protocol, late, "Innes"
    shorter = replace(sooner, name="Scotland, place limit 40 minutes", limits=Limits(place_limit_minutes=40))
    yield date(2025, 8, 28), (15, 20), "proposal 2", "propose-rules", waiting, _proposed(shorter, datetime(2025, 9, 15, 4, tzinfo=UTC), "people wait at the busiest hours"), "Nadia"


def _proposed(rules: HouseRules, effective_from: datetime, reason: str) -> RulesProposed:
    return RulesProposed(rules=rules, effective_from=effective_from, reason=reason)


_SAID = (
    ("dpia", "DPIA 2024/7"), ("insurance", "PL 88-2025"), ("left_behind_agreed", "MoU 14/12"), ("ambulance_agreed", "SAS 3/2024"), ("key_copies", "Safe 2"),
    ("rules_on_wall", "Poster 1"), ("checkpoint_given", "Checkpoint 1"),
)  # fmt: skip
