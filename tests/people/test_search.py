"""Finding someone at the desk."""

import random
from collections.abc import Callable
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bothy.care.house import Person as Counts

Known = Callable[..., UUID]


def ids(found: list) -> list[UUID]:
    return [one.person for one in found]


def test_someone_is_found_by_name_code_and_card(known: Known) -> None:
    from bothy.people.search import search

    lark = known("Lark", "plum-otter-7", "CARD-1180")
    known("Wren", "oak-finch-2")
    for text in ("Lark", "lark", "la", "LÁRK", "plum-otter-7", "plum otter", "CARD-11"):
        assert ids(search(text)) == [lark], text
    assert [search(text)[0].how for text in ("Lark", "la", "plum", "CARD-1180")] == [
        "same",
        "begins",
        "code",
        "card",
    ]


def test_a_slip_of_the_finger_and_another_spelling_still_find(known: Known) -> None:
    from bothy.people.search import search

    stephen, catriona = known("Stephen B"), known("Catriona")
    assert ids(search("Steven")) == [stephen]
    assert ids(search("Stehpen")) == [stephen]
    assert ids(search("Katrina")) == [catriona]
    assert ids(search("Catriina")) == [catriona]
    assert search("Bob") == []


def test_the_second_word_of_a_name_is_searched_too(known: Known) -> None:
    from bothy.people.search import search

    tam = known("Big Tam")
    assert ids(search("tam")) == [tam]
    assert ids(search("big tan")) == [tam]


def test_the_same_name_comes_before_one_that_begins_so(known: Known) -> None:
    from bothy.people.search import search

    longer, same = known("Jimmy"), known("Jim")
    assert ids(search("jim")) == [same, longer]


def test_nothing_typed_finds_nobody(known: Known) -> None:
    from bothy.people.search import search

    known("Lark")
    assert search("") == [] and search("  -- ") == []


def test_everyone_is_found_by_every_beginning_of_their_name(known: Known) -> None:
    from bothy.people.search import search

    rng = random.Random(7)
    names = {known("".join(rng.choices("abcdeiou", k=rng.randint(2, 8)))): None for _ in range(60)}
    from bothy.people.directory import directory

    for id in names:
        name = directory.known[id].name
        for length in range(1, len(name) + 1):
            assert id in ids(search(name[:length], limit=100))


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(text: str) -> None:
    from support.django_home import django_home

    django_home()
    from bothy.people.search import search, similar

    search(text)
    similar(text)


def test_likely_duplicates_come_with_reasons(known: Known) -> None:
    from bothy.people.search import similar

    lark, park = known("Lark", "plum-otter-7"), known("Larke")
    known("Wren")
    likely = similar("lark")
    assert [(one.person, one.reasons) for one in likely] == [
        (lark, ("same name",)),
        (park, ("name begins the same",)),
    ]


def test_age_band_and_sex_speak_only_where_both_told_them(known: Known) -> None:
    from bothy.people.search import similar

    young, old, untold = known("Lark"), known("Lark"), known("Lark")
    counts = {
        young: Counts(id=young, age_band="25-34", sex="male", visits=1),
        old: Counts(id=old, age_band="65+", sex="female"),
        untold: Counts(id=untold, age_band="declined", sex="not_asked"),
    }
    likely = similar("Lark", "25-34", "male", counts.get)
    assert [one.person for one in likely] == [young, untold, old]
    assert likely[0].reasons == ("same name", "same age band", "same sex", "1 visit before")
    assert likely[1].reasons == ("same name",)
    assert likely[2].reasons == ("same name", "other age band", "other sex")


def test_a_forgotten_person_is_not_found_once_another_process_removed_them(known: Known) -> None:
    from bothy.people.directory import directory
    from bothy.people.models import Person
    from bothy.people.search import search

    lark, wren = known("Lark"), known("Wren")
    Person.objects.filter(id=lark).delete()
    directory._looked_at = None
    assert search("Lark") == [] and ids(search("Wren")) == [wren]


def test_someone_another_process_registered_is_found(known: Known) -> None:
    from uuid import uuid4

    from bothy.people.directory import directory
    from bothy.people.models import Person
    from bothy.people.search import search

    known("Wren")
    lark = Person.objects.create(id=uuid4(), chosen_name="Lark", command=uuid4())
    directory._looked_at = None
    assert ids(search("Lark")) == [lark.id]


def test_a_short_form_finds_the_name_and_the_name_finds_the_short_form(known: Known) -> None:
    from bothy.people.search import search

    james, lizzie, hamish = known("James Rae"), known("Lizzie"), known("Hamish")
    assert james in ids(search("jimmy rae"))
    assert ids(search("elizabeth")) == [lizzie]
    assert ids(search("betty")) == [lizzie]
    assert hamish in ids(search("jamie"))
    assert search("jimmy rae")[0].how == "nickname"


def test_a_key_beside_comes_before_any_other_letter(known: Known) -> None:
    from bothy.people.search import search

    beside, other = known("Hamosh"), known("Hamesh")
    assert ids(search("hamish")) == [beside, other]
    assert [one.how for one in search("hamish")] == ["key", "slip"]


def test_words_in_another_order_run_together_or_by_their_first_letters(known: Known) -> None:
    from bothy.people.search import search

    person = known("Mary Ann Begg")
    for text in ("begg mary", "ann mary begg", "maryann begg", "mab", "mary bgg"):
        assert ids(search(text)) == [person], text


def test_what_is_left_of_a_code_finds_them(known: Known) -> None:
    from bothy.people.search import search

    person = known("Lark", "plum-otter-7")
    known("Wren", "oak-finch-2")
    for text in ("otter", "otter 7", "plum 7", "7 otter plum", "otter plum", "plum otter 1", "plumb otter", "lark otter", "lark 7"):
        assert ids(search(text)) == [person], text


def test_of_equals_whoever_came_last_is_first(known: Known) -> None:
    from datetime import UTC, datetime, timedelta

    from immutables import Map

    from bothy.care.house import House
    from bothy.people import ports
    from bothy.people.search import search

    first, second, third = known("Jim"), known("Jim"), known("Jim")
    now = datetime.now(UTC) + timedelta(hours=1)
    people = {
        first: Counts(first, last_visit_at=now),
        second: Counts(second),
        third: Counts(third, last_visit_at=now + timedelta(minutes=5)),
    }
    ports.connect(lambda: House(people=Map(people)))
    try:
        assert ids(search("jim")) == [third, first, second]
    finally:
        ports.connect(lambda: None)
