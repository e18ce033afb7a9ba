"""Keeping small counts back, so that nobody can be picked out of a table.

Two steps. A count from 1 to below the house's limit is hidden, and every share whose numerator or
rest is that small. Then, where a column shows its total and only one of its counts is hidden, the
next smallest is hidden with it: else the hidden one is the total less the others. A house switches
this off for a publication by naming it in its rules.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from bothy.reports.figures import Figure


def small(k: int | None, below: int) -> bool:
    """Whether a count is one that could point at somebody."""
    return k is not None and 0 < k < below


def hide(figure: Figure) -> Figure:
    """The figure without anything from which its count could be reckoned back."""
    return replace(figure, value=None, k=None, low=None, high=None, missing=None, hidden=True)


def protect(figure: Figure, below: int) -> Figure:
    """One figure on its own: hidden when it, or what it leaves of its n, is small."""
    if figure.k is None:
        return figure
    rest = None if figure.n is None else figure.n - figure.k
    return hide(figure) if small(figure.k, below) or small(rest, below) or small(figure.missing, below) else figure


def protect_column(figures: Sequence[Figure], below: int, total_shown: bool) -> list[Figure]:
    """A column of counts of which the total may be shown beside it."""
    protected = [protect(figure, below) for figure in figures]
    if total_shown and sum(figure.hidden for figure in protected) == 1:
        shown = [i for i, figure in enumerate(protected) if not figure.hidden and figure.k]
        if shown:
            smallest = min(shown, key=lambda i: protected[i].k or 0)
            protected[smallest] = hide(protected[smallest])
    return protected
