"""What was found, in words for a reader and as JSON for a machine (docs/audit-table.md names the keys)."""

import msgspec

from bothy.reports.auditor.audited import Audited, Hidden
from bothy.reports.disclosure import Interval


def interval(one: Interval) -> str:
    """An interval as said: "4", "0 to 8", "3 or more"."""
    low, high = one
    if high is None:
        return f"{low:,} or more" if low else "not bounded"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def sentence(one: Hidden) -> str:
    """One hidden count in a sentence."""
    name = ", ".join(label for label in one.labels if label)
    if one.elsewhere:
        return f"{name} is hidden here ({one.mark}), and shown in {one.elsewhere}: {interval((one.low, one.high))}."
    said = f"{name} ({one.mark}): "
    said += f"exactly {one.low:,}" if one.low == one.high else interval((one.low, one.high))
    if one.marked is not None and one.marked != (one.low, one.high):
        low, high = one.marked
        said += f"; with what the marks say, {'exactly ' if low == high else ''}{interval(one.marked)}"
    return said + "."


def verdict(found: Audited) -> str:
    """The whole in a sentence."""
    if not found.hidden:
        return "Nothing is hidden in what was read."
    hidden = len(found.hidden)
    open_end = sum(one.best[1] is None for one in found.hidden)
    said = f"{hidden:,} hidden count{'s' * (hidden != 1)} and {found.sums:,} sums. {_many(found.exact)} can be told exactly"
    if found.below is not None:
        said += f", {_many(found.small).lower()} to be below {found.below}"
    said += "."
    if between := hidden - found.exact - open_end:
        said += f" {between:,} can be said to lie between two numbers."
    if open_end:
        said += f" {open_end:,} have no upper end."
    return said


def _many(n: int) -> str:
    return f"{n:,}" if n else "None"


def as_text(found: Audited) -> str:
    """All of it, for a terminal."""
    lines = [verdict(found)]
    for one in found.hidden:
        lines.append(("! " if one.exact or one.small else "  ") + sentence(one))
        if one.exact or one.small or one.narrowed:
            lines.extend(f"      {words}" for words in one.told_by[:6])
            if len(one.told_by) > 6:
                lines.append(f"      and {len(one.told_by) - 6} more sums")
    for head, several in (
        ("Sums that do not come out; they were not used:", found.off), ("Marks that contradict the sums:", found.contradicted),
        ("Notes:", found.notes),
    ):  # fmt: skip
        if several:
            lines.append(head)
            lines.extend(f"  {one}" for one in several)
    return "\n".join(lines)


def as_json(found: Audited) -> bytes:
    """All of it, for a machine."""
    told = {
        "files": found.files, "below": found.below, "cells": found.cells, "sums": found.sums, "leaks": found.leaks,
        "exact": found.exact, "small": found.small, "verdict": verdict(found),
        "hidden": [
            {
                "file": one.file, "labels": one.labels, "mark": one.mark, "low": one.low, "high": one.high,
                "with_marks": None if one.marked is None else {"low": one.marked[0], "high": one.marked[1]},
                "exact": one.exact, "small": one.small, "told_by": one.told_by, "shown_in": one.elsewhere or None,
            }
            for one in found.hidden
        ],
        "sums_off": found.off, "marks_contradicted": found.contradicted, "notes": found.notes,
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"
