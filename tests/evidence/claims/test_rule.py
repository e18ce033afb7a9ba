"""The rule of verdicts: what carries a direction, and that no weaker evidence ever makes a stronger verdict."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bothy.evidence.claims.finding import Finding, finding_of
from bothy.evidence.claims.weighing import OWN, PUBLISHED, weigh
from evidence.claims.bundles import CLAIM, bundles, findings, strength, studies, study, together, weight_of

WAYS = ("for", "against")


def said(vote: str, rung: int = 2, source: str = "a", place: str = "Sydney", within: bool = False) -> Finding:
    return Finding(source=source, place=place, vote=vote, rung=rung, within=within)  # type: ignore[arg-type]


def two(vote: str, rung: int = 2) -> list[Finding]:
    return [said(vote, rung), said(vote, rung, "b", "Paris")]


# ---- what carries


@pytest.mark.parametrize("rung", [1, 2, 3])
@pytest.mark.parametrize("way", WAYS)
def test_two_papers_from_two_places_carry_a_direction_on_their_rung(way: str, rung: int) -> None:
    made = weigh(two(way, rung))
    assert (made.reading, made.direction, made.level) == ("carried", way, rung)


def test_descriptions_carry_nothing_however_many() -> None:
    made = weigh([said("for", 0, source, place) for source, place in zip("abcdef", ["Paris", "Sydney"] * 3, strict=True)])
    assert (made.reading, made.direction, made.level) == ("not_settled", None, 0)


def test_one_paper_is_too_little_and_so_are_two_from_one_place() -> None:
    assert weigh([said("for", 3)]).reading == "too_little"
    assert weigh([said("for", 3), said("for", 3, "b")]).reading == "too_little"


def test_a_rung_is_carried_by_those_on_it_or_above_only() -> None:
    assert weigh([said("for", 3), said("for", 1, "b", "Paris")]).level == 1
    assert weigh([said("for", 3), said("for", 2, "b", "Paris"), said("for", 0, "c")]).level == 2


def test_as_many_against_it_as_for_it_settle_nothing() -> None:
    assert weigh([*two("for"), said("null", 0, "c"), said("mixed", 0, "d")]).reading == "not_settled"
    assert weigh([*two("for"), said("null", 0, "c")]).level == 2


def test_a_finding_of_no_change_counts_whatever_its_design() -> None:
    strong = [*two("for", 3), said("null", 0, "c"), said("null", 0, "d")]
    assert weigh(strong).direction is None


def test_entries_of_one_paper_are_one_finding() -> None:
    made = weigh([said("for", 2), said("for", 3), said("null", 2, "b", "Paris")])
    assert (made.papers, len(made.findings), made.count("for"), made.findings[0].rung) == (2, 2, 1, 3)


def test_a_paper_that_finds_it_here_and_not_there_is_mixed() -> None:
    made = weigh([said("for"), said("null"), said("for", 2, "b", "Paris")])
    assert [one.vote for one in made.findings] == ["mixed", "for"] and made.direction is None


def test_papers_on_the_same_data_are_one_finding() -> None:
    assert weigh(two("for")).level == 2
    made = weigh(two("for"), together=[("a", "b")])
    assert made.reading == "too_little" and made.papers == 2 and [one.source for one in made.findings] == ["a, b"]


# ---- what is said of findings of no change


def test_no_clear_change_takes_half_that_found_none_and_few_that_point_one_way() -> None:
    nulls = [*two("null"), said("null", 2, "c")]
    assert weigh(nulls).reading == "no_clear_change"
    assert weigh([*nulls, said("for", 0, "d")]).reading == "no_clear_change"
    assert weigh([*nulls, said("for", 0, "d"), said("for", 0, "e")]).reading == "not_settled"
    assert weigh([*nulls, *(said("mixed", 2, source) for source in "defg")]).reading == "not_settled"
    assert weigh([replace(one, rung=0) for one in nulls]).reading == "not_settled"


def test_only_intervals_within_the_margin_rule_a_change_out() -> None:
    within = [replace(one, within=True) for one in two("null")]
    assert weigh(within).reading == "ruled_out"
    assert weigh([*within, said("null", 2, "c")]).reading == "ruled_out"
    assert weigh([*within, said("mixed", 0, "c")]).reading == "no_clear_change"
    assert weigh([within[0], said("null", 2, "b", "Paris")]).reading == "no_clear_change"
    assert weigh([replace(one, rung=0) for one in within]).reading == "not_settled"


def test_nothing_found_is_nothing_said() -> None:
    assert weigh([]).reading == "none"


# ---- figures of one's own


def test_one_city_may_judge_itself_by_one_outcome_and_one_of_no_change_undoes_it() -> None:
    assert weigh([said("for", 2)], OWN).level == 2
    assert weigh([said("for", 2), said("null", 0, "b")], OWN).reading == "not_settled"


def test_an_outcome_that_comes_too_early_keeps_everything_open() -> None:
    assert weigh([said("unknown")], OWN).reading == "not_yet"
    assert weigh([said("null"), said("unknown", 2, "b")], OWN).reading == "not_yet"
    assert weigh([said("for"), said("unknown", 2, "b")], OWN).reading == "not_yet"


# ---- never stronger than the data


@given(bundles, together, st.data())
def test_a_weaker_design_never_makes_a_stronger_verdict(bundle: list[Finding], same: tuple[tuple[str, ...], ...], data: st.DataObject) -> None:
    assume(bundle)
    at = data.draw(st.integers(0, len(bundle) - 1))
    weaker = [*bundle]
    weaker[at] = replace(bundle[at], rung=data.draw(st.integers(0, bundle[at].rung)))
    for way in WAYS:
        assert strength(weigh(weaker, PUBLISHED, same), way) <= strength(weigh(bundle, PUBLISHED, same), way)


@given(bundles, together, findings)
def test_one_more_finding_of_no_change_never_makes_a_stronger_verdict(bundle: list[Finding], same: tuple[tuple[str, ...], ...], new: Finding) -> None:
    for vote in ("null", "mixed"):
        more = [*bundle, replace(new, vote=vote)]
        for way in WAYS:
            assert strength(weigh(more, PUBLISHED, same), way) <= strength(weigh(bundle, PUBLISHED, same), way)


@given(bundles, together, findings)
def test_one_more_finding_against_never_makes_a_stronger_verdict_for(bundle: list[Finding], same: tuple[tuple[str, ...], ...], new: Finding) -> None:
    more = [*bundle, replace(new, vote="against")]
    assert strength(weigh(more, PUBLISHED, same), "for") <= strength(weigh(bundle, PUBLISHED, same), "for")


@given(bundles, together)
def test_only_one_direction_is_ever_carried_and_order_does_not_matter(bundle: list[Finding], same: tuple[tuple[str, ...], ...]) -> None:
    made = weigh(bundle, PUBLISHED, same)
    turned = weigh(bundle[::-1], PUBLISHED, same)
    assert (made.reading, made.direction, made.level) == (turned.reading, turned.direction, turned.level)
    assert (made.reading == "carried") == (made.level > 0) == (made.direction is not None)
    mirror = {"for": "against", "against": "for"}
    other = weigh([replace(one, vote=mirror.get(one.vote, one.vote)) for one in bundle], PUBLISHED, same)
    assert other.level == made.level and other.direction == (mirror[made.direction] if made.direction else None)


@given(bundles)
def test_calling_papers_dependent_never_makes_a_stronger_verdict_where_they_agree(bundle: list[Finding]) -> None:
    agreed = [replace(one, vote="for") if one.source in "ab" else one for one in bundle]
    for way in WAYS:
        assert strength(weigh(agreed, PUBLISHED, [("a", "b")]), way) <= strength(weigh(agreed), way)


@given(studies, st.data())
def test_a_wider_interval_never_makes_a_stronger_verdict(read: tuple[object, ...], data: st.DataObject) -> None:
    printed = [at for at, one in enumerate(read) if one.low is not None]  # type: ignore[attr-defined]
    assume(printed)
    at = data.draw(st.sampled_from(printed))
    wider = [*read]
    wider[at] = replace(read[at], low=read[at].low / 2, high=data.draw(st.sampled_from([read[at].high, 1.5])))  # type: ignore[attr-defined, type-var]
    for way in WAYS:
        assert strength(weight_of(wider), way) <= strength(weight_of(read), way)  # type: ignore[arg-type]


@given(studies, st.data())
def test_nothing_that_takes_trust_from_a_study_makes_a_stronger_verdict(read: tuple[object, ...], data: st.DataObject) -> None:
    assume(read)
    at = data.draw(st.integers(0, len(read) - 1))
    worse = data.draw(st.sampled_from([{"proxy": True}, {"read": "secondary: a blog"}, {"design": "case study"}, {"low": None, "high": None, "value": None}]))
    # A label of its own with its interval gone may at most say what the interval had not already taken from it.
    if "low" in worse:
        assume(read[at].low is None or read[at].high < 1)  # type: ignore[attr-defined]
    changed = [*read]
    changed[at] = replace(read[at], **worse)  # type: ignore[type-var]
    for way in WAYS:
        assert strength(weight_of(changed), way) <= strength(weight_of(read), way)  # type: ignore[arg-type]


@given(studies)
def test_what_is_retracted_counts_for_nothing_and_so_do_models_and_reviews(read: tuple[object, ...]) -> None:
    added = [
        study(id="r", paper="r", retracted=True, design="synthetic control"), study(id="m", paper="m", role="model", design="model"),
        study(id="v", paper="v", role="review", design="review"), study(id="d", paper="d", role="description"), study(id="c", paper="c", role="critique", design="review"),
    ]  # fmt: skip
    assert weight_of([*read, *added]) == weight_of(read)  # type: ignore[list-item, arg-type]


# ---- one study


def test_a_label_never_outweighs_the_interval_beside_it() -> None:
    assert finding_of(study(low=0.5, value=0.8, high=0.99), CLAIM).vote == "for"
    assert finding_of(study(low=0.5, value=0.8, high=1.0), CLAIM).vote == "null"
    assert finding_of(study(p=0.05), CLAIM).vote == "null"
    assert finding_of(study(p=0.049), CLAIM).vote == "for"
    assert finding_of(study(says="mixed", low=0.5, value=0.8, high=1.2), CLAIM).vote == "mixed"


@pytest.mark.parametrize(
    ("given", "rung", "why"),
    [
        ({"low": 0.5, "value": 0.6, "high": 0.7}, 2, []),
        ({"p": 0.01}, 2, []),
        ({"p_text": "<0.001 (interaction)"}, 2, []),
        ({"p_text": "not significant"}, 1, ["no interval or p-value in the text read"]),
        ({}, 1, ["no interval or p-value in the text read"]),
        ({"p": 0.01, "proxy": True}, 1, ["a neighbouring outcome"]),
        ({"p": 0.01, "read": "secondary: The Age"}, 1, ["read in somebody else's account"]),
        ({"proxy": True, "read": "secondary: The Age"}, 0, ["no interval or p-value in the text read", "a neighbouring outcome", "read in somebody else's account"]),
        ({"p": 0.01, "figure_for": ()}, 1, ["no interval or p-value in the text read"]),
    ],
)  # fmt: skip
def test_a_study_comes_down_a_rung_for_each_thing_that_cannot_be_checked(given: dict[str, object], rung: int, why: list[str]) -> None:
    made = finding_of(study(design="interrupted time series", **given), CLAIM)
    assert (made.rung, list(made.taken_off)) == (rung, why)


def test_two_papers_on_one_facility_are_of_one_place() -> None:
    assert {study(place=place).city for place in ("Sydney (MSIC), Kings Cross", "Sydney (MSIC)", "Sydney, postcode 2011")} == {"Sydney"}


@pytest.mark.parametrize(
    ("given", "within"),
    [
        ({"measure": "rate ratio", "low": 0.81, "value": 1.0, "high": 1.24}, True),
        ({"measure": "rate ratio", "low": 0.79, "value": 1.0, "high": 1.24}, False),
        ({"measure": "rate ratio", "low": 0.81, "value": 1.0, "high": 1.26}, False),
        ({"measure": "percent change", "low": -19, "value": 0.0, "high": 24}, True),
        ({"measure": "percent change", "low": -21, "value": 0.0, "high": 24}, False),
        ({"measure": "difference", "low": -0.01, "value": 0.0, "high": 0.01}, False),
        ({"measure": "coefficient", "low": -0.01, "value": 0.0, "high": 0.01}, False),
        ({"measure": "narrative"}, False),
    ],
)  # fmt: skip
def test_an_interval_rules_a_change_out_only_as_a_ratio_inside_the_margin(given: dict[str, object], within: bool) -> None:
    assert finding_of(study(says="null", **given), CLAIM).within is within


def test_what_does_not_count_is_not_read() -> None:
    for one in (study(role="model", design="model"), study(retracted=True)):
        with pytest.raises(ValueError, match="does not count"):
            finding_of(one, CLAIM)
