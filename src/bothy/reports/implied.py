"""What one column says of another: an outsider knows the forms, and so that some conditions are one.

Every emergency is closed with an outcome; who has taken heroin has taken it alone or with cocaine; who had
a place within ten minutes had a place. Two boxes in different columns may so be the same rows, and
subtracting one printed number from another tells a third. Each rule here is true of facts as they are
folded (`facts/`); a rule that is not would make sums that do not come out.
"""

from collections.abc import Iterator

from bothy.reports.boxes import ALL, Box, Values

_KNOWN = Values(others=True)
_BLANK = Values(blank=True)
_TREATED = Values(frozenset({"not_treated"}), others=True, blank=True)


def _one(*values: str | bool) -> Values:
    return Values(frozenset(values))


_RULES: dict[str, tuple[tuple[str, Values, str, Values], ...]] = {
    "visit": (
        # Both questions are asked with one form.
        ("otherwise_where", _BLANK, "otherwise_alone", _BLANK),
        ("otherwise_alone", _BLANK, "otherwise_where", _BLANK),
        # Who sat in a place, or was looked at there, was given one.
        ("in_place_minutes", _KNOWN, "place_wait_minutes", _KNOWN),
        ("seen_within", _KNOWN, "place_wait_minutes", _KNOWN),
    ),
    "episode": (("substances has cocaine", _one(True), "mix", _one("cocaine", "heroin_and_cocaine")),
                ("substances has crack", _one(True), "mix", _one("cocaine", "heroin_and_cocaine"))),
    "emergency": (
        ("taken has cocaine", _one(True), "mix", _one("cocaine", "heroin_and_cocaine")),
        ("taken has crack", _one(True), "mix", _one("cocaine", "heroin_and_cocaine")),
        ("naloxone_doses over 0", _one(True), "reversed", _TREATED),
        ("outcome", _one("died"), "reversed", _TREATED),
    ),
    "referral": (("ending", _one("engaged"), "furthest", _one("engaged")),),
}  # fmt: skip
"""By table: where the first column has only such values, the second has only such ones."""


def implied(box: Box) -> Iterator[tuple[Box, Box | None]]:
    """The same rows, said with what follows from what is asked of them: each consequence by itself, then all together.

    Beside it, of what was taken, the box that the mix alone makes: its parts are counted even where it is not.
    """
    table = box.family.removesuffix(", at least").rpartition(" ")[2]
    rules = list(_RULES.get(table, ()))
    rules += [(column, values, column.rpartition(" over ")[0], _KNOWN) for column, values in box.sides if " over " in column]
    every, n = box, 0
    for column, values, other, then in rules:
        if box.side(column) != ALL and _within(box.side(column), values) and not _within(box.side(other), then):
            same = box.turned(other, box.side(other) & then)
            yield same, same.turned(column, ALL) if other == "mix" else None
            every, n = every.turned(other, every.side(other) & then), n + 1
    if n > 1:
        yield every, None


def _within(some: Values, others: Values) -> bool:
    return some & others == some
