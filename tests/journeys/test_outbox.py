"""The outbox: nothing that a hand did is dropped, whatever the network or the server says."""

import json
import subprocess
from pathlib import Path

OUTBOX = Path(__file__).resolve().parents[2] / "src/bothy/floor/static/floor/outbox.js"

SCRIPT = """
const { Outbox } = await import(process.argv[1]);
const sent = [];
const replies = JSON.parse(process.argv[2]);
globalThis.setTimeout = ((real) => (act, ms) => real(act, 0))(globalThis.setTimeout);
const fetcher = async (url, { body }) => {
  const ids = JSON.parse(body).commands.map((one) => one.id);
  sent.push(ids);
  const reply = replies.shift() ?? 200;
  if (reply === "cut") throw new TypeError("network");
  if (reply !== 200 && !Array.isArray(reply)) return { ok: false, status: reply };
  const answered = Array.isArray(reply) ? reply : ids;
  const answers = answered.map((id) => ({ id, answer: id.startsWith("no") ? "refused" : "recorded" }));
  return { ok: true, status: 200, json: async () => ({ answers }) };
};
const outbox = new Outbox({ fetcher });
const answers = await Promise.all(["a", "no-b", "c"].map((id) => outbox.put({ id, kind: "see", subject: id, body: {} })));
console.log(JSON.stringify({ sent, answers: answers.map((one) => one.answer), left: (await outbox.waiting()).length }));
"""


def drained(node: str, *replies: object) -> dict[str, list[object]]:
    """What was sent, post by post, and answered in the end, when the server replies like this and then well."""
    run = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT, OUTBOX.as_uri(), json.dumps(replies)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


def test_a_row_waits_until_the_command_itself_is_answered(node_path: str) -> None:
    for trouble in ("cut", 500, 503, 401, 403, 413, 429):
        told = drained(node_path, trouble, trouble)
        assert told["answers"] == ["recorded", "refused", "recorded"], trouble
        assert told["left"] == 0
        assert told["sent"][0][0] == told["sent"][1][0] == told["sent"][2][0] == "a", trouble


def test_rows_go_in_the_order_in_which_hands_made_them(node_path: str) -> None:
    told = drained(node_path, 503)
    in_order = [one for post in told["sent"][1:] for one in post]  # type: ignore[attr-defined]
    assert in_order == ["a", "no-b", "c"]


def test_a_row_that_was_not_answered_is_sent_again(node_path: str) -> None:
    told = drained(node_path, [])
    assert told["sent"][1] == told["sent"][0]
    assert told["left"] == 0


def test_after_too_large_it_sends_fewer_at_once(node_path: str) -> None:
    told = drained(node_path, "cut", 413, 413, 413, 413, 413, 413)
    sizes = [len(post) for post in told["sent"]]  # type: ignore[arg-type]
    assert max(sizes[1:3]) == 3
    assert sizes[7] == 1


URGENT = """
const { Outbox } = await import(process.argv[1]);
const { EMERGENCY_ACTS } = await import(new URL("urgent.js", process.argv[1]));
const sent = [];
let waits = 3;
globalThis.setTimeout = ((real) => (act, ms) => real(act, 0))(globalThis.setTimeout);
const fetcher = async (url, { body }) => {
  const rows = JSON.parse(body).commands;
  sent.push(rows.map((one) => one.id));
  if (!rows.every((one) => EMERGENCY_ACTS.has(one.kind)) && waits-- > 0) return { ok: false, status: 503 };
  return { ok: true, status: 200, json: async () => ({ answers: rows.map(({ id }) => ({ id, answer: "recorded" })) }) };
};
const outbox = new Outbox({ fetcher });
const rows = [...Array(150).keys()].map((n) => ({ id: `row ${n}`, kind: "see", subject: "a", body: {} }));
rows.push({ id: "emergency", kind: "raise-emergency", subject: "e", body: {} });
await Promise.all(rows.map((row) => outbox.put(row)));
console.log(JSON.stringify({ sent, acts: [...EMERGENCY_ACTS], left: (await outbox.waiting()).length }));
"""


def test_an_emergency_goes_past_what_has_to_wait(node_path: str) -> None:
    from bothy.care.rules import EMERGENCY_ACTS

    run = subprocess.run(
        [node_path, "--input-type=module", "-e", URGENT, OUTBOX.as_uri()], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert set(told["acts"]) == EMERGENCY_ACTS, "both languages know the same acts"
    before = [post for post in told["sent"] if post == ["emergency"]]
    assert len(before) == 1, "sent by itself, once, while all else waited"
    assert told["sent"].index(["emergency"]) < 4
    ordinary = [one for post in told["sent"][told["sent"].index(["emergency"]) + 1 :] for one in post]
    assert "emergency" not in ordinary and ordinary[-150:] == [f"row {n}" for n in range(150)]
    assert told["left"] == 0
