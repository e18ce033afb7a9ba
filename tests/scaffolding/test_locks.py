"""What set-up installs is what was locked: versions and hashes, and nothing of the machine that locked."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "test", "node")


def plain(name: str) -> str:
    """A package's name as indexes compare it (PEP 503): fhir.resources is fhir-resources."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, str]:
    """Version by name, of a lock whose every package carries at least one hash."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text()
    found = {}
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE | re.IGNORECASE):
        if match := re.match(r"([A-Za-z0-9._-]+)==(\S+) \\\n(?:\s+--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", block):
            found[plain(match[1])] = match[2]
        else:
            assert not block.strip() or block.startswith("#"), f"no hash in {block[:60]!r}"
    return found


def names(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in requirements}


def test_a_lock_holds_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    assert names(project["dependencies"] + optional["build"]) <= pinned("run").keys()
    assert names(project["dependencies"] + optional["build"] + optional["test"]) <= pinned("test").keys()


def test_tests_run_on_the_versions_that_are_shipped():
    shipped, tested = pinned("run"), pinned("test")
    assert len(shipped) > 20
    assert {name: tested.get(name) for name in shipped} == shipped


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_path(lock: str):
    lines = [line for line in (ROOT / "requirements" / f"{lock}.lock").read_text().splitlines() if line[:1] != "#"]
    assert [line for line in lines if re.search(r"://|file:|^-|/", line)] == []


def test_the_lock_of_the_browsers_modules_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    modules = {name: package for name, package in packages.items() if name}
    assert len(modules) >= 5
    assert [name for name, package in modules.items() if "resolved" in package] == []
    assert [name for name, package in modules.items() if not package.get("integrity", "").startswith("sha512-")] == []
