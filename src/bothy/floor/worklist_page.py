"""The part of the worklist that was asked for: one step, one destination, a name, how long; 25 at a time."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from bothy.care.vocabulary import codes
from bothy.care.words import label
from bothy.floor.worklist import NEXT, Waiting
from bothy.people.folding import folded

PER_PAGE = 25
LONG_DAYS = 90
"""After so many days without a word, "not known" is likely the honest answer. It is offered, never given by itself."""


class Asked(msgspec.Struct, frozen=True):
    """What the address asks for. Empty: all. `over`: only those waiting longer than `LONG_DAYS`."""

    step: str = ""
    to: str = ""
    q: str = ""
    over: bool = False
    page: int = 1
    said: str = ""

    def query(self, **changed: object) -> str:
        """The address of the same list with something changed: "?step=made&page=2"."""
        asked = {**msgspec.structs.asdict(self), **changed}
        told = {name: asked[name] for name in ("step", "to", "q") if asked[name]}
        if asked["over"]:
            told["over"] = "yes"
        if asked["page"] != 1:
            told["page"] = asked["page"]
        return "?" + urlencode(told)


def read_asked(query: Mapping[str, str]) -> Asked:
    """What a query string asks for. What cannot be read is left out, and `said` says so."""
    step, to, page = query.get("step", ""), query.get("to", ""), query.get("page", "1")
    wrong = []
    if step and step not in NEXT:
        wrong.append("that step")
        step = ""
    if to and to not in codes("referral_to"):
        wrong.append("that destination")
        to = ""
    if not (page.isascii() and page.isdigit() and 0 < len(page) < 6):
        wrong.append("that page")
        page = "1"
    said = f"This list does not have {' or '.join(wrong)}: without it, this is what there is." if wrong else ""
    return Asked(step, to, query.get("q", "").strip()[:80], query.get("over") == "yes", max(1, int(page)), said)


class Choice(msgspec.Struct, frozen=True):
    """A step or a destination to choose: how many wait there, and how long the longest of them has."""

    code: str
    label: str
    count: int
    days: int
    href: str
    here: bool


class Listed(msgspec.Struct, frozen=True):
    """One page of the list. `open`: all open referrals; `found`: those that were asked for; `longest` of these."""

    rows: Sequence[Waiting]
    open: int
    found: int
    longest: Waiting | None
    steps: Sequence[Choice]
    places: Sequence[Choice]
    long: Choice
    page: int
    pages: int
    before: str
    after: str


def listed(rows: Sequence[Waiting], asked: Asked) -> Listed:
    """The page that was asked for. `rows`: all that wait, the longest waiting first.

    Each count is of what a tap on it would show: the other choices stand.
    """
    wanted = folded(asked.q)
    named = [row for row in rows if wanted in folded(f"{row.name} {row.tag}")] if wanted else list(rows)

    def chosen(step: str, to: str, over: bool) -> list[Waiting]:
        return [
            row
            for row in named
            if (not step or row.step_code == step) and (not to or row.to_code == to) and (not over or row.days > LONG_DAYS)
        ]

    found = chosen(asked.step, asked.to, asked.over)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(asked.page, pages)
    start = (page - 1) * PER_PAGE
    in_step = chosen(asked.step, "", asked.over)
    steps = [_choice("", "All steps", chosen("", asked.to, asked.over), asked.query(step="", page=1), not asked.step)]
    steps += [
        _choice(step, label("referral_step", step), chosen(step, asked.to, asked.over), asked.query(step=step, page=1), step == asked.step)
        for step in NEXT
    ]
    there = {row.to_code for row in rows} | ({asked.to} if asked.to else set())
    places = [
        _choice(to, label("referral_to", to), [row for row in in_step if row.to_code == to], "", to == asked.to)
        for to in codes("referral_to")
        if to in there
    ]
    long = chosen(asked.step, asked.to, True)
    return Listed(
        rows=found[start : start + PER_PAGE],
        open=len(rows),
        found=len(found),
        longest=found[0] if found else None,
        steps=steps,
        places=places,
        long=_choice("yes", f"Over {LONG_DAYS} days", long, asked.query(over=not asked.over, page=1), asked.over),
        page=page,
        pages=pages,
        before=asked.query(page=page - 1) if page > 1 else "",
        after=asked.query(page=page + 1) if page < pages else "",
    )


def _choice(code: str, words: str, rows: Iterable[Waiting], href: str, here: bool) -> Choice:
    days = [row.days for row in rows]
    return Choice(code, words[:1].upper() + words[1:], len(days), max(days, default=0), href, here)
