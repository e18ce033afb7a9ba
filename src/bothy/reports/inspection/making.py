"""A pack made: the journal read, every check answered, the tables and the paper put into one signed file."""

from collections.abc import Callable
from datetime import timedelta

import msgspec

from bothy import __version__
from bothy.care.rules import HouseRules
from bothy.journal import Reader
from bothy.journal.checkpoint import SigningKey, key_id, to_json
from bothy.reports.inspection import listed
from bothy.reports.inspection.bundle import Manifest, pack
from bothy.reports.inspection.checks import Walked, answers
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.minutes import Minutes, table, utc
from bothy.reports.inspection.paper import Held, as_pdf
from bothy.reports.inspection.reading import read_record
from bothy.reports.inspection.readme import ABOUT, readme
from bothy.reports.inspection.tables import Table, as_csv, as_json, codebook, schema
from bothy.reports.inspection.told import Answer, Period

TITLE = "Inspection pack"

Tell = Callable[[str, int, int], None]
"""Called with (what is being done, done, of how many)."""


class Made(msgspec.Struct, frozen=True):
    """The file's bytes, what its manifest says, and every answer."""

    data: bytes
    manifest: Manifest
    answers: tuple[Answer, ...]

    @property
    def holds(self) -> bool:
        """No finding without a recorded reason."""
        return self.manifest.holds


def make(
    reader: Reader,
    period: Period,
    walked: Walked,
    key: SigningKey,
    upto: int | None = None,
    tell: Tell | None = None,
) -> Made:
    """The pack of a period, as the journal stood at entry `upto` (None: now). Errors as `reading.read_record`.

    `walked`: what a verify of the whole journal said. The same entry, period, checkpoints and key make the same bytes.
    """
    say = tell or (lambda what, done, whole: None)
    record = read_record(reader, period, upto, lambda done, whole: say("Reading the journal", done, whole))
    say("Asking the questions", 0, 0)
    ground = Ground(record)
    told = answers(ground, walked)
    members: dict[str, bytes] = {}
    books: list[Table] = []

    def put(one: Table) -> None:
        members[f"{one.file}.csv"], members[f"{one.file}.json"] = as_csv(one), as_json(one)
        books.append(Table(one.file, one.about, one.columns, ()))

    for one in (
        listed.checks(told), listed.findings(ground, told), listed.visits(ground), listed.episodes(ground), listed.on_floor(ground),
        listed.kinds(ground),
    ):  # fmt: skip
        put(one)
    days = (period.until - period.since) // timedelta(days=1) + 1
    held = Held(ground, days)
    for n, day in enumerate(Minutes(ground, told).days(), 1):
        put(table(day))
        held.add(day)
        say("Putting the days down", n, days)
    say("Setting the pages", 0, 0)
    manifest = _manifest(ground, told, walked, key)
    head = _head(manifest, ground)
    members["inspection.pdf"] = as_pdf(ground, told, held, head)
    book = codebook(books)
    members["codebook.csv"], members["codebook.json"] = as_csv(book), as_json(book)
    members["schema.json"] = schema(books)
    members["data/rules.json"] = _rules(ground)
    for one in walked.brought:
        members[f"checkpoints/{one.number}-{one.digest.hex()[:8]}.json"] = to_json(one) + b"\n"
    members["README.txt"] = readme(manifest).encode()
    say("Signing", 0, 0)
    return Made(pack(members, manifest, key), manifest, told)


def _manifest(ground: Ground, told: tuple[Answer, ...], walked: Walked, key: SigningKey) -> Manifest:
    record = ground.record
    return Manifest(
        bothy=__version__, facility=str(record.facility), name=record.calendar.name, demo=record.calendar.demo,
        since=record.period.since.isoformat(), until=record.period.until.isoformat(), number=record.number, digest=record.digest,
        told_upto=utc(record.told_upto) or "", key_id=key.key_id,
        holds=not any(one.state == "does_not_hold" for one in told), breaches=sum(one.breaches for one in told),
        states={one.question.id: one.state for one in told},
    )  # fmt: skip


def _head(manifest: Manifest, ground: Ground) -> dict[str, object]:
    since, until = ground.record.period.since, ground.record.period.until
    cut = (
        f" The period is not over: it is told up to {listed.local(ground, ground.until)}."
        if ground.until == ground.record.told_upto
        else ""
    )
    return {
        "title": TITLE,
        "facility": manifest.name,
        "demo": manifest.demo,
        "period": f"{since:%-d %B %Y} to {until:%-d %B %Y}" if since != until else f"{since:%A %-d %B %Y}",
        "trace": f"Entries 1 to {manifest.number:,} of the journal, digest {manifest.digest[:16]}, key {manifest.key_id}",
        "about": ABOUT + cut,
    }


def _rules(ground: Ground) -> bytes:
    """The house rules of the period as they were signed, but for who leads: that is a member of staff."""
    eras = [
        {"from": utc(since), "until": utc(until), "rules": _without_leads(rules)}
        for since, until, rules in ground.eras()
    ]
    return msgspec.json.format(msgspec.json.encode(eras), indent=1) + b"\n"


def _without_leads(rules: HouseRules) -> HouseRules:
    return msgspec.structs.replace(rules, leads=())


__all__ = ["TITLE", "Made", "Tell", "key_id", "make"]
