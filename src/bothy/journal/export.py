"""The journal as JSON lines and as Parquet, and back: what is read back verifies like the original."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import msgspec

from bothy.journal.entry import Entry
from bothy.journal.store import CHUNK, Progress, Reader

_PARQUET_ROWS = 20_000


class JsonLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the export. `body` is the stored bytes, put in as they are where they are JSON on
    one line; else `body_base64` has them. `digest` and `signature` are hex, times RFC 3339 in UTC.
    """

    facility: UUID
    number: int
    id: UUID
    kind: str
    version: int
    subject: UUID
    happened_at: datetime
    recorded_at: datetime
    digest: str
    staff: UUID | None = None
    device: UUID | None = None
    signature: str | None = None
    body: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    body_base64: str | None = None


def write_json_lines(store: Reader, out: IO[bytes], progress: Progress | None = None) -> int:
    """Every entry up to the present head, one JSON object a line. Returns how many."""
    encoder = msgspec.json.Encoder()
    buffer, done = bytearray(), 0
    for entry, done in _counted(store, progress):
        buffer += encoder.encode(_line(entry))
        buffer += b"\n"
        if done % CHUNK == 0:
            out.write(buffer)
            buffer.clear()
    out.write(buffer)
    return done


def json_line(entry: Entry) -> bytes:
    """One entry as one line, without its end."""
    return msgspec.json.encode(_line(entry))


def read_json_lines(lines: Iterable[bytes]) -> Iterator[Entry]:
    """The entries of an export, byte for byte. ValueError names the line that cannot be read."""
    decoder = msgspec.json.Decoder(JsonLine)
    for number, raw in enumerate(lines, 1):
        try:
            yield _entry(decoder.decode(raw))
        except ValueError as fault:
            raise ValueError(f"Line {number} of the export cannot be read: {fault}.") from fault


def write_parquet(store: Reader, path: Path, progress: Progress | None = None) -> int:
    """Every entry up to the present head as one Parquet file. Returns how many.

    Ids are 16 bytes, `body`, `digest` and `signature` bytes, times UTC microseconds.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, done = _schema(), 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        rows: list[Entry] = []
        for entry, done in _counted(store, progress):  # noqa: B007 (it is returned)
            rows.append(entry)
            if len(rows) == _PARQUET_ROWS:
                writer.write_batch(pa.record_batch(_columns(rows), schema=schema))
                rows = []
        if rows:
            writer.write_batch(pa.record_batch(_columns(rows), schema=schema))
    return done


def read_parquet(path: Path) -> Iterator[Entry]:
    """The entries of a Parquet export, byte for byte."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_PARQUET_ROWS):
            for row in batch.to_pylist():
                for name in ("facility", "id", "subject", "staff", "device"):
                    row[name] = None if row[name] is None else UUID(bytes=row[name])
                yield Entry(**row)


def _counted(store: Reader, progress: Progress | None) -> Iterator[tuple[Entry, int]]:
    end = store.head().number
    done = 0
    for done, entry in enumerate(store.entries(upto=end), 1):
        yield entry, done
        if progress is not None and done % CHUNK == 0:
            progress(done, end)
    if progress is not None:
        progress(done, end)


def _line(e: Entry) -> JsonLine:
    as_it_is = b"\n" not in e.body and b"\r" not in e.body and _is_json(e.body)
    return JsonLine(
        facility=e.facility,
        number=e.number,
        id=e.id,
        kind=e.kind,
        version=e.version,
        subject=e.subject,
        happened_at=e.happened_at,
        recorded_at=e.recorded_at,
        digest=e.digest.hex(),
        staff=e.staff,
        device=e.device,
        signature=None if e.signature is None else e.signature.hex(),
        body=msgspec.Raw(e.body) if as_it_is else msgspec.UNSET,
        body_base64=None if as_it_is else b64encode(e.body).decode(),
    )


def _is_json(body: bytes) -> bool:
    # Blanks around the value would be lost by a reader, and with them the digest.
    if body != body.strip():
        return False
    try:
        msgspec.json.decode(body)
    except ValueError:
        return False
    return True


def _entry(line: JsonLine) -> Entry:
    if isinstance(line.body, msgspec.Raw):
        body = bytes(line.body)
    elif line.body_base64 is not None:
        body = b64decode(line.body_base64, validate=True)
    else:
        raise ValueError("there is no body")
    return Entry(
        line.facility,
        line.number,
        line.id,
        line.kind,
        line.version,
        line.subject,
        body,
        line.happened_at,
        line.recorded_at,
        line.staff,
        line.device,
        None if line.signature is None else bytes.fromhex(line.signature),
        bytes.fromhex(line.digest),
    )


def _schema() -> Any:
    import pyarrow as pa

    time = pa.timestamp("us", tz="UTC")
    return pa.schema(
        [
            pa.field("facility", pa.binary(16), nullable=False),
            pa.field("number", pa.int64(), nullable=False),
            pa.field("id", pa.binary(16), nullable=False),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("version", pa.int32(), nullable=False),
            pa.field("subject", pa.binary(16), nullable=False),
            pa.field("body", pa.binary(), nullable=False),
            pa.field("happened_at", time, nullable=False),
            pa.field("recorded_at", time, nullable=False),
            pa.field("staff", pa.binary(16)),
            pa.field("device", pa.binary(16)),
            pa.field("signature", pa.binary()),
            pa.field("digest", pa.binary(32), nullable=False),
        ]
    )


def _columns(rows: list[Entry]) -> list[Any]:
    def plain(value: Any) -> Any:
        return value.bytes if isinstance(value, UUID) else value

    return [[plain(getattr(row, name)) for row in rows] for name in _schema().names]
