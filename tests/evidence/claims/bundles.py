"""Random studies and findings, for rules that must hold of any bundle."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bothy.evidence.claims.claim import Claim
from bothy.evidence.claims.finding import Finding, counts, finding_of
from bothy.evidence.claims.study import Bearing, Study
from bothy.evidence.claims.weighing import Weight, weigh

CLAIM = Claim(id="fewer", title="Fewer", kind="effect", would_show="x", inside="x", city_says="x", would_change=("x",))


def study(**given: Any) -> Study:
    """An estimate that says for, from a before-after, with nothing printed beside it."""
    plain: dict[str, Any] = {
        "id": "a-1", "paper": "a", "authors": "A", "year": 2020, "title": "T", "journal": "J", "url": "https://x.org",
        "place": "Vancouver (Insite)", "outcome": "deaths", "role": "estimate", "measure": "rate ratio", "design": "before-after",
        "weakness": ("small",), "read": "abstract", "claims": ("fewer",), "direction": (Bearing("fewer", given.pop("says", "for")),),
    }  # fmt: skip
    return Study(**{**plain, **given})


findings = st.builds(
    Finding,
    source=st.sampled_from("abcdefgh"),
    place=st.sampled_from(["Vancouver", "Sydney", "Paris"]),
    # Mostly one way, so that a good many bundles carry something.
    vote=st.sampled_from(["for", "for", "for", "for", "against", "null", "mixed"]),
    rung=st.integers(0, 3),
    within=st.just(False),
)
bundles = st.lists(findings, max_size=12)
together = st.sampled_from([(), (("a", "b"),), (("a", "b"), ("c", "d", "e"))])

_DESIGNS = ("cross-sectional", "before-after", "interrupted time series", "synthetic control")


@st.composite
def _study(draw: st.DrawFn, at: int) -> Study:
    low = draw(st.sampled_from([None, 0.3, 0.6, 0.9]))
    return study(
        id=f"s-{at}", paper=draw(st.sampled_from("abcdefgh")), place=draw(st.sampled_from(["Vancouver", "Sydney (MSIC)", "Paris"])),
        design=draw(st.sampled_from(_DESIGNS)), says=draw(st.sampled_from(["for", "for", "for", "null", "mixed"])),
        low=low, value=None if low is None else low + 0.02, high=None if low is None else draw(st.sampled_from([0.95, 1.2])),
        proxy=draw(st.booleans()), read=draw(st.sampled_from(["abstract", "abstract", "secondary: a newspaper"])),
    )  # fmt: skip


studies = st.integers(0, 10).flatmap(lambda n: st.tuples(*(_study(at) for at in range(n))))


def weight_of(read: tuple[Study, ...] | list[Study]) -> Weight:
    """The rule on studies."""
    return weigh([finding_of(one, CLAIM) for one in read if counts(one)])


def strength(weight: Weight, direction: str) -> int:
    """The rung on which a direction is carried; 0 where it is not."""
    return weight.level if weight.direction == direction else 0
