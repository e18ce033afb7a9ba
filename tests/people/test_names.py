"""Same names on the board are told apart."""

from collections.abc import Callable
from itertools import combinations
from random import Random
from uuid import UUID, uuid4

Known = Callable[..., UUID]


def test_a_name_comes_with_the_last_part_of_its_code(known: Known) -> None:
    from bothy.people.names import Name, names_for

    lark = known("Lark", "plum-otter-7")
    assert names_for([lark, uuid4()]) == {lark: Name("Lark", "7")}


def test_two_of_one_name_whose_codes_end_the_same_show_more_of_the_code(known: Known) -> None:
    from bothy.people.names import names_for

    one, two = known("Lark", "plum-otter-7"), known("lark", "plum-finch-7")
    told = names_for([one, two])
    assert (told[one].tag, told[two].tag) == ("otter-7", "finch-7")


def test_people_of_one_name_never_share_a_tag_unless_they_share_a_code(known: Known) -> None:
    from bothy.people.codes import make_code
    from bothy.people.names import names_for

    rng = Random(3)
    codes = {known("Jim", code): code for code in {make_code(rng) for _ in range(80)}}
    told = names_for(codes)
    assert all(told[a].tag != told[b].tag for a, b in combinations(codes, 2))


def test_a_code_that_two_share_is_shown_whole(known: Known) -> None:
    from bothy.people.names import names_for

    one, two = known("Jim", "plum-otter-7"), known("Jim", "plum-otter-7")
    assert {name.tag for name in names_for([one, two]).values()} == {"plum-otter-7"}


def test_someone_without_a_code_has_no_tag(known: Known) -> None:
    from bothy.people.names import names_for

    lark = known("Lark")
    assert names_for([lark])[lark].tag == ""
