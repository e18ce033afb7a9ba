"""Two spellings of one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.people.folding import folded, one_slip_apart, slips, sound

LETTERS = "abcd"
words = st.text(LETTERS, min_size=0, max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stephen", "Steven"), ("Catriona", "Katrina"), ("Jon", "John"), ("Philip", "Filip"),
        ("Nicky", "Niki"), ("Mhairi", "Vari"), ("Geoff", "Jeff"), ("Clare", "Claire"),
    ],
)  # fmt: skip
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound(folded(one)) == sound(folded(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Lark", "Wren"), ("Tam", "Jim"), ("Ruby", "Robert"), ("Ailsa", "Morag")]
)
def test_names_that_do_not_sound_alike_share_none(one: str, other: str) -> None:
    assert sound(folded(one)) != sound(folded(other))


def test_folding_takes_case_accents_and_signs_off() -> None:
    assert folded("  Siân-Marie  O'Neil ") == "sian marie o neil"


@given(words, words)
def test_one_slip_apart_is_what_a_letter_more_fewer_other_or_two_swapped_makes(a: str, b: str) -> None:
    made = {a[:i] + a[i + 1 :] for i in range(len(a))}
    made |= {a[:i] + c + a[i:] for i in range(len(a) + 1) for c in LETTERS}
    made |= {a[:i] + c + a[i + 1 :] for i in range(len(a)) for c in LETTERS}
    made |= {a[:i] + a[i + 1] + a[i] + a[i + 2 :] for i in range(len(a) - 1)}
    assert one_slip_apart(a, b) == (a != b and b in made)


@given(words, words)
def test_words_one_slip_apart_have_a_form_in_common(a: str, b: str) -> None:
    if one_slip_apart(a, b) and min(len(a), len(b)) >= 3:
        assert slips(a) & slips(b)
