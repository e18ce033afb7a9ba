"""There is no field and no act by which staff receive, hold, weigh, prepare, hand on or test a drug."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import bothy
from bothy.care.commands import COMMANDS
from bothy.care.kinds import KINDS
from bothy.care.vocabulary import CODE_LISTS, codes

FORBIDDEN = re.compile(
    r"weigh|weight|(^|_)grams?(_|$)|milligrams?_of|purity|potency|reagent|sample|drug_test|tested_as|composition|"
    r"prepare[ds]?_(for|by_staff)|handed_on|hand_on|received_from|dispens|inject(ed)?_by|administer|cook(ed)?_by|held_by"
)
OF_AN_ITEM = re.compile(r"substance|quantity|amount|dose|value|price|strength|test|count_of|weigh|mass")
ROOT = Path(bothy.__file__).parent


def structs_in(kind: object, seen: set[object] | None = None) -> Iterator[type]:
    """The Struct and all Structs that its fields may hold."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs_in(field.type, seen)
    for inner in getattr(kind, "__args__", ()):
        yield from structs_in(inner, seen)


BODIES = {f"command {name}": body for name, body in COMMANDS.items()} | {
    f"entry {name}": kind.body for name, kind in KINDS.items()
}


@pytest.mark.parametrize("what", sorted(BODIES))
def test_no_field_and_no_act_by_which_staff_handle_a_drug(what):
    assert not FORBIDDEN.search(what), what
    for struct in structs_in(BODIES[what]):
        for field in struct.__struct_fields__:
            assert not FORBIDDEN.search(field), f"{what}: {struct.__name__}.{field}"


def test_no_code_says_that_staff_handled_a_drug():
    for name in CODE_LISTS:
        for code in codes(name):
            assert not FORBIDDEN.search(code), f"{name}.{code}"


@pytest.mark.parametrize("kind", ["item-found", "item-moved", "items-counted"])
def test_an_item_is_a_bag_and_how_it_looks_and_nothing_that_says_how_much_of_what(kind):
    for struct in structs_in(KINDS[kind].body):
        for field in struct.__struct_fields__:
            assert not OF_AN_ITEM.search(field), f"{struct.__name__}.{field}"
    assert set(codes("item_to")) == {"safe", "police", "destroyed"}


def test_no_form_of_the_registers_asks_for_it():
    forms = [*ROOT.glob("server/templates/office/register*.html"), *ROOT.glob("floor/static/floor/sheets/items.js")]
    assert len(forms) >= 3
    for form in forms:
        names = re.findall(r'name="([a-z_-]+)"', form.read_text("utf-8"))
        assert not [name for name in names if FORBIDDEN.search(name) or OF_AN_ITEM.search(name)], form.name


def test_the_test_sees_what_it_looks_for():
    """A field of that name, however deep, is found."""

    class Inner(msgspec.Struct):
        weight_grams: float = 0.0

    class Outer(msgspec.Struct):
        inner: tuple[Inner, ...] | None = None

    assert any(FORBIDDEN.search(field) for struct in structs_in(Outer) for field in struct.__struct_fields__)
