"""The browser's third-party modules load under a strict content policy, and come with their licences."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "src" / "bothy" / "floor" / "static" / "vendor"
IMPORT = re.compile(r"""\b(?:import|from|import\()\s*["']([^"'\n]+)["']""")


def modules() -> list[Path]:
    found = sorted(VENDOR.rglob("*.js"))
    if not found:
        pytest.fail("no browser modules: run make setup", pytrace=False)
    return found


def test_every_import_of_a_vendored_module_is_a_file_beside_it():
    missing = [
        f"{path.relative_to(VENDOR)} imports {name}"
        for path in modules()
        for name in IMPORT.findall(path.read_text())
        if not (name.startswith(".") and (path.parent / name).is_file())
    ]
    assert missing == []


def test_every_import_of_our_pages_is_a_file():
    """A bare import would need an import map, and the content policy allows none."""
    static = VENDOR.parent
    ours = [path for path in sorted(static.rglob("*.js")) if VENDOR not in path.parents]
    assert ours
    missing = [
        f"{path.relative_to(static)} imports {name}"
        for path in ours
        for name in IMPORT.findall(re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE))
        if not (name.startswith(".") and (path.parent / name).is_file())
    ]
    assert missing == []


def test_no_vendored_module_evaluates_text():
    assert [path.name for path in modules() if re.search(r"\beval\(|new Function\(", path.read_text())] == []


def test_every_vendored_package_carries_its_licence():
    listed = {line.split()[0] for line in (VENDOR / "LICENSES.txt").read_text().splitlines()[2:]}
    files = [p.relative_to(VENDOR) for p in VENDOR.rglob("*") if p.is_file() and p.name != "LICENSES.txt"]
    packages = {"/".join(p.parts[: 2 if p.parts[0].startswith("@") else 1]) for p in files}
    assert packages == listed
    assert [name for name in packages if not (VENDOR / name / "LICENSE").read_text().strip()] == []


def test_a_missing_module_is_named_in_a_sentence(tmp_path: Path):
    script = tmp_path / "scripts" / "vendor.py"
    script.parent.mkdir()
    script.write_bytes((ROOT / "scripts" / "vendor.py").read_bytes())
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert done.returncode == 1
    assert "The module lit is not in node_modules. Run `npm ci`" in done.stderr
    assert not (tmp_path / "src").exists()
