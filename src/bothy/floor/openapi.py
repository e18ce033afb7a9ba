"""OpenAPI 3.1 of the floor's endpoints, made from the Structs that read and write them."""

from functools import cache
from typing import Any

import msgspec

import bothy
from bothy.care.commands import COMMANDS, Answer, Command, Refusal
from bothy.care.house import Line, Person
from bothy.care.kinds import KINDS
from bothy.floor.commands import MOST_COMMANDS, Answered, Unread
from bothy.floor.refill import AnsweredRefill, PostedRefill
from bothy.floor.screens import ScreenTold
from bothy.intake.reckon import DeviceNow

_REF = "#/components/schemas/{name}"


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
    structs = (*bodies, Command, Answer, Refusal, Unread, Answered, DeviceNow, ScreenTold, Line, Person, TellsWhy, PostedRefill, AnsweredRefill)
    out, components = msgspec.json.schema_components(structs, ref_template=_REF)
    components = dict(components)
    named = dict(zip(structs, out, strict=True))
    # Where a list or a body holds one of several Structs, msgspec cannot say which; we can.
    components["Answered"]["properties"]["answers"]["items"] = {"anyOf": [named[Answer], named[Unread]]}
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
            "now": {"anyOf": [{"type": "null"}, named[DeviceNow]]},
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
    device: list[dict[str, list[str]]] = [{"device": []}]
    starting = {"503": _told("Starting, shutting down, or the journal cannot be written now: send again later.")}
    closed = {"401": _told("This device is not enrolled, or was revoked."), **starting}
    return {
        "/floor/commands": {
            "post": {
                "operationId": "postCommands",
                "summary": "Have commands written, in order; each is answered in its position.",
                "security": device,
                "parameters": [
                    {
                        "name": "Origin",
                        "in": "header",
                        "required": True,
                        "description": "The facility's own address; a browser sends it by itself.",
                        "schema": {"type": "string"},
                    }
                ],
                "requestBody": {"required": True, "content": _json("Posted")},
                "responses": {
                    "200": {"description": "Every command has its answer, and what was recorded is kept.", "content": _json("Answered")},
                    "400": _told("The list itself cannot be read."),
                    **closed,
                    "403": _told("The request came from another site's page."),
                    "413": _told("More than 1 MiB or 200 commands."),
                    "429": _told("Faster than hands can tap. Never for a list with an act of an emergency in it."),
                },
            }
        },
        "/floor/screen": {
            "post": {
                "summary": "What a screen says of itself: can it sound, does it stay on, how much waits there.",
                "security": device,
                "requestBody": {"required": True, "content": _json("ScreenTold")},
                "responses": {
                    "200": {"description": "Taken; every screen is told.", "content": {"application/json": {"schema": {"type": "object"}}}},
                    "400": _told("It cannot be read."),
                    **closed,
                    "403": _told("The request came from another site's page."),
                    "413": _told("More than 4 KiB."),
                },
            }
        },
        "/floor/refill": {
            "post": {
                "summary": "After the restore of an older copy: the rows this tablet had answers to beyond its end.",
                "security": device,
                "requestBody": {"required": True, "content": _json("PostedRefill")},
                "responses": {
                    "200": {"description": "An answer a row; null where it is held until others were heard.", "content": _json("AnsweredRefill")},
                    "400": _told("The list itself cannot be read."),
                    **closed,
                    "403": _told("The request came from another site's page."),
                    "409": _told("Nothing is missing here."),
                    "413": _told("More than 1 MiB or 200 rows."),
                },
            }
        },
        "/floor/stream": {
            "get": {
                "operationId": "stream",
                "summary": "Server-Sent Events: snapshot, lines, you, heartbeat, demo, bye.",
                "security": device,
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
                    **closed,
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
                "security": device,
                "responses": {
                    "200": {"description": "The words.", "content": {"application/json": {"schema": {"type": "object"}}}},
                    **closed,
                },
            }
        },
    }


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=name)}}}


def _told(description: str) -> dict[str, Any]:
    return {"description": description, "content": _json("TellsWhy")}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _title(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("-")) + "Command"
