"""The description of the endpoints is true: what it allows is read, and nothing it can think of breaks them."""

from __future__ import annotations

import json

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from bothy.care.commands import COMMANDS
from bothy.floor.openapi import openapi
from bothy.intake.sealing import SealKey, seal
from support.floor_server import as_json
from support.open_house import command, give_place, register, see, start_visit

DESCRIPTION = json.loads(openapi())
FEW = settings(
    max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


def test_every_command_is_described_with_its_own_body():
    schemas = DESCRIPTION["components"]["schemas"]
    described = {each["$ref"].rsplit("/", 1)[1] for each in schemas["AnyCommand"]["oneOf"]}
    assert {schemas[name]["properties"]["kind"]["const"] for name in described} == set(COMMANDS)
    for name in described:
        body = schemas[name]["properties"]["body"]["$ref"].rsplit("/", 1)[1]
        assert schemas[body]["type"] == "object"
        assert schemas[name]["additionalProperties"] is False


def test_every_reference_leads_somewhere():
    text = json.dumps(DESCRIPTION)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.split('"', 1)[0] in DESCRIPTION["components"]["schemas"]


def test_every_endpoint_is_described(floor):
    described = {(path, method.upper()) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert described == {(path, method) for path, (method, _) in floor.app._endpoints.items()}


def test_what_tablets_send_and_get_is_as_described(floor, facility):
    from jsonschema_rs import Draft202012Validator

    def validator(name):
        return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]})

    person = register()
    commands = [person, start_visit(person.subject, person.id), see(person.id), give_place(person.id, 1), command("raise-emergency")]
    posted = {"commands": [as_json(each) for each in commands], "now": {"wall": "2026-01-01T00:00:00Z", "tick_ms": 1.5}}
    validator("Posted").validate(posted)
    assert not validator("Posted").is_valid({"commands": [{"id": 7}]})
    response = httpx.post(f"{floor.url}/floor/commands", json=posted, headers=floor.headers())
    validator("Answered").validate(response.json())
    refused = httpx.post(f"{floor.url}/floor/commands", json={"commands": [7]}, headers=floor.headers())
    validator("Answered").validate(refused.json())
    validator("TellsWhy").validate(floor.post(cookie=None).json())
    box = json.loads(msgspec.json.encode(seal(SealKey.of_home(facility.home).public, b"[]")))
    boxes = {"boxes": [box, {**box, "ct": "AAAA"}], "now": posted["now"]}
    validator("PostedBoxes").validate(boxes)
    assert not validator("PostedBoxes").is_valid({"boxes": [{"v": 2}]})
    opened = httpx.post(f"{floor.url}/floor/sealed", json=boxes, headers=floor.headers()).json()
    assert [one["box"] for one in opened["boxes"]] == ["opened", "refused"]
    validator("AnsweredBoxes").validate(opened)
    row = {"command": as_json(person), "numbers": [7]}
    validator("PostedRefill").validate({"rows": [row], "knew": 7, "now": None})


POSTED = [path for path, methods in DESCRIPTION["paths"].items() if "post" in methods]


@pytest.mark.parametrize("path", POSTED)
def test_nothing_that_can_be_sent_breaks_the_floor(floor, facility, path):
    schema = schemathesis.openapi.from_dict(DESCRIPTION)
    schema.config.update(base_url=floor.url)
    operation = schema[path]["POST"]
    client = httpx.Client(base_url=floor.url, headers=floor.headers(), timeout=30)

    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case):
            # What is posted only: who posts it is another test's.
            content = case.body if isinstance(case.body, bytes) else json.dumps(_plain(case.body)).encode()
            floor.app._door._paces._buckets.clear()
            response = client.post(path, content=content)
            assert response.status_code < 500, (response.text, content)
            if response.status_code == 200 and path == "/floor/commands":
                answers = response.json()["answers"]
                assert len(answers) == len(json.loads(content)["commands"])
                assert all(each.get("refusal", {}).get("code") != "fault" for each in answers), (answers, content)

        send()
    assert floor.post(register()).json()["answers"][0]["answer"] == "recorded", "and the floor goes on"


def _plain(body):
    return None if type(body).__name__ == "NotSet" else body
