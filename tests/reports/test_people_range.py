"""How many different people came is a range while some were not looked up, and a figure once it is said who they are."""

from __future__ import annotations

import itertools
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports import facts, thistle
from bothy.reports.indicators import BY_NAME
from bothy.reports.pages.views import said
from bothy.reports.window import Window
from reports.journals import Pen, at, write


@dataclass
class Place:
    """A home whose journal grows: `months` of it can be asked for at any time."""

    home: Path
    pen: Pen = field(default_factory=Pen)
    written: int = 0

    def not_looked_up(self, day: str) -> UUID:
        person = uuid4()
        self.pen(person, b.PersonRegistered(looked_up=False), at(day))
        return person

    def facts(self) -> facts.Facts:
        write(self.home, self.pen.drafts[self.written :])
        self.written = len(self.pen.drafts)
        return facts.fresh(self.home)

    def people(self, *months: str) -> tuple[int | None, int | float | None]:
        figure = BY_NAME["people"].figure(Window(self.facts(), months))
        return figure.least, figure.value


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_range_until_it_is_said_and_then_a_figure(place: Place) -> None:
    ann, ben = place.pen.person(at("2025-03-03")), place.pen.person(at("2025-03-03"), sex="female")
    lark = place.not_looked_up("2025-03-10")
    for person, day in ((ann, "04"), (ben, "05"), (lark, "10")):
        place.pen.visit(person, at(f"2025-03-{day}"))
    assert place.people("2025-03") == (2, 3)
    link = place.pen(lark, b.PersonLinked(same_as=ann), at("2025-04-02"))
    assert place.people("2025-03") == (None, 2), "rebuilt from the entries, in the month that was over"
    place.pen.correct(lark, link, "person-linked", at("2025-04-03"), void=True)
    assert place.people("2025-03") == (2, 3), "taken back"
    place.pen(lark, b.PersonLinked(), at("2025-04-04"))
    assert place.people("2025-03") == (None, 3), "someone new"


def test_whoever_came_was_somebody(place: Place) -> None:
    one, other = place.not_looked_up("2025-03-10"), place.not_looked_up("2025-03-11")
    place.pen.visit(one, at("2025-03-10"))
    place.pen.visit(other, at("2025-03-11"))
    assert place.people("2025-03") == (1, 2)


def test_found_to_be_someone_of_another_month_they_are_one_person_over_both(place: Place) -> None:
    ann, lark = place.pen.person(at("2025-02-03")), place.not_looked_up("2025-03-10")
    place.pen.visit(ann, at("2025-02-03"))
    place.pen.visit(lark, at("2025-03-10"))
    place.pen.visit(place.pen.person(at("2025-04-03")), at("2025-04-03"))
    assert place.people("2025-02", "2025-03") == (1, 2)
    place.pen(lark, b.PersonLinked(same_as=ann), at("2025-04-05"))
    assert place.people("2025-03") == (None, 1)
    assert place.people("2025-02", "2025-03") == (None, 1)
    opened = place.facts()
    assert thistle.thistle(opened).people.all.value == 1
    assert thistle.thistle(opened).people.male.value == 1, "of the sex that is known of them"


def test_text_and_json_say_that_it_is_a_range_and_why(place: Place) -> None:
    for n in range(3):
        place.pen.visit(
            place.pen.person(at("2025-03-03"), sex="female" if n else "male"), at(f"2025-03-0{n + 4}")
        )
    lark = place.not_looked_up("2025-03-10")
    place.pen.visit(lark, at("2025-03-10"))
    place.pen.visit(place.pen.person(at("2025-04-03")), at("2025-04-03"))
    opened = place.facts()
    text = thistle.render(opened)
    assert (
        "People over the complete months: 3 to 4 (1 to 2 male, 2 to 3 female, 0 to 1 other or not told)"
        in text
    )
    assert "not said yet who they are" in text
    people = json.loads(thistle.render(opened, "json"))["people"]
    assert (people["all"]["value"], people["all"]["least"], people["all"]["most"]) == (None, 3, 4)
    figure = BY_NAME["people"].figure(Window(opened, ["2025-03"]))
    assert said(figure, "people") == "3 to 4"
    place.pen(lark, b.PersonLinked(), at("2025-04-05"))
    opened = place.facts()
    assert "People over the complete months: 4 (1 male, 2 female, 1 other or not told)" in thistle.render(
        opened
    )
    assert "not said yet" not in thistle.render(opened)
    people = json.loads(thistle.render(opened, "json"))["people"]
    assert (people["all"]["value"], people["all"]["least"], people["all"]["most"]) == (4, 4, 4)


def test_neither_end_of_a_range_gives_away_a_count_that_is_kept_back(tmp_path: Path) -> None:
    place = Place(tmp_path, Pen(rules=msgspec.structs.replace(SCOTLAND, exempt_publications=())))
    for n in range(20):
        person = place.pen.person(at("2025-03-03"), sex="male" if n < 17 else "female")
        place.pen.visit(person, at(f"2025-03-{n + 4:02d}"))
    for n in range(4):
        place.pen.visit(place.not_looked_up("2025-03-26"), at(f"2025-03-{n + 26}"))
    place.pen.visit(place.pen.person(at("2025-04-03")), at("2025-04-03"))
    people = thistle.thistle(place.facts()).people
    assert people.female.hidden, "three at least, though seven at most"
    assert people.female.least is None and people.female.value is None
    assert people.male.hidden or people.all.hidden, "or the three could be reckoned from the others"


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_the_desk_may_still_find_lies_in_the_range_and_both_ends_may_be_found(
    data: st.DataObject,
) -> None:
    """Every way of saying who the open ones are, reckoned one by one."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        sexes = [data.draw(st.sampled_from(["male", "female", "not_asked"])) for _ in range(3)]
        known = [place.pen.person(at("2025-03-03"), sex=sex) for sex in sexes]
        still_open = [place.not_looked_up("2025-03-03") for _ in range(data.draw(st.integers(0, 2)))]
        came = data.draw(st.lists(st.sampled_from([*known, *still_open]), max_size=6))
        for n, person in enumerate(came):
            place.pen.visit(person, at(f"2025-03-{n + 4:02d}"))
        place.pen(place.pen.person(at("2025-04-03")), b.PersonRegistered(), at("2025-04-03"))
        opened = place.facts()
        all_of = BY_NAME["people"].figure(Window(opened, ["2025-03"]))
        sex_of = dict(zip(known, sexes, strict=True))
        counts = set()
        table = thistle.thistle(opened).people
        assert table is not None or not came
        for told in itertools.product(*([one, *known] for one in still_open)):
            who = dict(zip(still_open, told, strict=True))
            meant = {who.get(person, person) for person in came}
            counts.add(len(meant))
            male = sum(sex_of.get(one) == "male" for one in meant)
            if table is not None:
                least = table.male.value if table.male.least is None else table.male.least
                assert least <= male <= table.male.value
        low = all_of.value if all_of.least is None else all_of.least
        # The least is reached where somebody known came; otherwise those who are open are one person.
        if set(came) & set(known) or not came:
            assert (low, all_of.value) == (min(counts), max(counts))
        else:
            assert low == 1 and all_of.value == max(counts)
