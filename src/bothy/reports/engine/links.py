"""Who is meant by whom, said to another engine (reports/whose.py says it in the process).

Links can lead on to further links, and even in a circle; no two engines follow such a chain by the same
words. So the links alone are fetched, and they are few: from them it is seen how many steps the longest chain
has and where a circle is cut. The engine then takes so many steps, however many rows it is asked about.
"""

import ibis
from ibis import _
from ibis.expr import types as ir

from bothy.reports.engine.stored import Stored


class Links:
    """`ends`: (person, meant) of everybody who is linked to somebody registered; None where nobody is.

    `open`: (subject), everybody of whom nobody has said yet who they are.
    """

    def __init__(self, stored: Stored) -> None:
        people = stored.table("person", None)
        self.open: ir.Table = people.filter(~people.said).select("subject")
        self.any_open = bool(_first(stored, self.open.aggregate(n=self.open.count())))
        told = people.filter(people.same_as.notnull()).select("subject", "same_as")
        registered = people.select(known="subject")
        # A link to somebody whose registration did not happen leads nowhere: they stand for themselves.
        told = told.semi_join(registered, [("same_as", "known")])
        rows = stored.fetch(told).to_pylist()
        same_as = {row["subject"]: row["same_as"] for row in rows}
        cut = smallest_of_circles(same_as)
        for one in cut:
            del same_as[one]
        if cut:
            told = told.filter(told.subject.notin([ibis.literal(one, "binary") for one in cut]))
        self.ends: ir.Table | None = _followed(told, longest(same_as)) if same_as else None


def smallest_of_circles(same_as: dict[bytes, bytes]) -> list[bytes]:
    """Of each circle of links the smallest id, in order: whoever is linked into it is meant to be that one."""
    found: set[bytes] = set()
    done: set[bytes] = set()
    for start in same_as:
        passed: list[bytes] = []
        here: bytes | None = start
        while here is not None and here not in done and here not in passed:
            passed.append(here)
            here = same_as.get(here)
        if here is not None and here in passed:
            found.add(min(passed[passed.index(here) :]))
        done.update(passed)
    return sorted(found)


def longest(same_as: dict[bytes, bytes]) -> int:
    """How many links the longest chain has. The links must not go round in a circle."""
    steps: dict[bytes, int] = {}
    for start in same_as:
        chain = [start]
        while chain[-1] in same_as and chain[-1] not in steps:
            chain.append(same_as[chain[-1]])
        length = steps.get(chain.pop(), 0)
        for one in reversed(chain):
            length += 1
            steps[one] = length
    return max(steps.values(), default=0)


def _followed(told: ir.Table, links: int) -> ir.Table:
    """Each linked person beside the one at the end of their links, where no chain is longer than `links`."""
    ends = told.select(person="subject", meant="same_as")
    for step in range(1, links):
        on = told.select(**{f"via{step}": told.subject, f"beyond{step}": told.same_as})
        # Columns by name: given as expressions, ibis takes those of one step for those of another.
        ends = ends.left_join(on, [("meant", f"via{step}")]).mutate(meant=_[f"beyond{step}"].coalesce(_.meant))
        ends = ends.select("person", "meant")
    return ends


def _first(stored: Stored, asked: ir.Table) -> int:
    return int(stored.fetch(asked)["n"][0].as_py())
