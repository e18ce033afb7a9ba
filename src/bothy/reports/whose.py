"""Whose visits they are, where somebody was entered without being looked up.

Facts keep the id under which each visit was entered; who is meant stands with the registration, and
changes when the desk says who it was. Until then a count of people is a range (`least`): each of those
who are open may be one of the others, or somebody else.
"""

import pyarrow as pa
import pyarrow.compute as pc

from bothy.reports.facts.tables import ID
from bothy.reports.figures import Figure

PEOPLE_COLUMNS = ("subject", "age_band", "sex", "looked_up", "same_as", "said")
"""What `Window.people` holds of everyone."""


class Whose:
    """`open`: those of whom nobody has said yet who they are; `same_as`: who is said to be whom. Nearly always there is nobody to ask about."""

    def __init__(self, people: pa.Table) -> None:
        few = people.filter(pc.or_(pc.invert(people["looked_up"]), pc.is_valid(people["same_as"])))
        self.same_as: dict[bytes, bytes] = {}
        self.open: frozenset[bytes] = frozenset()
        if not len(few):
            return
        rows = few.select(["subject", "same_as", "said"]).to_pylist()
        told = [row for row in rows if row["same_as"] is not None]
        registered = set()
        if told:
            known = people["subject"].filter(
                pc.is_in(
                    people["subject"], value_set=pa.array([row["same_as"] for row in told], pa.binary(16))
                )
            )
            registered = set(known.to_pylist())
        # A link to somebody whose registration did not happen leads nowhere: they stand for themselves.
        self.same_as = {row["subject"]: row["same_as"] for row in told if row["same_as"] in registered}
        self.open = frozenset(row["subject"] for row in rows if not row["said"])

    def meant(self, persons: pa.Array) -> pa.Array:
        """Each different person who is meant, once. `persons`: different ids, as ids."""
        if not self.same_as:
            return persons
        return pc.unique(pa.array([self.who(one) for one in persons.to_pylist()], ID))

    def who(self, person: bytes) -> bytes:
        """At the end of the links; of links in a circle the smallest id, as in care.links."""
        passed: list[bytes] = []
        while (same_as := self.same_as.get(person)) is not None:
            if person in passed:
                return min(passed[passed.index(person) :])
            passed.append(person)
            person = same_as
        return person


def people_count(most: int, still_open: int, anybody: bool = False) -> Figure:
    """How many different people: one number, or at least `least` and at most `value` while some are open.

    `anybody`: it is a count of all, so that whoever was entered was somebody and there is at least one.
    """
    least = max(most - still_open, min(1, most) if anybody else 0)
    return Figure(value=most, k=most, least=None if least == most else least)
