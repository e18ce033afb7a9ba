"""What a few of the demo's invented people offered of themselves: clearly invented, and the same each time.

Telephone numbers are Ofcom's for drama, health numbers of the range kept for tests. Written once the history stands;
safe to call again.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from uuid import UUID

import msgspec

from bothy.care.bodies_vault import (
    ConsentSaid,
    RequestAnswered,
    RequestDecided,
    RequestReceived,
    VaultKept,
    VaultOpened,
)  # fmt: skip
from bothy.care.commands import Actor, Command
from bothy.demo.morning import live_origin
from bothy.demo.plan import Plan
from bothy.demo.plan_streams import made_id
from bothy.intake.facility import Facility
from bothy.people.models import Staff
from bothy.people.vault import keeping, permission, sheets
from bothy.people.vault.models import Sheet
from bothy.people.vault.parts import Contact, Identity, Part
from bothy.people.vault.trouble import VaultTrouble

log = logging.getLogger(__name__)

SHEETS: dict[str, str] = {
    "evaluation": "Invented for the demo. We would like to use what is recorded of your visits, without your name, to see whether this house does good. You may say no, and you may take it back whenever you like. It changes nothing about how you are treated here.",
    "linkage": "Invented for the demo. We would like to have your health records looked up by a university, to see how people fare in the long run. They get your health number and your day of birth. You may say no, and you may take it back whenever you like.",
    "contact": "Invented for the demo. We would like to be able to reach you, for a result or an appointment. You say how, and when it is safe.",
}  # fmt: skip
VERSION = "2025-1"
# Ten digits beginning 999 are given to nobody.
_NUMBERS = ("9990000018", "9990000026", "9990000034")


def fill(facility: Facility, plan: Plan) -> None:
    """Write it. What cannot be written is told to the log: a demo goes on without."""
    try:
        _Filling(facility, plan).all()
    except VaultTrouble as trouble:
        log.warning("The demo's vault stays empty: %s", trouble)


class _Filling:
    def __init__(self, facility: Facility, plan: Plan) -> None:
        self.facility, self.plan = facility, plan
        staff = list(Staff.objects.filter(active=True).order_by("display_name", "id"))
        self.manager = next(one for one in staff if one.id == plan.signer)
        self.nurses = [one for one in staff if one.role == "nurse"] or staff
        self.lead = next((one for one in staff if one.role == "shift_lead"), staff[0])
        people = sorted(facility.house.people.values(), key=lambda one: (one.registered_at or live_origin(), one.id.bytes))
        self.people = [one.id for one in people if one.looked_up][:24]

    def all(self) -> None:
        for to, text in SHEETS.items():
            if not Sheet.objects.filter(to=to, version=VERSION).exists():
                sheets.add(to, VERSION, text, self.manager, live_origin() - timedelta(days=60))  # type: ignore[arg-type]
        for holder in (self.manager, self.nurses[0]):
            permission.give(holder, None, live_origin() - timedelta(days=60))
        self._consents()
        self._kept()
        self._looks()
        self._requests()

    def _tell(self, name: str, kind: str, subject: UUID, body: msgspec.Struct, by: Staff, minutes_ago: float) -> bool:
        """Whether it was written, now or before."""
        command = Command(
            id=made_id(self.plan.seed, f"vault {name}"), kind=kind, subject=subject, body=msgspec.Raw(msgspec.json.encode(body)),
            happened_at=live_origin() - timedelta(minutes=minutes_ago), staff=by.id,
        )  # fmt: skip
        (answer,) = self.facility.writer.submit([command], Actor(staff=by.id, role=by.role)).result()  # type: ignore[arg-type]
        if answer.refusal is not None:
            log.warning("Of the demo's vault %s was not written: %s", name, answer.refusal.sentence)
        return answer.refusal is None

    def _consents(self) -> None:
        for number, person in enumerate(self.people):
            nurse = self.nurses[number % len(self.nurses)]
            ago = 1440.0 * (30 - number) + 60
            said = {"evaluation": "declined" if number % 4 == 3 else "given", "linkage": "given" if number % 3 == 0 else "declined"}
            for to, word in said.items():
                body = ConsentSaid(to=to, word=word, version=VERSION, sheet=sheets.digest(SHEETS[to]))  # type: ignore[arg-type]
                self._tell(f"consent {to} {number}", "say-consent", person, body, nurse, ago)
        if len(self.people) > 6:
            body = ConsentSaid(to="linkage", word="withdrawn", version=VERSION, sheet=sheets.digest(SHEETS["linkage"]))
            self._tell("withdrawn", "say-consent", self.people[6], body, self.nurses[0], 1440)

    def _kept(self) -> None:
        for number, person in enumerate(self.people[:9:3]):
            identity = Identity(
                full_name=f"Invented Person {number + 1}", born=date(1975 + 4 * number, 2 + number, 11), number_kind="nhs",
                number=_NUMBERS[number], address=f"{number + 1} Nowhere Street\nNowhere", postcode="ZZ99 3VZ",
            )  # fmt: skip
            contact = Contact(
                telephone=f"01632 96000{number + 1}", safe="Invented: mornings only, never through the family.", no_message=number != 1
            )
            for part, said in (("identity", identity), ("contact", contact)):
                self._keep(number, person, part, said)

    def _keep(self, number: int, person: UUID, part: str, said: Part) -> None:
        name = f"{part} {number}"
        command = made_id(self.plan.seed, f"vault {name}")
        keeping.put(person, part, said, command)  # type: ignore[arg-type]
        body = VaultKept(part=part, act="kept", reason="treatment")  # type: ignore[arg-type]
        if self._tell(name, "keep-in-vault", person, body, self.nurses[0], 1440.0 * (20 - number)):
            keeping.settle(command, live_origin() - timedelta(days=20 - number))
        else:
            keeping.drop(command)

    def _looks(self) -> None:
        if not self.people:
            return
        self._tell("look", "open-vault", self.people[0], VaultOpened(part="contact", reason="result_to_give"), self.nurses[0], 2900)
        at = live_origin() - timedelta(minutes=95)
        body = VaultOpened(part="contact", reason="safeguarding", break_glass=True, until=at + timedelta(minutes=15))
        self._tell("broken glass", "open-vault", self.people[0], body, self.lead, 95)

    def _requests(self) -> None:
        first, second = made_id(self.plan.seed, "vault request 1"), made_id(self.plan.seed, "vault request 2")
        asked = RequestReceived(who="police", wants="attendance", authority="Invented: a letter without a warrant", reference="INV-1")
        self._tell("asked 1", "receive-request", first, asked, self.lead, 1440 * 40)
        self._tell("decided 1", "decide-request", first, RequestDecided(decision="refused", second=self.lead.id), self.manager, 1440 * 39)
        self._tell("answered 1", "answer-request", first, RequestAnswered(given="nothing", reference="OUT-1"), self.manager, 1440 * 39 - 30)
        due = (live_origin() + timedelta(days=5)).date()
        asked = RequestReceived(who="solicitor", wants="record", authority="Invented: asked for by the person themselves", due_on=due)
        self._tell("asked 2", "receive-request", second, asked, self.lead, 1440 * 2)


__all__ = ["SHEETS", "VERSION", "fill"]
