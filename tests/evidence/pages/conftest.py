"""A browser of someone who may read the evidence, and a file to bring."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from bothy.care.house import House
from support.django_home import django_home

FIGURES = b"place,year,deaths,status\nNorth,2022,31,final\nNorth,2023,28,final\nNorth,2024,x,provisional\nSouth,2022,12,final\nSouth,2023,9,final\nSouth,2024,14,provisional\n"


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A demo's visitor reads as an analyst."""
    django_home()
    from django.test import Client

    from bothy.server import running

    clock = SimpleNamespace(now=lambda: datetime.now(UTC))
    monkeypatch.setattr(running.running, "facility", SimpleNamespace(house=House(demo=True, name="Northgate", time_zone="Europe/London"), clock=clock))
    return Client()


@pytest.fixture
def bring(visitor: Any) -> Callable[..., Any]:
    """`bring(content, name=…, to=…, **fields)` → the answer to a file that was put in."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def put(content: bytes = FIGURES, name: str = "deaths.csv", to: str = "/evidence/city-figures/", **fields: str) -> Any:
        return visitor.post(to, {"file": SimpleUploadedFile(name, content), "asked": "1", **fields})

    return put


def text(answer: Any) -> str:
    """What is read on a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def form_again(answer: Any) -> dict[str, str]:
    """What the downloads of a page send: the hidden fields of its form."""
    form = re.search(r'<form method="post" id="again".*?</form>', answer.content.decode(), re.S)
    assert form
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])}
