"""That records left the house is written down, by somebody who may let them go."""

from bothy.care.bodies_export import DataExported
from bothy.care.wish import Case, Outcome, refuse


def note_export(case: Case) -> Outcome:
    body = case.body
    assert isinstance(body, DataExported)
    if not body.reason.strip():
        return refuse("reason_missing")
    return (case.wish("data-exported", body),)
