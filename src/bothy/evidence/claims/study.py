"""One finding of one published paper, as far as its text was read; and what a broken entry is refused for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec

from bothy.evidence.claims.claim import Claim, read_claims
from bothy.evidence.claims.design import DESIGNS, NO_ESTIMATE, Design
from bothy.evidence.claims.reading import carried, entries, tables
from bothy.evidence.table import BadTable

Says = Literal["for", "against", "null", "mixed"]
"""Of the claim as worded. null: looked for, and no change found."""

Measure = Literal[
    "percent change", "rate ratio", "odds ratio", "hazard ratio", "difference", "coefficient", "count", "narrative",
    "benefit-cost ratio", "cost per QALY",
]  # fmt: skip

NO_CHANGE: dict[Measure, float] = {
    "percent change": 0.0, "difference": 0.0, "coefficient": 0.0, "rate ratio": 1.0, "odds ratio": 1.0, "hazard ratio": 1.0,
}  # fmt: skip
"""The value at which nothing changed, where a measure has one."""


class Bearing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it says of one claim."""

    claim: str
    says: Says


class Study(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keys as studies.toml explains them. ``figure_for``: which claims ``value`` is a figure of, where there are several."""

    id: str
    paper: str
    authors: str
    year: int
    title: str
    journal: str
    doi: str = ""
    url: str
    place: str
    outcome: str
    claims: tuple[str, ...]
    direction: tuple[Bearing, ...]
    figure_for: tuple[str, ...] | None = None
    role: Literal["estimate", "model", "review", "critique", "description"]
    proxy: bool = False
    retracted: bool = False
    measure: Measure
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_text: str = ""
    n: float | None = None
    before: float | None = None
    after: float | None = None
    unit: str = ""
    what: str = ""
    before_period: str = ""
    after_period: str = ""
    design: Design
    weakness: tuple[str, ...]
    read: str

    def says(self, claim: str) -> Says | None:
        """What it says of a claim; None where it does not bear on it."""
        return next((one.says for one in self.direction if one.claim == claim), None)

    def has_figure_for(self, claim: str) -> bool:
        """Whether its value and interval are of this claim's outcome."""
        return claim in (self.claims if self.figure_for is None else self.figure_for)

    @property
    def secondhand(self) -> bool:
        """Read in somebody else's account only."""
        return self.read.startswith("secondary")

    @property
    def city(self) -> str:
        """The place without what stands in brackets or after a comma: two papers on one facility are of one city."""
        return self.place.split("(")[0].split(",")[0].strip()

    @property
    def p_most(self) -> float | None:
        """The p-value as printed, or the bound that is printed ("<0.001"); None where neither is."""
        if self.p is not None or not self.p_text.startswith("<"):
            return self.p
        return float(self.p_text[1:].split()[0])


class Dependence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Papers that rest on the same data, and so are one piece of evidence."""

    papers: tuple[str, ...]
    why: str


class NotVerified(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A study that was looked for and not read."""

    study: str
    claims: tuple[str, ...]
    missing: str


class Library(msgspec.Struct, frozen=True):
    """What is carried along of published work."""

    studies: tuple[Study, ...]
    dependences: tuple[Dependence, ...]
    not_verified: tuple[NotVerified, ...]

    def of(self, claim: str) -> tuple[Study, ...]:
        """The studies that bear on a claim, in the order of the file."""
        return tuple(one for one in self.studies if one.says(claim) is not None)


def read_library(text: str | None = None, claims: Collection[Claim] | None = None, name: str = "studies.toml") -> Library:
    """Every study. BadTable for an entry that contradicts itself, or one that nobody could check."""
    told = tables(carried(name) if text is None else text, name)
    library = Library(
        entries(told, "study", Study, name),
        entries(told, "not_independent", Dependence, name, called="why"),
        entries(told, "not_verified", NotVerified, name, called="study"),
    )
    known = {one.id: one for one in (read_claims() if claims is None else claims)}
    ids = [one.id for one in library.studies]
    for one in library.studies:
        if ids.count(one.id) > 1:
            raise BadTable(f"{name}: two studies are called {one.id!r}. Give each a name of its own.")
        wrong = _wrong(one, known)
        if wrong:
            raise BadTable(f"{name}, study {one.id!r}: {wrong}")
    papers = {one.paper for one in library.studies}
    for dependence in library.dependences:
        strange = sorted(set(dependence.papers) - papers)
        if strange or len(dependence.papers) < 2:
            raise BadTable(f"{name}, not_independent {dependence.why!r}: " + (f"no study is of {strange[0]!r}." if strange else "one paper depends on nothing."))
    return library


def _wrong(one: Study, claims: dict[str, Claim]) -> str:
    """What is wrong with an entry, as a sentence; nothing where it holds together."""
    about = [each.claim for each in one.direction]
    if sorted(about) != sorted(one.claims) or len(set(about)) != len(about):
        return "claims and direction do not name the same claims, each once."
    strange = [each for each in about if each not in claims]
    if strange:
        return f"there is no claim {strange[0]!r}."
    if not one.url.startswith(("https://", "http://")):
        return "url is no address where it can be read."
    if not one.weakness:
        return "no weakness is named, and every study has one."
    fits = {"model": {"model"}, "review": {"review"}, "critique": {"review"}}.get(one.role, {*DESIGNS} - NO_ESTIMATE)
    if one.design not in fits:
        return f"a {one.design} cannot have the role {one.role!r}."
    return _figures(one) or _labels(one, claims)


def _figures(one: Study) -> str:
    if one.p is not None and not 0 <= one.p <= 1:
        return f"p is {one.p:g}, and a p-value is from 0 to 1."
    if one.role != "estimate":
        return ""
    if (one.low is None) != (one.high is None):
        return "an interval has both ends or none."
    if one.low is None or one.high is None:
        return _owner(one)
    if one.measure not in NO_CHANGE:
        return f"a {one.measure} has no value at which nothing changed, so its interval says nothing of a change."
    if one.value is None or not one.low <= one.value <= one.high:
        return f"the value {one.value} does not lie between {one.low:g} and {one.high:g}."
    if NO_CHANGE[one.measure] == 1.0 and one.low <= 0:
        return f"a {one.measure} of {one.low:g} cannot be."
    return _owner(one)


def _owner(one: Study) -> str:
    if one.value is not None and len(one.claims) > 1 and one.figure_for is None:
        return "it bears on several claims: figure_for must say of which its value is a figure ([] for none)."
    if one.figure_for is not None and not set(one.figure_for) <= set(one.claims):
        return "figure_for names a claim that it does not bear on."
    return ""


def _labels(one: Study, claims: dict[str, Claim]) -> str:
    """A label must not say more, or something else, than the interval beside it."""
    if one.role != "estimate" or one.low is None or one.high is None:
        return ""
    null = NO_CHANGE[one.measure]
    for each in one.direction:
        if not one.has_figure_for(each.claim) or each.says == "mixed":
            continue
        holds_null = one.low <= null <= one.high
        if (each.says == "null") != holds_null:
            return f"it says {each.says!r} of {each.claim!r}, and its interval {'holds' if holds_null else 'excludes'} no change."
        rises = one.low > null
        if each.says in ("for", "against") and (each.says == "for") != (rises == (claims[each.claim].for_is == "higher")):
            return f"it says {each.says!r} of {each.claim!r}, and its interval lies on the other side."
    return ""
