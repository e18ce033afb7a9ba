"""What entries say of a person beside their visits: that they were shown what is held, and that they were forgotten;
and that words older than the house rules keep them were.

Who is the same person is said by `person-linked`, also of two who were both looked up; a correction takes it back.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta

from bothy.care.body import Body, Reason
from bothy.care.vocabulary import AskedBy, HeldShownHow


class PersonForgotten(Body, frozen=True, kw_only=True):
    """Their names, codes and the words written of them are gone; their entries stand under a random id.

    ``asked_by``: who wanted it. ``rows``, ``notes``: how many of each were to go, of all the ids under which they were
    entered (each has an entry of its own). ``backups_until``: the day after which no backup of this house holds them.
    """

    asked_by: AskedBy
    rows: int = 0
    notes: int = 0
    backups_until: str | None = None
    reason: Reason = ""


class HeldShown(Body, frozen=True, kw_only=True):
    """All that is held about a person was put together, for themselves or who acts for them."""

    asked_by: AskedBy
    how: HeldShownHow


class WordsErased(Body, frozen=True, kw_only=True):
    """The words of all notes written before ``before`` are gone: the house rules keep them for ``months``. Their entries stand.

    ``notes``: how many were to go.
    """

    before: date
    months: Annotated[int, Meta(ge=1)]
    notes: Annotated[int, Meta(ge=1)]
