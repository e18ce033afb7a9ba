"""The registers of a random day: sealed bags, incidents, visitors, restrictions, each moved on or not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from care.histories import Day, Tablet

BAGS = ("A 1", "A 2", "a2", "B-7", "C 9")


def of_a_register(day: Day, tablet: Tablet) -> tuple[str, UUID, Any]:
    """What is done next in one of the registers: its kind, whose it is, its body."""
    rng = day.rng
    what = rng.choice(("item", "item", "incident", "visitor", "restriction", "restriction"))
    if what == "restriction":
        return _restriction(day)
    files = day.registers[what]
    if not files or rng.random() < 0.35:
        files.append(day.facility.new_id())
        kind, body = {
            "item": ("find-item", {"where": "toilet", "bag": rng.choice(BAGS), "looks": "powder", **_second(day, tablet)}),
            "incident": ("open-incident", rng.choice(({"what": "complaint"}, {"what": "dealing_suspected", "inside": False}))),
            "visitor": ("let-visitor-in", {"what": "contractor", "purpose": "repair", "accompanied": rng.random() < 0.5}),
        }[what]  # fmt: skip
        return kind, files[-1], body
    subject = rng.choice(files) if rng.random() < 0.9 else day.facility.new_id()
    if what == "incident":
        act = rng.choice(("talked_to", "acknowledged", "answered", "closed", "opened_again"))
        return "move-incident", subject, {"act": act, **({"outcome": "upheld"} if act == "closed" else {})}
    if what == "visitor":
        return "let-visitor-out", subject, {}
    if rng.random() < 0.2:
        bags = rng.sample(BAGS, rng.randrange(0, 4))
        return "count-items", day.facility.id, {"bags": bags, **_second(day, tablet)}
    to = rng.choice(("safe", "safe", "police", "destroyed"))
    receipt = {"receipt": "PS 12"} if rng.random() < 0.5 else {}
    return "move-item", subject, {"to": to, "bag": rng.choice(BAGS), **receipt, **_second(day, tablet)}


def _second(day: Day, tablet: Tablet) -> dict[str, Any]:
    return day.rng.choice(({}, {"second": day.second}, {"second": day.second}, {"second": tablet.actor.staff}))


def _restriction(day: Day) -> tuple[str, UUID, Any]:
    rng = day.rng
    person = rng.choice(day.people)
    known = day.facility.house.people.get(person)
    held = known.restrictions if known else ()
    if not held or rng.random() < 0.4:
        since = day.facility.now - timedelta(minutes=rng.randrange(0, 30))
        end = rng.choice(
            (
                {"until": since + timedelta(hours=rng.randrange(-1, 40))},
                {"review_on": "2025-09-08"},
                {"until": since + timedelta(days=2), "review_on": "2025-09-02", "told": True},
                {},
            )
        )
        what = rng.choice(("whole_house", "using_space", "accompanied_only"))
        return "set-restriction", person, {"what": what, "why": "dealing", "since": since, **end}
    step = rng.choice(("told", "reviewed", "changed", "lifted"))
    restriction = rng.choice(held).id if rng.random() < 0.9 else day.facility.new_id()
    more: dict[str, Any] = {"until": day.facility.now + timedelta(hours=3)} if step == "changed" and rng.random() < 0.7 else {}
    return "move-restriction", person, {"restriction": restriction, "step": step, **more}
