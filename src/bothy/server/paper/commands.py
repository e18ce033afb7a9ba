"""What is on a sheet as commands: acted on already, dated as on the paper, each under the id of its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

import msgspec

from bothy.care.commands import Command
from bothy.journal.entry import entry_id
from bothy.server.paper.ids import about
from bothy.server.paper.reading import Keyed, Value
from bothy.server.paper.standing import Told


class Sheet(msgspec.Struct, frozen=True):
    """A sheet that is keyed in: of which facility, what the journal has of it, by whom, and what the screen knew."""

    id: str
    facility: UUID
    told: Told
    staff: UUID | None
    seen: int
    episode: UUID | None = None

    def about(self, what: str) -> UUID:
        return about(self.facility, self.id, what)

    @property
    def visit(self) -> UUID:
        return self.about("the visit")

    @property
    def emergency(self) -> UUID:
        return self.about("the emergency")

    @property
    def new_person(self) -> UUID:
        return self.about("the person")

    def send(
        self,
        keyed: Keyed,
        kind: str,
        subject: UUID,
        body: Mapping[str, object],
        name: str = "",
        private: object = None,
    ) -> Command:
        # Lines of one minute keep their order on the paper: a millisecond a line.
        order = timedelta(milliseconds=keyed.order)
        return Command(
            id=self.told.free[name or keyed.name],
            kind=kind,
            subject=subject,
            body=msgspec.Raw(
                msgspec.json.encode({key: value for key, value in body.items() if value is not None})
            ),
            private=None if private is None else msgspec.Raw(msgspec.json.encode(private)),
            happened_at=keyed.at + order,
            seen=self.seen,
            acted=True,
            staff=self.staff,
        )


REGISTER = "register"
"""The one command that no row of its own stands for: somebody of whom only a spoken name is known."""


def as_commands(
    sheet: Sheet, keyed: Keyed, person: UUID | str | None = None, their_visit: UUID | None = None
) -> list[Command]:
    """The commands of one part of a row. `person`: who came to the door, or the name as spoken for someone not known."""
    say, values = keyed.values.get, keyed.values
    match keyed.part.key:
        case "start":
            return _door(sheet, keyed, person)
        case "assess":
            substances = say("substances") or "not_asked"
            route = say("route") or "not_asked"
            unsaid = substances == "not_asked" and route == "not_asked"
            told = "not_asked" if unsaid else [{"substances": substances, "route": route}]
            return [sheet.send(keyed, "assess", sheet.visit, {"preparations": told})]
        case "place":
            return [sheet.send(keyed, "give-place", sheet.visit, {"place": values["place"]})]
        case "see":
            return [
                sheet.send(
                    keyed, "see", sheet.visit, {"visits": [sheet.visit], "state": say("state") or "awake"}
                )
            ]
        case "end":
            return _over(sheet, keyed)
        case "leave":
            return [sheet.send(keyed, "end-visit", sheet.visit, {"how": say("how") or "left"})]
        case "raise":
            body: dict[str, object] = {"where": say("where"), "place": say("place"), "visit": their_visit}
            return [sheet.send(keyed, "raise-emergency", sheet.emergency, body)]
        case "look":
            return [sheet.send(keyed, "observe", sheet.emergency, values)]
        case "act":
            return [sheet.send(keyed, "act", sheet.emergency, values)]
        case "ambulance":
            return [sheet.send(keyed, "move-ambulance", sheet.emergency, values)]
        case "close":
            return [sheet.send(keyed, "close-emergency", sheet.emergency, values)]
        case "turn":
            return [sheet.send(keyed, "turn-away", sheet.facility, values)]
    raise ValueError(keyed.part.key)


def _door(sheet: Sheet, keyed: Keyed, person: UUID | str | None) -> list[Command]:
    """Someone known comes in; of someone else the spoken name is kept, and the desk says later who it was."""
    purposes: Value = keyed.values.get("purposes") or ("not_known",)
    before: list[Command] = []
    if isinstance(person, str):
        if REGISTER not in sheet.told.stands:
            about_them = {
                "age_band": keyed.values.get("age_band"),
                "sex": keyed.values.get("sex"),
                "looked_up": False,
            }
            words = {"name": person, "code": "", "card": None}
            before.append(sheet.send(keyed, "register-person", sheet.new_person, about_them, REGISTER, words))
        person = sheet.new_person
    return [*before, sheet.send(keyed, "start-visit", sheet.visit, {"person": person, "purposes": purposes})]


def _over(sheet: Sheet, keyed: Keyed) -> list[Command]:
    """The use that the place began ends. Where there is none, they went to aftercare all the same."""
    if sheet.episode is None:
        return [sheet.send(keyed, "enter-stage", sheet.visit, {"stage": "aftercare"})]
    used = keyed.values.get("used") or "not_known"
    return [sheet.send(keyed, "end-episode", sheet.visit, {"episode": sheet.episode, "used": used})]


def episode_of(told: Told, keyed: Iterable[Keyed], starts_with_place: bool) -> UUID | None:
    """The episode that giving the place began, written already or about to be: its second entry (`decide_place`)."""
    place = told.stands.get("place")
    if place is not None:
        return entry_id(place.command, 1) if len(place.lines) > 1 else None
    if starts_with_place and any(each.name == "place" for each in keyed):
        return entry_id(told.free["place"], 1)
    return None
