"""Every command with hostile words in every field that takes words, made from the Structs themselves.

A new kind of command comes in by itself: its body is the one of `care/command_bodies.BODIES`, with real ids put in by the
names of its fields and `HOSTILE` in every text that is not a code of a list.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import msgspec.inspect as looked

from attacks.inert import HOSTILE, SHORT
from bothy.care.commands import COMMANDS, Actor, Answer, Command
from care.command_bodies import BODIES

NEVER = ("found-facility", "set-clock", "miss-watch")
"""Refused of anybody but the house itself; founding is done with hostile words before."""
OWN_IDS = ("person", "visit", "visits", "same_as", "entry", "episode", "flag", "revises", "keeps", "watch", "emergencies", "out_of_contact")


def words(most: int | None, pattern: str | None) -> str | None:
    """Hostile words that fit the field; None where its pattern takes none."""
    for text in (HOSTILE, SHORT, "=1<b>"):
        if (most is None or len(text) <= most) and (pattern is None or re.search(pattern, text)):
            return text
    return None


def with_hostile_words(told: Any, kind: looked.Type) -> Any:
    """`told`, a value of this type as JSON has it, with hostile words in every text of it."""
    if isinstance(kind, looked.Metadata):
        return with_hostile_words(told, kind.type)
    if isinstance(kind, looked.UnionType):
        for one in kind.types:
            changed = with_hostile_words(told, one)
            if changed is not told:
                return changed
        return told
    if isinstance(kind, looked.StrType) and (told is None or isinstance(told, str)):
        return words(kind.max_length, kind.pattern) or told
    if isinstance(kind, looked.StructType) and isinstance(told, dict):
        changed = dict(told)
        for field in kind.fields:
            value = with_hostile_words(told.get(field.encode_name), field.type)
            if value is not None:
                changed[field.encode_name] = value
        return changed
    if isinstance(kind, looked.VarTupleType | looked.ListType) and isinstance(told, list | tuple):
        return [with_hostile_words(one, kind.item_type) for one in told]
    if isinstance(kind, looked.DictType) and isinstance(told, dict):
        return {name: with_hostile_words(value, kind.value_type) for name, value in told.items()}
    return told


def text_fields(kind: looked.Type, path: str = "") -> list[str]:
    """The fields of a type that take words of anybody's choice, by their path."""
    if isinstance(kind, looked.Metadata):
        return text_fields(kind.type, path)
    if isinstance(kind, looked.UnionType):
        return [each for one in kind.types for each in text_fields(one, path)]
    if isinstance(kind, looked.StrType):
        return [path] if words(kind.max_length, kind.pattern) else []
    if isinstance(kind, looked.StructType):
        return [each for field in kind.fields for each in text_fields(field.type, f"{path}.{field.name}".strip("."))]
    if isinstance(kind, looked.VarTupleType | looked.ListType):
        return text_fields(kind.item_type, path + "[]")
    if isinstance(kind, looked.DictType):
        return text_fields(kind.value_type, path + "{}")
    return []


class Pen:
    """Says every command to an open facility; `answers` by kind. Ids of subjects are made once for each sort of subject."""

    def __init__(self, facility: Any, staff: UUID) -> None:
        self.facility, self.staff = facility, staff
        self.person, self.visit, self.emergency, self.referral = uuid4(), uuid4(), uuid4(), uuid4()
        self.subjects: dict[str, UUID] = {"facility": facility.id, "person": self.person, "visit": self.visit, "emergency": self.emergency, "referral": self.referral}
        self.answers: dict[str, Answer] = {}

    def subject(self, kind: str) -> UUID:
        """What a command of this kind is about: the subject of the entry that it makes."""
        from bothy.care.kinds import KINDS

        if kind in ("register-person", "link-person"):
            return self.person
        entry = next((one for one in KINDS.values() if one.body is COMMANDS[kind]), None)
        told = entry.subject if entry is not None else _BY_HAND.get(kind, "visit")
        return self.subjects.setdefault(told, uuid4())

    def body(self, kind: str) -> dict[str, Any]:
        """The body of BODIES with ids of this house and hostile words."""
        told = msgspec.to_builtins(BODIES[kind])
        for name in told:
            if name in ("staff", "signer", "with_staff", "by", "led_by") and isinstance(told[name], str):
                told[name] = str(self.staff)
            elif name == "person":
                told[name] = str(self.person)
            elif name == "visits":
                told[name] = [str(self.visit)]
            elif name in ("visit", "keeps"):
                told[name] = str(self.visit)
        changed: dict[str, Any] = with_hostile_words(told, looked.type_info(COMMANDS[kind]))
        return {name: value for name, value in changed.items() if value is not None}

    def say(self, kind: str, role: str = "manager", private: object = None, **more: Any) -> Answer:
        """One command; its answer, kept by its kind."""
        command = Command(
            id=uuid4(), kind=kind, subject=more.get("subject") or self.subject(kind),
            body=msgspec.Raw(msgspec.json.encode(more.get("body") or self.body(kind))),
            private=None if private is None else msgspec.Raw(msgspec.json.encode(private)),
            happened_at=datetime.now(UTC) - timedelta(milliseconds=1), staff=self.staff, acted=True,
        )  # fmt: skip
        (answer,) = self.facility.writer.submit([command], Actor(staff=self.staff, role=role)).result(timeout=30)  # type: ignore[arg-type]
        self.answers[kind] = answer
        return answer

    def say_everything(self) -> None:
        """Every command that there is, those first on which the others hang, each by whoever may."""
        first = ("register-person", "start-visit", "raise-emergency", "offer-referral", "open-floor", "come-on-shift")
        for kind in (*first, *(each for each in COMMANDS if each not in first and each not in NEVER)):
            self._by_whoever_may(kind)

    def _by_whoever_may(self, kind: str) -> None:
        from bothy.people.private import note_digest

        private: object = None
        body = self.body(kind)
        if kind == "register-person":
            private = {"name": HOSTILE, "code": SHORT, "card": SHORT}
        elif kind == "note":
            body["digest"] = note_digest(HOSTILE, "ab" * 32)
            private = {"text": HOSTILE, "salt": "ab" * 32}
        for role in ("nurse", "shift_lead", "manager", "administrator", "inspector"):
            answer = self.say(kind, role, private, body=body)
            if answer.answer != "refused":
                return


_BY_HAND = {"note": "visit", "open-floor": "facility", "close-floor": "facility", "sign-publication": "publication"}
