"""A page as its reader has it."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


def text(answer: Any) -> str:
    """The words of a page, without its marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def wrong(answer: Any) -> str:
    """What is said to be wrong; "" where nothing is."""
    found = re.search(r'<div class="notice error" role="alert">(.*?)</div>', answer.content.decode(), re.S)
    return "" if found is None else html.unescape(re.sub(r"<[^>]+>", " ", found[1])).strip()


def file(content: bytes, name: str = "deaths.csv") -> Any:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def pictures(answer: Any) -> list[str]:
    """Where the pictures of a page are, by day and by night."""
    return [html.unescape(one) for one in re.findall(r'<img class="(?:day|night)"[^>]* src="([^"]+)"', answer.content.decode())]


def drawn(answer: Any) -> list[bytes]:
    """The pictures that stand in a page itself."""
    return [base64.b64decode(one.partition(",")[2]) for one in pictures(answer) if one.startswith("data:image/svg+xml;base64,")]


def hidden(answer: Any, name: str) -> str:
    """What a hidden field of the page holds; "" where it has none."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', answer.content.decode())
    return html.unescape(found[1]) if found else ""
