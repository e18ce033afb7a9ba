"""Who may read the evidence: those who read reports, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from bothy.care.vocabulary import Role

READERS = ("shift_lead", "manager", "analyst", "administrator")
PATHS = ("/evidence/", "/evidence/design/figures/", "/evidence/design/figures/?example=nrs-drug-misuse-deaths", "/evidence/design/figures/figures.csv?example=nrs-drug-misuse-deaths")


@pytest.mark.parametrize("role", get_args(Role))
def test_each_role_reads_it_or_is_refused(office: Callable[..., Any], role: str) -> None:
    browser = office(role)
    for path in PATHS:
        assert browser.get(path).status_code == (200 if role in READERS else 403), path
    assert (">Evidence</a>" in browser.get("/office/").content.decode()) == (role in READERS)


def test_who_is_not_signed_in_is_asked_to(office: Callable[..., Any]) -> None:
    for path in PATHS:
        answer = office(None).get(path)
        assert answer.status_code == 302 and answer.url.startswith("/sign-in?next="), path
