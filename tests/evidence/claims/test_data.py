"""What is carried along of studies, words and claims; and that a broken entry is refused with what is wrong."""

from __future__ import annotations

import re

import pytest

from bothy.evidence.claims.claim import read_claims
from bothy.evidence.claims.quotation import read_words
from bothy.evidence.claims.reading import carried
from bothy.evidence.claims.study import read_library
from bothy.evidence.table import BadTable
from bothy.reports.indicators import BY_NAME

STUDY = """
[[study]]
id = "a-1"
paper = "a"
authors = "A"
year = 2020
title = "T"
journal = "J"
url = "https://example.org/a"
place = "Vancouver (Insite)"
outcome = "deaths"
claims = ["reduces_overdose_deaths"]
direction = [{claim = "reduces_overdose_deaths", says = "for"}]
role = "estimate"
measure = "rate ratio"
value = 0.6
low = 0.4
high = 0.9
design = "before-after"
weakness = ["small"]
read = "abstract"
"""


def broken(**given: str | None) -> str:
    """The entry with lines changed, or taken out."""
    text = STUDY
    for key, line in given.items():
        pattern = re.compile(rf"^{key} = .*$", re.MULTILINE)
        text = pattern.sub("" if line is None else f"{key} = {line}", text) if pattern.search(text) else f"{text}{key} = {line}\n"
    return text


def test_the_entry_that_the_others_are_broken_from_is_whole() -> None:
    (one,) = read_library(STUDY).studies
    assert (one.id, one.says("reduces_overdose_deaths"), one.says("encourages_use")) == ("a-1", "for", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[study]", "is no TOML"),
        (broken(paper=None), "'a-1': Object missing required field `paper`"),
        (broken(year='"2020"'), "Expected `int`, got `str` - at `$.year`"),
        (broken(role='"proof"'), "Invalid enum value 'proof'"),
        (broken(design='"guess"'), "Invalid enum value 'guess'"),
        (broken(colour='"red"'), "unknown field `colour`"),
        (STUDY + STUDY, "two studies are called 'a-1'"),
        (broken(claims='["encourages_use"]'), "do not name the same claims"),
        (broken(claims='["x"]', direction='[{claim = "x", says = "for"}]'), "there is no claim 'x'"),
        (broken(direction='[{claim = "reduces_overdose_deaths", says = "proves"}]'), "Invalid enum value 'proves'"),
        (broken(url='"page 3"'), "url is no address"),
        (broken(weakness="[]"), "no weakness is named"),
        (broken(design='"model"'), "a model cannot have the role 'estimate'"),
        (broken(role='"model"'), "a before-after cannot have the role 'model'"),
        (broken(role='"review"'), "a before-after cannot have the role 'review'"),
        (broken(role='"description"', design='"model"'), "a model cannot have the role 'description'"),
        (broken(low=None), "both ends or none"),
        (broken(high=None), "both ends or none"),
        (broken(value="0.95"), "0.95 does not lie between 0.4 and 0.9"),
        (broken(value=None), "None does not lie between"),
        (broken(low="0"), "a rate ratio of 0 cannot be"),
        (broken(measure='"count"'), "a count has no value at which nothing changed"),
        (broken(p="1.2"), "p is 1.2, and a p-value is from 0 to 1"),
        (broken(high="1.1"), "it says 'for' of 'reduces_overdose_deaths', and its interval holds no change"),
        (broken(direction='[{claim = "reduces_overdose_deaths", says = "null"}]'), "it says 'null' of 'reduces_overdose_deaths', and its interval excludes no change"),
        (broken(direction='[{claim = "reduces_overdose_deaths", says = "against"}]'), "lies on the other side"),
        (broken(claims='["encourages_use"]', direction='[{claim = "encourages_use", says = "for"}]'), "lies on the other side"),
        (
            broken(claims='["encourages_use", "supports_dealing"]', direction='[{claim = "encourages_use", says = "mixed"}, {claim = "supports_dealing", says = "mixed"}]'),
            "figure_for must say",
        ),
        (broken(figure_for='["encourages_use"]'), "figure_for names a claim that it does not bear on"),
        (STUDY + '[[not_independent]]\npapers = ["a", "b"]\nwhy = "same data"\n', "no study is of 'b'"),
        (STUDY + '[[not_independent]]\npapers = ["a"]\nwhy = "same data"\n', "one paper depends on nothing"),
        (STUDY + '[[not_verified]]\nstudy = "B"\n', "not_verified 'B': Object missing required field `claims`"),
    ],
)  # fmt: skip
def test_a_broken_study_is_refused_with_its_name(text: str, says: str) -> None:
    with pytest.raises(BadTable) as told:
        read_library(text)
    assert says in str(told.value) and "studies.toml" in str(told.value)


def test_a_label_may_differ_from_a_figure_that_is_of_another_claim() -> None:
    both = broken(
        claims='["reduces_overdose_deaths", "supports_dealing"]',
        direction='[{claim = "reduces_overdose_deaths", says = "for"}, {claim = "supports_dealing", says = "null"}]',
        figure_for='["reduces_overdose_deaths"]',
    )
    assert read_library(both).studies[0].has_figure_for("supports_dealing") is False


WORDS = """
[[quotation]]
claim = "encourages_use"
side = "minister"
leans = "for"
speaker = "Somebody"
office = "UK minister"
date = "2023-08-31"
words = "It encourages use."
url = "https://example.org/words"
read = "the record"
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (WORDS.replace('claim = "encourages_use"', 'claim = "x"'), "there is no claim 'x'"),
        (WORDS.replace('"It encourages use."', '""'), "0 words are quoted"),
        (WORDS.replace("It encourages use.", "so " * 41), "41 words are quoted; quote 1 to 40"),
        (WORDS.replace("https://example.org/words", "Hansard"), "url is no address"),
        (WORDS.replace('side = "minister"', 'side = "enemy"'), "Invalid enum value 'enemy'"),
        (WORDS.replace('date = "2023-08-31"\n', ""), "missing required field `date`"),
    ],
)
def test_words_that_nobody_could_check_are_refused(text: str, says: str) -> None:
    with pytest.raises(BadTable, match=re.escape(says)):
        read_words(text)
    assert len(read_words(WORDS)) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('id = "encourages_use"', 'id = "supports_dealing"'), "two claims are called 'supports_dealing'"),
        (('kind = "money"', 'kind = "magic"'), "Invalid enum value 'magic'"),
        (('for_is = "lower"', 'margin = 1.0\nfor_is = "lower"'), "a margin of 1 is no share between 0 and 1"),
        (('  "An act or a licence; or the withdrawal of the prosecutor\'s policy.",\n', ""), "does not say what would change the verdict"),
    ],
)
def test_a_broken_claim_is_refused(change: tuple[str, str], says: str) -> None:
    text = carried("claims.toml")
    assert change[0] in text
    with pytest.raises(BadTable, match=re.escape(says)):
        read_claims(text.replace(*change))


def test_every_claim_of_the_debate_is_there() -> None:
    assert [one.id for one in read_claims()] == [
        "reduces_overdose_deaths", "fewer_ambulance_calls", "cuts_public_injecting_and_litter", "brings_people_to_treatment", "supports_dealing",
        "brings_violence_and_crime", "encourages_use", "no_legal_framework", "costs_more_than_it_saves",
    ]  # fmt: skip


def test_a_claim_looks_only_where_the_record_has_something() -> None:
    assert {name for one in read_claims() for name in one.indicators} <= set(BY_NAME)


def test_nobody_is_quoted_as_deciding_and_every_claim_has_words_of_both_sides_or_says_not() -> None:
    sides = {one.id: {each.side for each in read_words() if each.claim == one.id} for one in read_claims()}
    without = [claim for claim, there in sides.items() if "minister" not in there or "member" not in there]
    # Of ambulances no member's words were found: the page says so.
    assert without == ["fewer_ambulance_calls"]


def test_studies_that_found_nothing_or_harm_stand_beside_the_others() -> None:
    library = read_library()
    said = [(each.claim, each.says) for one in library.studies for each in one.direction if one.role == "estimate"]
    assert sum(says == "null" for _, says in said) >= 20
    assert ("cuts_public_injecting_and_litter", "against") in said and ("brings_violence_and_crime", "for") in said
    assert [one.id for one in library.studies if one.retracted] == ["may-2018-retracted"]
    assert library.not_verified and all(one.missing for one in library.not_verified)


def test_no_entry_says_addict_or_deaths_prevented_in_our_words() -> None:
    ours = carried("claims.toml").lower()
    assert not re.search(r"\baddict|abuser|lives saved|deaths prevented", ours)
