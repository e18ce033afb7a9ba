"""What can be asked for: every set and indicator, and what is near to a name that is neither."""

from bothy.reports.groupings import GROUPINGS
from bothy.reports.indicators import BY_NAME, BY_SUBJECT, INDICATORS
from bothy.reports.near import near
from bothy.reports.sets import SETS

SUBJECTS: dict[str, str] = {one.name: subject for subject, listed in BY_SUBJECT.items() for one in listed}
"""What each indicator is about: the headings under which people look for it."""


def listing() -> str:
    """Sets with their audience, indicators with their unit and what they can be divided by."""
    said = ["Sets of tables:"]
    said += [f"  {one.name:<24} {one.title}. {one.audience}" for one in SETS.values()]
    said += ["", "Indicators (--by what they can be divided by):"]
    for one in INDICATORS:
        divided = f"  by {', '.join(one.groupings)}" if one.groupings else ""
        said.append(f"  {one.name:<32} {one.label} ({one.unit}){divided}")
    return "\n".join(said) + "\n"


def trouble(name: str, by: str = "") -> str:
    """What is wrong with a name and a grouping, in a sentence; "" where nothing is."""
    if name in SETS:
        return f"{name} is a set of tables: each has its own rows, so leave --by away." if by else ""
    if name not in BY_NAME:
        return f"There is no indicator or set {name!r}. {near(name, (*BY_NAME, *SETS))}"
    if by and by not in GROUPINGS:
        return f"There is no grouping {by!r}. {near(by, GROUPINGS)}"
    indicator = BY_NAME[name]
    if by and by not in indicator.groupings:
        can = ", ".join(indicator.groupings)
        return f"“{indicator.label}” cannot be divided by {by!r}. {f'It can by: {can}.' if can else 'It is one figure only.'}"
    return ""
