"""The browser and the server add up the same entries to the same board."""

import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

import bothy.floor
from bothy.care.fold import fold
from bothy.care.hours import day_span, milliseconds, opening
from bothy.care.house import FOLD_VERSION, KEEP_HOURS, House
from bothy.care.kinds import KINDS
from bothy.care.rules import GENERIC, EmergencyLadder, HouseRules, LegalBasis, Limits
from bothy.care.snapshot import from_wire
from bothy.care.watches import ESCALATED
from care.histories_json import told_as_json
from care.test_hours import house_open

HOUSE = Path(bothy.floor.__file__).parent / "static" / "floor" / "house"
CANONICAL = Path(__file__).with_name("canonical.mjs")
SEEDS = range(1, 61)


def in_the_browser(node: str, histories: list[dict]) -> list[dict]:
    told = "\n".join(json.dumps(history) for history in histories)
    done = subprocess.run(
        [node, str(CANONICAL), str(HOUSE)], input=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(row) for row in done.stdout.splitlines()]


def without_ids(board: dict) -> dict:
    board = json.loads(json.dumps(board))
    return board | {"watches": [{k: v for k, v in one.items() if k != "id"} for one in board["watches"]]}


def test_late_out_of_order_and_corrected_entries_make_the_same_board_in_both_languages(node_path):
    histories = [told_as_json(seed) for seed in SEEDS]
    kinds = {line["kind"] for history in histories for line in history["lines"]}
    assert {"corrected", "contest-settled", "emergency-closed", "referral-moved", "turned-away", "person-linked", "person-forgotten"} <= kinds
    for history, browser in zip(histories, in_the_browser(node_path, histories), strict=True):
        for told, seen in zip(history["boards"], browser["boards"], strict=True):
            expected = without_ids(told["board"])
            for part, value in expected.items():
                assert seen[part] == value, f"seed {history['seed']}, after {told['after']}: {part}"


def test_a_watch_that_was_missed_not_heard_or_seen_and_told_late_is_the_same_in_both_languages(node_path):
    histories = [told_as_json(seed) for seed in SEEDS]
    found = set()
    for history, browser in zip(histories, in_the_browser(node_path, histories), strict=True):
        for told, seen in zip(history["boards"], browser["boards"], strict=True):
            assert seen["missed"] == told["missed"], f"seed {history['seed']}, after {told['after']}"
            found.update(row[3] for row in told["missed"])
    assert found == {"missed", "not_heard", "told_late"}


def test_a_screen_that_has_just_connected_has_the_same_board(node_path):
    histories = [told_as_json(seed) for seed in SEEDS]
    for history, browser in zip(histories, in_the_browser(node_path, histories), strict=True):
        assert browser["restored"] == without_ids(history["boards"][-1]["board"]), history["seed"]


def test_running_counts_of_people_are_the_same_in_both_languages(node_path):
    histories = [told_as_json(seed) for seed in SEEDS]
    for history, browser in zip(histories, in_the_browser(node_path, histories), strict=True):
        people = {str(id): [one.visits, one.episodes] for id, one in adds_up(history).people.items()}
        assert {id: counts[:2] for id, counts in browser["people"].items()} == people


def adds_up(history: dict) -> House:
    house, earlier = House(), {}
    for row in history["lines"]:
        line = from_wire(json.dumps(row))
        house = fold(house, line, lambda subject: earlier.get(subject, []))
        earlier.setdefault(line.subject, []).append(line)
    return house


def read(node: str, module: str, expression: str) -> object:
    script = f"import * as m from {json.dumps(str(HOUSE / module))};console.log(JSON.stringify({expression}))"
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_the_browser_knows_the_same_kinds_versions_and_watches(node_path):
    subjects = {
        name: kind.subject
        for name, kind in KINDS.items()
        if kind.subject not in ("any", "visit or emergency")
    }
    assert read(node_path, "fold.js", "m.SUBJECTS") == subjects
    assert read(node_path, "fold.js", "m.FOLD_VERSION") == FOLD_VERSION
    assert read(node_path, "fold.js", "m.KEEP_MS") == KEEP_HOURS * 3600 * 1000
    assert set(read(node_path, "watches.js", "[...m.ESCALATED]")) == ESCALATED


def plain(struct: msgspec.Struct) -> dict:
    """Every field, defaults too, as JSON has it."""
    return json.loads(json.dumps(msgspec.structs.asdict(struct), default=plain))


def test_the_browser_fills_in_the_same_defaults_of_house_rules(node_path):
    assert read(node_path, "rules.js", "m.LIMITS") == plain(Limits())
    assert read(node_path, "rules.js", "m.EMERGENCY") == plain(EmergencyLadder())
    assert read(node_path, "rules.js", "m.GENERIC") == {
        key: value for key, value in plain(GENERIC).items() if key != "legal_basis"
    }
    bare = HouseRules(
        name="n", jurisdiction="j", time_zone="UTC", legal_basis=LegalBasis(kind="other", title="t")
    )
    wire = msgspec.json.encode(bare).decode()
    assert read(node_path, "rules.js", f"m.complete({wire})") == plain(bare) | {
        "legal_basis": json.loads(msgspec.json.encode(bare.legal_basis))
    }


def test_the_doors_open_and_close_at_the_same_moments_in_both_languages(node_path):
    """Also in the nights when clocks show an hour twice, or not at all."""
    changes = {
        "Europe/London": ("2025-03-30T00:00Z", "2025-10-26T00:00Z"),
        "Europe/Berlin": ("2025-03-30T00:00Z", "2025-10-26T00:00Z"),
        "America/Vancouver": ("2025-03-09T09:00Z", "2025-11-02T08:00Z"),
        "Australia/Lord_Howe": ("2025-04-05T14:00Z", "2025-10-04T15:00Z"),
    }
    every = (("00:00", "00:00"),), (("18:00", "01:30"), ("02:15", "06:00")), (("09:00", "13:00"), ("14:00", "21:00"))
    asked, told = [], []
    for zone, nights in changes.items():
        for hours in every:
            house = house_open(*hours, zone=zone, day_starts="02:30")
            rules = json.loads(json.dumps(plain(house.rules[0].rules)))
            for night in nights:
                for half_hours in range(-60, 60):
                    moment = datetime.fromisoformat(night) + timedelta(minutes=30 * half_hours)
                    asked.append([rules, milliseconds(moment)])
                    spans = (opening(house, moment), day_span(house, moment))
                    told.append([[milliseconds(at) for at in span] if span else None for span in spans])
    house = "{rules: [{effective_from: 0, rules}]}"
    expression = f"m.read.map(([rules, at]) => [m.opening({house}, at), m.daySpan({house}, at)])"
    script = (
        f"import * as hours from {json.dumps(str(HOUSE / 'hours.js'))};import {{ readFileSync }} from 'node:fs';"
        "const m = {...hours, read: JSON.parse(readFileSync(0, 'utf8'))};"
        f"console.log(JSON.stringify({expression}))"
    )
    done = subprocess.run(
        [node_path, "--input-type=module", "-e", script],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for (_, moment), ours, theirs in zip(asked, told, json.loads(done.stdout), strict=True):
        assert theirs == ours, moment
