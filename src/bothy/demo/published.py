"""The demo's months as a house publishes them: on the day they are due, checked by one person and signed by another.

Each rests on the journal as it stood before the floor opened that day, so that the publications of a demo can be verified and
made again to the byte like any other's. Ids follow from the seed.
"""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import msgspec

from bothy.care.bodies_basis import ProtocolReviewed
from bothy.care.bodies_publication import PublicationChecked, PublicationSent
from bothy.care.commands import Command, SignPublication
from bothy.demo import plan_leave
from bothy.demo.plan import Plan, demo_rules
from bothy.demo.plan_streams import made_id
from bothy.intake.facility import Facility
from bothy.journal import open_reader
from bothy.reports.facts import fresh
from bothy.reports.publish import store
from bothy.reports.publish.due import due_on
from bothy.reports.publish.entries import signed
from bothy.reports.publish.making import asked, make
from bothy.reports.publish.verify import past_of

_AT = {"check": time(7, 0), "sign": time(7, 20), "send": time(7, 30)}


class MonthlyFigures:
    """Publishes what is due on a day, before anything else of that day is written."""

    def __init__(self, facility: Facility, plan: Plan) -> None:
        self._facility, self._plan = facility, plan
        self._rule = next(one for one in demo_rules().returns if one.every == "month")
        self._analyst = next(one.id for one in plan.staff if one.role == "analyst")

    def due(self, day: date) -> str | None:
        """The month whose figures are due on this day."""
        before = (day.replace(day=1) - timedelta(days=1)).isoformat()[:7]
        known = any(month.first.isoformat()[:7] == before for month in self._plan.months)
        return before if known and due_on(self._rule, before, demo_rules().bank_holidays) == day else None

    def publish(self, month: str, day: date) -> Sequence[Command]:
        """Keep the bytes of a month's figures; the commands that check, sign and send them. None where that was done before."""
        id = made_id(self._plan.seed, "publication", month)
        reader = open_reader(os.environ.get("DATABASE_URL") or self._facility.home)
        try:
            facts = fresh(self._facility.home, reader)
            out = signed(facts, reader)
            if any(one.id == id for one in out):
                return ()
            release = make(facts, reader, asked(facts, self._rule.set, month), past_of(facts, reader, facts.number))
        finally:
            reader.close()
        # A history that was cut off between bytes and entry left a row behind.
        store.give_place_back(id)
        store.let_go(id)
        row = store.keep_draft(release, self._analyst, id)
        store.take_place(id, len(out) + 1)
        same = {"set": row.set, "since": row.since, "until": row.until, "number": row.number, "digest": release.digest, "sha256": row.sha256}
        acts: dict[str, tuple[UUID, msgspec.Struct]] = {
            "check": (self._analyst, PublicationChecked(**same)),
            "sign": (self._plan.signer, SignPublication(**same, made_with=release.made_with)),
            "send": (self._analyst, PublicationSent(to=self._rule.to, how="email")),
        }
        commands = [
            Command(
                id=made_id(self._plan.seed, "publication", month, act), kind=f"{act}-publication", subject=id,
                body=msgspec.Raw(msgspec.json.encode(body)), happened_at=datetime.combine(day, _AT[act], UTC), staff=staff,
            )
            for act, (staff, body) in acts.items()
        ]  # fmt: skip
        return [*commands, *self._review(day, id, row.number)]

    def _review(self, day: date, publication: UUID, number: int) -> list[Command]:
        """The protocol is reviewed on the figures that came out that morning."""
        if day != plan_leave.REVIEW:
            return []
        body = ProtocolReviewed(due_on=day, verdict="go_on", number=number, publication=publication, reason="No outcome is worse by more than its least effect.")
        return [
            Command(
                id=made_id(self._plan.seed, "leave", "review"), kind="review-protocol", subject=plan_leave.protocol_id(self._plan.seed),
                body=msgspec.Raw(msgspec.json.encode(body)), happened_at=datetime.combine(day, time(7, 45), UTC), staff=self._plan.signer,
            )
        ]  # fmt: skip
