"""Numbers of entries as spans, (first, last) with both counted in: short to keep, and to say."""

from collections.abc import Iterable, Sequence

Spans = tuple[tuple[int, int], ...]


def spans_of(numbers: Iterable[int]) -> Spans:
    """The numbers as spans, in order, each number once."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def without(first: int, last: int, held: Iterable[int]) -> Spans:
    """What of `first` to `last` is not among `held`."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(held)):
        if number < first:
            continue
        if number > last:
            break
        if number > first:
            found.append((first, number - 1))
        first = number + 1
    if first <= last:
        found.append((first, last))
    return tuple(found)


def count(spans: Sequence[tuple[int, int]]) -> int:
    """How many numbers they are."""
    return sum(last - first + 1 for first, last in spans)


def said(spans: Sequence[tuple[int, int]], most: int = 12) -> str:
    """'entry 12', 'entries 4,801 to 5,000', 'entries 3, 5 to 9 and 12'; beyond `most` spans how many more."""
    parts = [f"{first:,}" if first == last else f"{first:,} to {last:,}" for first, last in spans[:most]]
    if len(spans) > most:
        parts.append(f"{count(spans[most:]):,} more")
    if not parts:
        return "no entry"
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{'entry' if count(spans) == 1 else 'entries'} {listed}"
