"""A protocol as a PDF that screen readers can read (PDF/UA-1): what was asked, what changed, and what the journal proves."""

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any
from uuid import UUID

from bothy.care.protocol import changes, in_words
from bothy.reports.print.typesetting import pdf
from bothy.reports.protocol_proof import Proof

_TEMPLATE = files("bothy.reports").joinpath("print/protocol.typ")

Called = Callable[[UUID | None], str]


def protocol_pdf(proof: Proof, facility: str, called: Called, digests: Mapping[int, tuple[str, str]]) -> bytes:
    """The PDF. `digests`: of each version's entry number, the SHA-256 of its bytes and its digest in the chain, hex."""
    body = proof.protocol.now.body
    until = f" to {_day(body.data_until)}" if body.data_until is not None else ", with no end"
    data = {
        "title": f"Protocol: {body.title}, version {body.version}",
        "facility": facility,
        "question": body.question,
        "analysis": body.analysis,
        "data": f"{_day(body.data_from)}{until}",
        "reviews": [_day(one) for one in sorted(body.reviews)],
        "go_on": list(body.go_on),
        "stop": list(body.stop),
        "document": body.document or "",
        "outcomes": [{"name": one.name, "primary": one.primary, "says": in_words(one)} for one in body.outcomes],
        "versions": [_version(proof, n, called, digests) for n in range(len(proof.versions))],
        "tampered": [f"{one:,}" for one in proof.protocol.tampered],
        "upto": f"{proof.upto:,}",
    }
    return pdf(_TEMPLATE, data)


def _version(proof: Proof, n: int, called: Called, digests: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
    one = proof.versions[n]
    body = one.version.body
    content, chain = digests.get(one.version.number, ("", ""))
    return {
        "title": f"Version {body.version}" + ("" if n else ", the first"),
        "signer": called(one.version.by),
        "says": one.sentence,
        "before": one.state == "before",
        "reason": body.reason,
        "changes": [{"part": each.part, "was": each.was, "now": each.now} for each in (changes(proof.versions[n - 1].version.body, body) if n else ())],
        "sha256": content,
        "chain": chain,
    }


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"
