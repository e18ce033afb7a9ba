"""Every claim that is carried along has a verdict, and the rule gives it; nothing else does."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from msgspec.structs import replace

from bothy.evidence.claims.estimate import Estimate
from bothy.evidence.claims.finding import counts, finding_of
from bothy.evidence.claims.judging import Verdict, elsewhere, judge
from bothy.evidence.claims.saying import label, said_elsewhere, said_here, summary, would_change
from bothy.evidence.claims.study import read_library
from bothy.evidence.claims.weighing import Weight, weigh

VERDICTS = judge()
LIBRARY = read_library()


def of(id: str, verdicts: tuple[Verdict, ...] = VERDICTS) -> Verdict:
    return next(one for one in verdicts if one.claim.id == id)


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda one: one.claim.id)
def test_every_verdict_is_the_rules(verdict: Verdict) -> None:
    studies = [one for one in LIBRARY.of(verdict.claim.id) if counts(one)]
    again = weigh([finding_of(one, verdict.claim) for one in studies], together=[one.papers for one in LIBRARY.dependences])
    assert verdict.elsewhere.weight == again
    assert verdict.elsewhere.weight.papers == len({one.paper for one in studies})


def test_no_verdict_stands_in_the_data() -> None:
    words = "Not settled|No clear change found|Too little studied|Suggested|Supported|Pointed to|Cannot be judged yet|ruled out"
    for name in ("claims.toml", "words.toml"):
        assert not re.search(words, files("bothy.evidence.claims").joinpath(name).read_text("utf-8"))


def test_what_is_published_settles_little() -> None:
    """As of the studies that are carried along; whoever adds one sees here what it changes."""
    assert [(one.claim.id, summary(one)[1]) for one in VERDICTS] == [
        ("reduces_overdose_deaths", "Not settled"),
        ("fewer_ambulance_calls", "Not settled"),
        ("cuts_public_injecting_and_litter", "Not settled"),
        ("brings_people_to_treatment", "Not settled"),
        ("supports_dealing", "No clear change found"),
        ("brings_violence_and_crime", "Not settled"),
        ("encourages_use", "Too little studied"),
        ("no_legal_framework", "A question of law"),
        ("costs_more_than_it_saves", "Only modelled"),
    ]


def test_nothing_is_said_of_a_city_of_which_there_is_no_figure() -> None:
    for one in VERDICTS:
        assert one.here.weight.reading == "none"
        assert summary(one)[0] == {"effect": "No figures yet", "law": "A question of law", "money": "Only modelled"}[one.claim.kind]


def test_the_sentences_say_how_many_papers_and_how_many_independent_results() -> None:
    said = said_elsewhere(of("brings_violence_and_crime"))
    assert said[0] == "Not settled."
    assert "Of 16 papers, which are 12 independent results, 2 point to it (none of them with a comparison or better), 5 found no change, 3 are mixed and 2 point the other way." in said
    assert any("of 19 alone about 1.0 would look clear by chance" in one for one in said)


def test_one_facility_is_named_where_nothing_else_was_studied() -> None:
    assert any("all from Vancouver" in one for one in said_elsewhere(of("encourages_use")))


def test_models_are_told_apart_from_what_was_measured() -> None:
    first, second = said_elsewhere(of("costs_more_than_it_saves"))
    assert "a model assumes the effect" in first
    assert second == "There are 12 models, of which 2 support it, 8 say the opposite and 2 come out even or mixed."


def test_how_many_more_studies_would_change_it_is_tried_out_by_the_rule() -> None:
    verdict = of("fewer_ambulance_calls")
    more = verdict.elsewhere.more_for
    assert more is not None and more > 0
    new = [
        replace(LIBRARY.of("fewer_ambulance_calls")[0], id=f"n{n}", paper=f"n{n}", place=f"City {n}", retracted=False, proxy=False, role="estimate",
                design="before-after with control", measure="rate ratio", value=0.6, low=0.5, high=0.7, read="abstract",
                claims=("fewer_ambulance_calls",), direction=(replace(verdict.elsewhere.studies[0].direction[0], claim="fewer_ambulance_calls", says="for"),))
        for n in range(more)
    ]  # fmt: skip

    def level(count: int) -> int:
        made = elsewhere(verdict.claim, replace(LIBRARY, studies=(*LIBRARY.studies, *new[:count])))
        return made.weight.level if made.weight.direction == "for" else 0

    assert level(more) == 2 and level(more - 1) == 0
    assert would_change(verdict)[0].startswith(f"“Suggested” would take {more} further independent studies")


def test_figures_of_ones_own_give_a_verdict_of_their_own_and_leave_the_other_half_alone() -> None:
    own = Estimate(
        claim="fewer_ambulance_calls", outcome="call-outs within 500 m", place="Glasgow", design="controlled interrupted time series",
        scale="ratio", value=0.7, low=0.6, high=0.8, months_to_power=0,
    )  # fmt: skip
    made = judge([own])
    verdict = of("fewer_ambulance_calls", made)
    assert summary(verdict) == ("Supported", "Not settled")
    assert verdict.elsewhere == of("fewer_ambulance_calls").elsewhere
    said = said_here(verdict)
    assert said[0] == "Supported by controlled series."
    assert "call-outs within 500 m, Glasgow: ratio 0.7, 95 % interval 0.6 to 0.8, controlled interrupted time series." in said
    assert of("reduces_overdose_deaths", made).here.weight.reading == "none"


def test_too_early_says_how_many_months_more() -> None:
    own = Estimate(claim="reduces_overdose_deaths", outcome="deaths", place="Glasgow", design="interrupted time series", scale="ratio",
                   value=0.9, low=0.5, high=1.6, months_to_power=74.2)  # fmt: skip
    said = said_here(of("reduces_overdose_deaths", judge([own])))
    assert said[0] == "Cannot be judged yet."
    assert said[1] == "About 74 more months are needed until a change of the size that was asked for would show with 80 % power."
    assert "too early to read anything into it" in said[2]


def test_several_outcomes_say_that_they_are_several() -> None:
    rows = [
        Estimate(claim=claim, outcome="o", place="Glasgow", design="before-after", scale="ratio", value=1.0, low=0.9, high=1.1)
        for claim in ("supports_dealing", "brings_violence_and_crime")
    ]
    made = judge(rows)
    assert any("2 outcomes are shown together" in one for one in said_here(of("supports_dealing", made)))
    assert label(of("supports_dealing", made).here.weight, of("supports_dealing").claim) == "A change of 20 % or more is ruled out"


def test_no_word_says_more_than_its_rung() -> None:
    claim = of("reduces_overdose_deaths").claim
    said = [label(Weight(reading="carried", direction=way, level=level), claim) for way in ("for", "against") for level in (1, 2, 3)]  # type: ignore[arg-type]
    assert said == ["Pointed to", "Suggested", "Supported", "The opposite is pointed to", "The opposite is suggested", "The opposite is supported"]
    every = " ".join(one for verdict in VERDICTS for one in (*said_elsewhere(verdict), *said_here(verdict), *would_change(verdict)))
    assert not re.search(r"\bprove[sdn]?\b|saves? lives|lives saved|deaths prevented|addict", every)
