"""That an inspection pack was made is written down."""

from bothy.care.bodies_inspection import InspectionMade
from bothy.care.wish import Case, Outcome, refuse


def note_inspection(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, InspectionMade)
    if body.until < body.since:
        return refuse("ends_before_it_begins")
    return (case.wish("inspection-made", body),)
