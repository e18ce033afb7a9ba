"""OpenAPI 3.1 of the floor's endpoints, made from the Structs that read and write them."""

from functools import cache
from typing import Any

import msgspec

import bothy
from bothy.care.commands import COMMANDS, Answer, Command, Refusal
from bothy.care.house import Line, Person
from bothy.care.kinds import KINDS
from bothy.floor.commands import MOST_COMMANDS, Answered, Unread
from bothy.floor.refill import AnsweredRefill, PostedRefill, RefillRow
from bothy.floor.screens import ScreenTold
from bothy.floor.sealed import MOST_BOXES, AnsweredBoxes, NotOpened, Opened, PostedBoxes
from bothy.intake.reckon import DeviceNow
from bothy.intake.sealing import Box

_REF = "#/components/schemas/{name}"
_DEVICE: list[dict[str, list[str]]] = [{"device": []}]


class TellsWhy(msgspec.Struct):
    """An answer that is not 200."""

    code: str
    sentence: str


@cache
def openapi() -> bytes:
    """The description as JSON."""
    return msgspec.json.encode(_description())


def _description() -> dict[str, Any]:
    bodies = tuple(dict.fromkeys([*COMMANDS.values(), *(kind.body for kind in KINDS.values())]))
    structs = (
        *bodies, Command, Answer, Refusal, Unread, Answered, DeviceNow, ScreenTold, Line, Person, TellsWhy,
        PostedRefill, RefillRow, AnsweredRefill, Box, PostedBoxes, Opened, NotOpened, AnsweredBoxes,
    )  # fmt: skip
    out, components = msgspec.json.schema_components(structs, ref_template=_REF)
    components = dict(components)
    named = dict(zip(structs, out, strict=True))
    # Where a list or a body holds one of several Structs, msgspec cannot say which; we can.
    answer = [named[Answer], named[Unread]]
    clocks = {"anyOf": [{"type": "null"}, named[DeviceNow]]}
    for name in ("Answered", "Opened"):
        components[name]["properties"]["answers"]["items"] = {"anyOf": answer}
    components["AnsweredRefill"]["properties"]["answers"]["items"] = {"anyOf": [*answer, {"type": "null"}]}
    components["AnsweredBoxes"]["properties"]["boxes"]["items"] = {"anyOf": [named[Opened], named[NotOpened]]}
    components["RefillRow"]["properties"]["command"] = {"$ref": _REF.format(name="AnyCommand")}
    components["PostedRefill"]["properties"]["rows"]["maxItems"] = MOST_COMMANDS
    components["PostedBoxes"]["properties"]["boxes"] = {"type": "array", "maxItems": MOST_BOXES, "items": named[Box]}
    for name in ("PostedRefill", "PostedBoxes"):
        components[name]["properties"]["now"] = clocks
    components["Line"]["properties"]["body"] = {"anyOf": [named[kind.body] for kind in KINDS.values()]}
    envelope = components["Command"]
    for kind, body in COMMANDS.items():
        components[_title(kind)] = {
            **envelope,
            "title": _title(kind),
            "description": (body.__doc__ or "").strip(),
            "properties": {**envelope["properties"], "kind": {"const": kind}, "body": named[body]},
        }
    components["AnyCommand"] = {
        "oneOf": [{"$ref": _REF.format(name=_title(kind))} for kind in COMMANDS],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {kind: _REF.format(name=_title(kind)) for kind in COMMANDS},
        },
    }
    components["Posted"] = {
        "type": "object",
        "required": ["commands"],
        "properties": {
            "now": clocks,
            "commands": {"type": "array", "maxItems": MOST_COMMANDS, "items": {"$ref": _REF.format(name="AnyCommand")}},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bothy: the floor",
            "version": bothy.__version__,
            "description": "What a tablet sends and hears. See docs/architecture.md, Wire.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {
            "schemas": components,
            "securitySchemes": {"device": {"type": "apiKey", "in": "cookie", "name": "bothy_device"}},
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/floor/commands": _post(
            "postCommands",
            "Have commands written, in order; each is answered in its position.",
            "Posted",
            _as("Every command has its answer, and what was recorded is kept.", "Answered"),
            {
                "413": _told("More than 1 MiB or 200 commands."),
                "429": _told("Faster than hands can tap. Never for a list with an act of an emergency in it."),
            },
        ),
        "/floor/screen": _post(
            "postScreen",
            "What a screen says of itself: can it sound, does it stay on, how much waits there.",
            "ScreenTold",
            {"description": "Taken; every screen is told.", "content": {"application/json": {"schema": {"type": "object"}}}},
            {"413": _told("More than 4 KiB.")},
        ),
        "/floor/refill": _post(
            "postRefill",
            "After the restore of an older copy: the rows this tablet had answers to beyond its end.",
            "PostedRefill",
            _as("An answer a row; null where it is held until others were heard.", "AnsweredRefill"),
            {"409": _told("Nothing is missing here."), "413": _told("More than 1 MiB or 200 rows.")},
        ),
        "/floor/sealed": _post(
            "postSealed",
            "Boxes that a tablet sealed to `you.seal_key` when it was let go: opened, and written as if it had sent the rows.",
            "PostedBoxes",
            _as("An answer a box: opened with an answer a row, or refused, and then the tablet keeps it.", "AnsweredBoxes"),
            {"413": _told(f"More than 1 MiB or {MOST_BOXES} boxes."), "429": _told("Too many rows at once: again in a moment.")},
        ),
        "/floor/stream": {
            "get": {
                "operationId": "stream",
                "summary": "Server-Sent Events: snapshot, lines, you, heartbeat, demo, bye.",
                "security": _DEVICE,
                "parameters": [
                    _query("after", {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}, "The last entry the screen has folded."),
                    _query("facility", {"type": "string", "format": "uuid"}, "Whose; another facility's screen gets a snapshot."),
                    {
                        "name": "Last-Event-ID",
                        "in": "header",
                        "description": "Wins over after; a browser sends it by itself when it connects again.",
                        "schema": {"type": "string"},
                    },
                ],
                "responses": {
                    "200": {"description": "The stream.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
                    "400": _told("after is no number."),
                    "403": _told("The request came from another site's page."),
                    **_closed(),
                },
            }
        },
        "/floor/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description.",
                "responses": {"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}},
            }
        },
        "/floor/words.json": {
            "get": {
                "operationId": "words",
                "summary": "Code lists with labels, the stage table, and the house rules of today.",
                "security": _DEVICE,
                "responses": {
                    "200": {"description": "The words.", "content": {"application/json": {"schema": {"type": "object"}}}},
                    **_closed(),
                },
            }
        },
    }


def _post(id: str, summary: str, body: str, done: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """What an enrolled device posts."""
    origin = {
        "name": "Origin",
        "in": "header",
        "required": True,
        "description": "The facility's own address; a browser sends it by itself.",
        "schema": {"type": "string"},
    }
    return {
        "post": {
            "operationId": id,
            "summary": summary,
            "security": _DEVICE,
            "parameters": [origin],
            "requestBody": {"required": True, "content": _json(body)},
            "responses": {
                "200": done,
                "400": _told("It cannot be read as a whole."),
                **_closed(),
                "403": _told("The request came from another site's page."),
                **more,
            },
        }
    }


def _closed() -> dict[str, Any]:
    return {
        "401": _told("This device is not enrolled, or was revoked."),
        "503": _told("Starting, shutting down, or the journal cannot be written now: send again later."),
    }


def _as(description: str, name: str) -> dict[str, Any]:
    return {"description": description, "content": _json(name)}


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=name)}}}


def _told(description: str) -> dict[str, Any]:
    return _as(description, "TellsWhy")


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _title(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("-")) + "Command"
