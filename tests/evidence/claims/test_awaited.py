"""When a fall could show, of the figures that are carried: kept as an answer, and made again here."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bothy.cli import evidence  # noqa: F401
from bothy.cli.main import app
from bothy.evidence.claims.awaited import read_awaited
from bothy.evidence.claims.claim import read_claims
from bothy.evidence.claims.estimate import Estimate
from bothy.evidence.claims.judging import judge
from bothy.evidence.claims.reading import carried as text_of
from bothy.evidence.claims.saying import said_here, summary
from bothy.evidence.figures.bundled import carried
from bothy.evidence.table import BadTable


@pytest.mark.parametrize("one", read_awaited(), ids=lambda one: one.place)
def test_the_power_calculation_gives_what_is_kept_of_it(one: object, tmp_path: Path) -> None:
    place, command = one.place, one.command  # type: ignore[attr-defined]
    rows = next(each for each in carried() if place in {figure.place for figure in each.series.figures}).series.of(place)
    file = tmp_path / "FILE.csv"
    file.write_text("quarter,deaths\n" + "".join(f"{row.period.name},{row.count}\n" for row in rows))
    words = [str(file) if word == "FILE.csv" else word for word in shlex.split(command)[1:]]
    made = CliRunner().invoke(app, [*words, "--json"])
    case = json.loads(made.output)["cases"][0]
    assert (case["fall"], case["needed_widened"]) == (one.fall_percent / 100, None if one.months is None else one.months / 3)  # type: ignore[attr-defined]
    last = case["rows"][-1]
    assert (3 * last["after"], round(last["widened"], 3)) == (one.within_months, one.power_then)  # type: ignore[attr-defined]


def test_what_is_awaited_keeps_a_claim_open_and_says_for_how_long() -> None:
    deaths = judge(awaited=read_awaited())[0]
    assert summary(deaths) == ("Cannot be judged yet", "Not settled") and deaths.here.months is None
    said = said_here(deaths)
    assert said[0] == "Cannot be judged yet."
    assert said[1] == (
        "Suspected drug deaths by quarter, Greater Glasgow police division: a fall of 20 % from 2025Q1 on would not show with 80 % power "
        "within 15 years; power is 23 % then."
    )
    own = Estimate(claim="reduces_overdose_deaths", outcome="deaths within 500 m", place="Glasgow", design="synthetic control", scale="ratio", value=0.5, low=0.4, high=0.6)
    assert judge([own])[0].here.weight.level == 3
    assert judge([own], awaited=read_awaited())[0].here.weight.reading == "not_yet", "one clear outcome does not make another one judged"


def test_months_that_are_known_are_said() -> None:
    told = text_of("awaited.toml").replace("within_months = 180", "within_months = 180\nmonths = 75")
    deaths = judge(awaited=read_awaited(told))[0]
    assert deaths.here.months == 75 and "would show with 80 % power after 75 months." in said_here(deaths)[1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("reduces_overdose_deaths", "x"), "there is no claim 'x'"),
        (("fall_percent = 20", "fall_percent = 0"), "a fall is above 0 %"),
        (("power_then = 0.228", "power_then = 22.8"), "a power from 0 to 1"),
        (("within_months = 180", "within_months = 180\nmonths = 200"), "200 months do not lie within 180"),
        (('outcome = "suspected', 'outcomes = "suspected'), "missing required field `outcome`"),
    ],
)
def test_a_broken_entry_is_refused(change: tuple[str, str], says: str) -> None:
    with pytest.raises(BadTable) as told:
        read_awaited(text_of("awaited.toml").replace(*change), read_claims())
    assert says in str(told.value) or "unknown field" in str(told.value)
