"""What somebody agreed to: the last word holds, whatever the order in which it was heard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from bothy.care.bodies_vault import ConsentSaid
from bothy.care.consents import consents
from bothy.care.house import Line
from bothy.care.vocabulary import codes

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def lines_of(words: list[tuple[str, str]], person: UUID) -> list[Line]:
    return [
        Line(
            number, uuid4(), "consent-said", person, ConsentSaid(to=to, word=word, version=str(number)),  # type: ignore[arg-type]
            START + timedelta(minutes=number), START, uuid4(), None,
        )
        for number, (to, word) in enumerate(words, 1)
    ]  # fmt: skip


WORDS = st.lists(st.tuples(st.sampled_from(codes("consent_to")), st.sampled_from(codes("consent_word"))), max_size=12)


@given(WORDS, st.randoms())
def test_the_last_word_on_each_holds_in_any_order_of_arrival(words: list[tuple[str, str]], chance: object) -> None:
    lines = lines_of(words, uuid4())
    chance.shuffle(lines)  # type: ignore[attr-defined]
    found = consents(lines)
    for to in codes("consent_to"):
        said = [word for about, word in words if about == to]
        assert found[to].word == (said[-1] if said else "not_asked")  # type: ignore[index]
        assert found[to].stands == (bool(said) and said[-1] == "given")  # type: ignore[index]


def test_a_withdrawal_keeps_when_it_was_given() -> None:
    lines = lines_of([("linkage", "given"), ("linkage", "withdrawn")], uuid4())
    found = consents(lines)["linkage"]
    assert (found.word, found.given_on, found.by) == ("withdrawn", date(2026, 3, 1), lines[1].staff)
