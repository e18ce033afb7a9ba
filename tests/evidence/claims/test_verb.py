"""`bothy evidence claims`: in words and for programs, with sentences for what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bothy.cli import evidence  # noqa: F401
from bothy.cli.main import app


def run(*asked: str) -> Result:
    return CliRunner().invoke(app, ["evidence", "claims", *asked])


def test_every_claim_is_told_in_words_with_both_halves_and_what_would_change_it() -> None:
    made = run()
    assert made.exit_code == 0
    assert made.output.count("  Here: ") == made.output.count("  Elsewhere: ") == made.output.count("  What would change it:") == 9
    assert "It reduces overdose deaths in the city  [reduces_overdose_deaths]" in made.output


def test_one_claim_with_its_studies_and_words() -> None:
    made = run("encourages_use", "--studies", "--words")
    assert made.exit_code == 0 and made.output.count("  Here: ") == 1
    assert "Kerr T and others (2007), Vancouver (Insite), cross-sectional: first injection ever performed inside the facility [null, rung 0]" in made.output
    assert "[retracted, not counted]" in made.output and "[review, not counted]" in made.output
    assert "Chris Philp, UK Policing Minister, 2023-08-31 (published): “On a more general point" in made.output


def test_programs_get_the_rule_and_what_it_rests_on(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "claim,outcome,place,design,scale,value,low,high,months_to_power\n"
        "reduces_overdose_deaths,deaths,Glasgow,interrupted time series,ratio,0.9,0.5,1.6,74\n"
    )
    made = run("--json", "--estimates", str(file))
    claims = {one["id"]: one for one in json.loads(made.output)["claims"]}
    deaths = claims["reduces_overdose_deaths"]
    assert (deaths["here"]["verdict"], deaths["here"]["months"], deaths["here"]["reading"]) == ("Cannot be judged yet", 74.0, "not_yet")
    assert 0 < deaths["here"]["estimates"][0]["p"] < 1
    assert (deaths["elsewhere"]["papers"], deaths["elsewhere"]["for"], deaths["elsewhere"]["null"]) == (10, 4, 5)
    marshall = next(one for one in deaths["studies"] if one["id"] == "marshall-2011")
    assert (marshall["counts"], marshall["read_as"], marshall["rung"]) == (True, "for", 2)
    assert any(one["retracted"] and not one["counts"] for one in deaths["studies"])
    assert {one["side"] for one in deaths["words"]} == {"minister", "member"}


@pytest.mark.parametrize(
    ("asked", "says"),
    [(["nothing"], "There is no claim 'nothing'. There are: reduces_overdose_deaths"), (["--estimates", "/nowhere.csv"], "nowhere.csv cannot be read")],
)
def test_what_is_asked_wrongly_ends_with_2_and_a_sentence(asked: list[str], says: str) -> None:
    made = run(*asked)
    assert made.exit_code == 2 and says in made.output
