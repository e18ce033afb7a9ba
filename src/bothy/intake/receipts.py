"""Receipts: the first answer to a command is its answer for ever.

The digest is over what was said and who said it, not over white space or the order of keys: kind,
subject, body, the staff claimed, the device, and whether it was acted on. When it happened and what
the screen had seen may be reckoned anew by a device that sends again. The private part stays out:
receipts are kept for ever, and a name could be guessed from its digest long after it was forgotten.
"""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from bothy.care.commands import Answer, Command, Refusal
from bothy.journal.store import Receipt

ID_USED = Refusal(
    "id_used",
    "This number was used for something else before. Nothing was written; tap again to send it as new.",
)

_encoder = msgspec.json.Encoder(order="sorted")
_answers = msgspec.json.Decoder(Answer)
_answer_encoder = msgspec.json.Encoder()


def digest(command: Command, device: UUID | None) -> bytes:
    """32 bytes: SHA-256 of the canonical JSON. msgspec.DecodeError where the body is no JSON."""
    body = msgspec.json.decode(command.body)
    if command.kind == "miss-watch" and isinstance(body, dict):
        # Two processes that notice the same watch may have heard of different tablets.
        body.pop("out_of_contact", None)
    said = (command.kind, command.subject, body, command.staff, device, command.acted)
    return sha256(_encoder.encode(said)).digest()


def receipt(command: Command, digest: bytes, answer: Answer, recorded_at: datetime) -> Receipt:
    """What is kept of an answer, refused or not."""
    numbers = answer.numbers
    return Receipt(
        command.id,
        digest,
        _answer_encoder.encode(answer),
        numbers[0] if numbers else 0,
        len(numbers),
        recorded_at,
    )


def answer_of(receipt: Receipt) -> Answer:
    """The first answer, as it was given."""
    return _answers.decode(receipt.answer)


def repeated(first: Answer, first_digest: bytes, command_digest: bytes) -> Answer:
    """The answer to a command whose id is known: the first one, or a refusal when it is not the same."""
    if first_digest != command_digest:
        return Answer(id=first.id, answer="refused", refusal=ID_USED)
    return msgspec.structs.replace(first, again=True)
