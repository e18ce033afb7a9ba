"""What an entry says of records that left the house: which, of what time, why, and how to know the files again."""

from typing import Annotated, Literal

from msgspec import Meta

from bothy.care.body import Body

Month = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class DataExported(Body, frozen=True, kw_only=True):
    """Records, not counts, were written out of the house; who had it done is the entry's `staff`.

    ``what``: FHIR, tables of facts, or everything. ``since``, ``until``: first and last month, absent where all
    was taken. ``upto``: the last entry that went along. ``manifest``: SHA-256 of the manifest, which names every file; of an export in one
    file, that file's.
    """

    what: Literal["fhir", "facts", "all"]
    reason: Annotated[str, Meta(min_length=1, max_length=300)]
    upto: Annotated[int, Meta(ge=0)]
    manifest: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")]
    since: Month | None = None
    until: Month | None = None
