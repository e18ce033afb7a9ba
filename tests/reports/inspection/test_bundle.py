"""The pack as a file: the same bytes each time, and whatever is changed in it is found, with Bothy and without."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from bothy.journal import open_reader, open_store
from bothy.journal.checkpoint import SigningKey
from bothy.reports.inspection.bundle import check, pem_of
from bothy.reports.inspection.making import Made
from conftest import lacking
from reports.inspection.house import DAY, good, pack_of
from reports.inspection.opened import members
from reports.journals import FACILITY, at


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    home = tmp_path_factory.mktemp("kept")
    return home, pack_of(home, good())


def zipped(parts: dict[str, bytes], twice: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        if twice:
            archive.writestr(twice, parts[twice])
    return out.getvalue()


def test_the_same_entry_and_period_make_the_same_bytes(kept: tuple[Path, Made]) -> None:
    home, made = kept
    assert pack_of(home, None).data == made.data


def test_it_is_good_as_it_is_by_its_own_key_and_by_one_that_is_held(kept: tuple[Path, Made]) -> None:
    home, made = kept
    assert check(made.data).ok and check(made.data, SigningKey.of_home(home).public).ok
    assert made.manifest.number == check(made.data).manifest.number > 100


def test_whatever_is_changed_is_named(kept: tuple[Path, Made], tmp_path: Path) -> None:
    _, made = kept
    parts = members(made.data)
    for name in parts:
        changed = dict(parts)
        changed[name] = parts[name][:-1] + bytes([parts[name][-1] ^ 1])
        told = check(zipped(changed))
        assert not told.ok, name
        if name not in ("manifest.json", "manifest.sig", "key.pub.pem"):
            assert told.sentence == f"{name} was changed after the pack was signed."
        less = {one: data for one, data in parts.items() if one != name}
        assert not check(zipped(less)).ok, name
    assert check(zipped({**parts, "data/more.csv": b"x"})).sentence == "data/more.csv was added after the pack was signed."


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_and_what_is_no_pack_are_refused(kept: tuple[Path, Made]) -> None:
    parts = members(kept[1].data)
    assert "twice" in check(zipped(parts, "data/checks.csv")).sentence
    for data in (b"", b"PK", b"hello", zipped({"a": b"b"}), kept[1].data[:2000]):
        assert not check(data).ok


def test_signed_anew_with_another_key_it_is_good_by_that_key_alone(kept: tuple[Path, Made], tmp_path: Path) -> None:
    home, made = kept
    other = SigningKey.of_home(tmp_path)
    parts = members(made.data)
    manifest = msgspec.json.decode(parts["manifest.json"])
    manifest["holds"] = True
    from hashlib import sha256

    parts["key.pub.pem"] = pem_of(other.public)
    manifest["files"]["key.pub.pem"] = sha256(parts["key.pub.pem"]).hexdigest()
    parts["manifest.json"] = msgspec.json.encode(manifest)
    parts["manifest.sig"] = other.sign(parts["manifest.json"])
    forged = zipped(parts)
    assert check(forged).ok, "by its own key it is: so it says which, and that one must be compared"
    assert "compare" in check(forged).sentence
    assert not check(forged, SigningKey.of_home(home).public).ok


def unpacked(made: Made, folder: Path) -> Path:
    for name, data in members(made.data).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(folder / "check.py"), *more], capture_output=True, text=True)


def test_the_program_in_the_pack_checks_it_without_bothy(kept: tuple[Path, Made], tmp_path: Path) -> None:
    _, made = kept
    folder = unpacked(made, tmp_path / "pack")
    told = run(folder)
    assert told.returncode == 0 and told.stdout.startswith("GOOD: ") and made.manifest.key_id in told.stdout
    other = tmp_path / "other.pem"
    other.write_bytes(pem_of(SigningKey.of_home(tmp_path / "home").public))
    assert run(folder, str(other)).returncode == 1, "another facility's key"
    (folder / "data" / "visits.csv").write_bytes(b"visit\n")
    told = run(folder)
    assert told.returncode == 1 and "data/visits.csv is not as it was signed" in told.stderr
    unpacked(made, folder)
    (folder / "more.txt").write_text("x")
    assert run(folder).returncode == 1
    (folder / "more.txt").unlink()
    data = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(data.replace(b'"holds": true', b'"holds": false'))
    assert run(folder).returncode == 1 and "not signed" in run(folder).stderr


def test_the_openssl_line_of_the_readme_works(kept: tuple[Path, Made], tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        lacking("openssl is not here")
    folder = unpacked(kept[1], tmp_path)
    line = next(one for one in (folder / "README.txt").read_text().splitlines() if one.strip().startswith("openssl"))
    told = subprocess.run(line.split(), cwd=folder, capture_output=True, text=True)
    assert told.returncode == 0 and "Verified Successfully" in told.stdout, told.stderr
    (folder / "manifest.json").write_bytes(b"{}")
    assert subprocess.run(line.split(), cwd=folder, capture_output=True).returncode != 0


def test_the_paper_has_a_line_for_every_question_and_its_pages_can_be_read_aloud(kept: tuple[Path, Made]) -> None:
    _, made = kept
    pdf = PdfReader(io.BytesIO(members(made.data)["inspection.pdf"]))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
    for one in made.answers:
        assert re.sub(r"\s+", " ", one.question.asks) in text, one.question.id
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and b"pdfuaid" in root["/Metadata"].get_data()


def test_every_column_is_in_the_codebook_and_in_the_schema(kept: tuple[Path, Made]) -> None:
    parts = members(kept[1].data)
    book = msgspec.json.decode(parts["codebook.json"])["rows"]
    schema = {one["path"]: [each["name"] for each in one["schema"]["fields"]] for one in msgspec.json.decode(parts["schema.json"])["resources"]}
    for name, data in parts.items():
        if name.startswith("data/") and name.endswith(".csv"):
            kind = "data/minutes/*" if "minutes" in name else name.removesuffix(".csv")
            columns = data.decode().splitlines()[0].split(",")
            assert columns == [row[1] for row in book if row[0] == kind] == schema[f"{kind}.csv"]
    assert all(row[5] for row in book)


def test_csv_and_json_say_the_same(kept: tuple[Path, Made]) -> None:
    import csv

    parts = members(kept[1].data)
    for name in parts:
        if name.startswith("data/") and name.endswith(".csv"):
            told = msgspec.json.decode(parts[name.replace(".csv", ".json")])
            rows = list(csv.reader(io.StringIO(parts[name].decode())))[1:]
            assert rows == [["" if cell is None else str(cell) for cell in row] for row in told["rows"]], name


def test_no_id_of_anybody_is_in_any_part(kept: tuple[Path, Made]) -> None:
    """Every random id of the journal, in every way of writing it, against every member and the words of the PDF."""
    home, made = kept
    reader = open_reader(home)
    ids = set()
    for entry in reader.entries():
        ids |= {entry.id, entry.subject, entry.staff} - {None, FACILITY}
        ids |= set(map(str, re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", entry.body.decode())))
    reader.close()
    texts = {str(one).lower() for one in ids} - {str(FACILITY)}
    assert len(texts) > 100
    parts = members(made.data)
    pdf = PdfReader(io.BytesIO(parts["inspection.pdf"]))
    parts["words of the PDF"] = "".join(page.extract_text() for page in pdf.pages).encode()
    for name, data in parts.items():
        found = set(re.findall(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", data.lower()))
        assert not {one.decode().replace("-", "") for one in found} & {one.replace("-", "") for one in texts}, name


def test_a_journal_that_was_changed_does_not_hold_and_says_where(tmp_path: Path) -> None:
    import sqlite3

    pack_of(tmp_path, good())
    with sqlite3.connect(tmp_path / "journal.sqlite3") as raw:
        raw.execute("DROP TRIGGER IF EXISTS entry_no_update")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE entry SET recorded_at = recorded_at + 1 WHERE number = 40")
    made = pack_of(tmp_path, None)
    told = next(one for one in made.answers if one.question.id == "journal_chain")
    assert told.state == "does_not_hold" and told.findings[0].entries == (40,) and not made.holds


def test_checkpoints_that_were_brought_are_compared(tmp_path: Path) -> None:
    from bothy.journal.checkpoint import make_checkpoint

    pack_of(tmp_path, good())
    store = open_store(tmp_path)
    key = SigningKey.of_home(tmp_path)
    held = make_checkpoint(store, key, at(DAY))
    store.close()
    good_one = pack_of(tmp_path, None, held=(held,))
    state = lambda made: next(one.state for one in made.answers if one.question.id == "checkpoints")  # noqa: E731
    assert state(good_one) == "holds"
    assert [name for name in members(good_one.data) if name.startswith("checkpoints/")] == [f"checkpoints/{held.number}-{held.digest.hex()[:8]}.json"]
    forged = msgspec.structs.replace(held, digest=bytes(32))
    ahead = msgspec.structs.replace(held, number=held.number + 9)
    from bothy.journal.checkpoint import signed_bytes

    ahead = msgspec.structs.replace(ahead, signature=key.sign(signed_bytes(ahead)))
    for wrong in (forged, ahead, msgspec.structs.replace(held, facility=held.facility.__class__(int=5))):
        made = pack_of(tmp_path, None, held=(wrong,))
        assert state(made) == "does_not_hold" and not made.holds
