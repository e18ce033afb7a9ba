"""Codes that can be said across a counter."""

from itertools import combinations
from random import Random

from bothy.people.codes import make_code, words
from bothy.people.folding import one_slip_apart, sound


def test_there_are_512_short_words() -> None:
    assert len(words()) == len(set(words())) == 512
    assert all(
        3 <= len(word) <= 7 and word.isascii() and word.isalpha() and word.islower() for word in words()
    )


def test_no_two_words_sound_alike_or_are_one_slip_apart() -> None:
    keys = [sound(word) for word in words()]
    assert len(set(keys)) == len(keys)
    assert not [pair for pair in combinations(words(), 2) if one_slip_apart(*pair)]


def test_a_code_is_two_different_words_and_a_digit() -> None:
    rng = Random(1)
    for _ in range(200):
        first, second, digit = make_code(rng).split("-")
        assert first in words() and second in words() and first != second and digit in "0123456789"
    assert make_code(Random(5)) == make_code(Random(5))
