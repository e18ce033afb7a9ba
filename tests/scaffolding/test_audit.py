"""The audit of the locks: a known vulnerability fails, and what was not looked at is never called good."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import audit  # noqa: E402

VULN = {"id": "PYSEC-2026-7", "fix_versions": ["5.2.20"], "aliases": [], "description": ""}


def pip(*told: dict[str, object]) -> audit.Audited:
    return audit.read_pip(json.dumps({"dependencies": list(told), "fixes": []}))


def test_a_known_vulnerability_is_named_with_what_mends_it() -> None:
    found = pip({"name": "django", "version": "5.2.19", "vulns": [VULN]}, {"name": "rich", "version": "1", "vulns": []})
    assert found.known == ["django 5.2.19: PYSEC-2026-7, mended in 5.2.20"] and audit.say("Python", found)


def test_a_known_one_fails_also_where_other_packages_are_not_known() -> None:
    found = pip({"name": "django", "version": "5.2.19", "vulns": [VULN]}, {"name": "rich", "skip_reason": "not found"})
    assert found.known


@pytest.mark.parametrize("said", ["", "ERROR: no network", "{}", '{"dependencies": []}', '{"dependencies": null}'])
def test_no_answer_is_not_looked_at(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not audit.say("Python packages", audit.read_pip(said))
    assert "not looked at" in capsys.readouterr().out


def test_packages_that_the_advisories_do_not_know_were_not_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    audit.say("Python packages", pip({"name": "rich", "version": "1", "vulns": []}, {"name": "x", "skip_reason": "not found"}))
    assert "not looked at: the advisories do not know 1 of the packages" in capsys.readouterr().out


def test_what_is_good_says_of_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    audit.say("Python packages", pip({"name": "rich", "version": "1", "vulns": []}))
    audit.say("Browser modules", audit.read_npm(json.dumps({"vulnerabilities": {}, "metadata": {"dependencies": {"total": 9}}})))
    said = capsys.readouterr().out
    assert "nothing known of 1 packages" in said and "nothing known of 9 packages" in said


def test_the_browser_s_modules_are_read_as_npm_says_it() -> None:
    told = {"vulnerabilities": {"lit": {"severity": "high"}}, "metadata": {"dependencies": {"total": 9}}}
    assert audit.read_npm(json.dumps(told)).known == ["lit: high"]
    assert audit.read_npm('{"error": {"code": "ENOTFOUND"}}').why


def test_the_audit_exits_1_where_one_is_known_and_0_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOTHY_NO_AUDIT", raising=False)
    monkeypatch.setattr(audit, "audit_browser", lambda: audit.Audited(why="no network"))
    monkeypatch.setattr(audit, "audit_python", lambda: audit.Audited(3, ["django 5.2.19: X"]))
    assert audit.main() == 1
    monkeypatch.setattr(audit, "audit_python", lambda: audit.Audited(why="no network"))
    assert audit.main() == 0


def test_make_audit_is_there() -> None:
    told = subprocess.run(["make", "-n", "audit"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "scripts/audit.py" in told.stdout
