"""What the register says in words, and of what it warns."""

from __future__ import annotations

from datetime import date, timedelta

from bothy.evidence.finds.grid import Square, at
from bothy.evidence.finds.shape import Find
from bothy.evidence.pages.answer import Answer
from bothy.evidence.pages.finds.answer import Asked, answer
from evidence.finds.walks import CENTRE, OPENED

HOME = at(*CENTRE)
NEAR = [one for one in HOME.around(1) if one != HOME]
BEFORE, AFTER = OPENED - timedelta(days=9), OPENED + timedelta(days=9)


def find(count: int, on: date = AFTER, square: Square = HOME, effort: float | None = 60.0) -> Find:
    return Find(on=on, square=square, what="needles", count=count, effort=effort, effort_in="minutes" if effort else "not_known")


def said(*finds: Find, around: bool = True) -> Answer:
    return answer(finds, Asked(centre=CENTRE if around else None, opened=OPENED if around else None))


def warned(told: Answer, words: str) -> bool:
    return any(words in one for one in told.cautions)


def test_other_squares_before_and_after_are_pointed_out() -> None:
    same = said(*(find(2, on, square) for on in (BEFORE, AFTER) for square in NEAR))
    assert not warned(same, "squares were searched both before and after")
    other = said(*(find(2, BEFORE, square) for square in NEAR[:4]), *(find(2, AFTER, square) for square in NEAR[4:]))
    assert warned(other, "squares were searched both before and after. Other squares are other streets.")


def test_what_has_no_effort_is_counted_apart_and_said() -> None:
    told = said(find(2), find(0), find(50, effort=None))
    assert told.sentences[0].startswith("1.00 per hour of looking (") and warned(told, "50 of 52 were found without an effort in minutes of looking")
    assert "no rate can be given" in said(find(5, effort=None)).sentences[0]


def test_searches_that_found_nothing_are_missed_when_there_are_none() -> None:
    assert warned(said(find(2), find(3)), "No search that found nothing is written down")
    assert not warned(said(find(2), find(0)), "No search that found nothing")


def test_where_the_facility_stands_is_missed_when_nobody_said_it() -> None:
    assert warned(said(find(2), around=False), "has not been said: there are no rings") and len(said(find(2), around=False).pictures) == 2
    assert len(said(find(2)).pictures) == 3


def test_a_ring_where_nobody_looked_is_not_known_and_one_without_finds_is_no_ratio() -> None:
    sentences = said(find(2, BEFORE), find(1, AFTER), find(0, BEFORE, NEAR[0]), find(0, AFTER, NEAR[0])).sentences
    assert any(one.startswith("0 to 250 m: after over before") for one in sentences)
    assert "500 to 1,000 m: nobody looked there before it opened or after, so nothing is known." in sentences
    assert "0 to 250 m: none was found before, and 3 after." in said(find(0, BEFORE), find(3, AFTER)).sentences


def test_wide_squares_lie_in_no_ring_and_that_is_said() -> None:
    assert warned(said(find(2, BEFORE), find(2, AFTER), find(7, AFTER, Square(260_000, 664_000, 1000))), "7 were found in squares of 500 m or 1 km")


def test_a_short_series_is_not_read_as_a_season() -> None:
    told = said(*(find(n + 1, AFTER + timedelta(days=31 * n)) for n in range(4)))
    assert "The rate of a year over that of the year before" in told.sentences[1] and warned(told, "The trend rests on 4 months")
