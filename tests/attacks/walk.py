"""Every address of the house, found by itself: the url tables, every link on every page, and every form with its fields.

A new page, command or form is walked over without a word here. What an address needs (an id, a month) is taken from what
the house holds and from the links that pages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from uuid import UUID

import msgspec

ORIGIN = "http://testserver"
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_FILL = {"int": "1", "slug": "x", "str": "x", "path": "x"}
NOT_FOLLOWED = ("/sign-out", "/floor/stream")


class Route(msgspec.Struct, frozen=True):
    """One pattern of the url tables. `rooms`: the namespaces it stands in."""

    pattern: str
    view: Any
    rooms: tuple[str, ...]

    def filled(self, id: UUID) -> str:
        """An address of this pattern; every id is `id`."""
        return _PARAMETER.sub(lambda found: str(id) if found[1] == "uuid" else _FILL.get(found[1] or "str", "x"), self.pattern)

    @property
    def takes_an_id(self) -> bool:
        return "<uuid:" in self.pattern


def every_route() -> list[Route]:
    """The url tables, as Django has them."""
    from django.urls import URLPattern, get_resolver

    def under(patterns: Any, start: str, rooms: tuple[str, ...]) -> Iterator[Route]:
        for one in patterns:
            text = start + str(one.pattern)
            if isinstance(one, URLPattern):
                yield Route(text, one.callback, rooms)
            else:
                yield from under(one.url_patterns, text, (*rooms, one.namespace) if one.namespace else rooms)

    return list(under(get_resolver().url_patterns, "/", ()))


def access_of(route: Route) -> Any:
    """Who may use it: "public", "device", or the roles."""
    from bothy.server.access import access_of as told

    return told(route.view, route.rooms)


class Field(msgspec.Struct, frozen=True):
    """One field of a form; `options` of a choice, `typed` where a person writes what they like."""

    name: str
    kind: str
    value: str
    options: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        return self.kind in ("text", "search", "textarea", "url", "email", "tel", "password")


class Form(msgspec.Struct, frozen=True):
    action: str
    fields: tuple[Field, ...]

    def filled(self, typed: str, token: str) -> dict[str, str]:
        """What is posted: `typed` in every field that takes words, the first choice elsewhere."""
        told = {one.name: one.value or (one.options[-1] if one.options else "1" if one.kind == "number" else "") for one in self.fields}
        told |= {one.name: typed for one in self.fields if one.typed}
        return told | {"csrfmiddlewaretoken": token}


class _Links(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: str | None = None
        self._fields: list[Field] = []
        self._select: tuple[str, list[str], str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "data-src"):
            if name in told and tag != "script":
                self._link(told[name])
        if tag == "form":
            self._form, self._fields = (told.get("action") or self.address, []) if told.get("method", "get").lower() == "post" else (None, [])
        elif self._form is not None and told.get("name"):
            kind = "textarea" if tag == "textarea" else told.get("type", "submit" if tag == "button" else "text")
            if tag in ("input", "textarea", "button") and (kind not in ("radio", "checkbox") or "checked" in told or kind == "radio"):
                self._fields.append(Field(told["name"], kind, told.get("value", "")))
            elif tag == "select":
                self._select = (told["name"], [], "")
        elif tag == "option" and self._select is not None:
            name, options, chosen = self._select
            options.append(told.get("value", ""))
            self._select = (name, options, told.get("value", "") if "selected" in told else chosen)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            name, options, chosen = self._select
            self._fields.append(Field(name, "select", chosen, tuple(options)))
            self._select = None
        if tag == "form" and self._form is not None:
            self.forms.append(Form(urljoin(self.address, self._form), tuple(self._fields)))
            self._form = None

    def _link(self, told: str) -> None:
        found = urldefrag(urljoin(ORIGIN + self.address, told)).url
        parts = urlsplit(found)
        if f"{parts.scheme}://{parts.netloc}" == ORIGIN:
            self.links.append(parts.path + (f"?{parts.query}" if parts.query else ""))


def links_and_forms(address: str, content: bytes) -> tuple[list[str], list[Form]]:
    """What a page leads to: addresses of this house, and forms that are posted."""
    reader = _Links(address)
    reader.feed(content.decode("utf-8"))
    return reader.links, reader.forms


class Seen(msgspec.Struct, frozen=True):
    """One address that was asked for, and its answer."""

    address: str
    status: int
    headers: dict[str, str]
    content: bytes
    forms: tuple[Form, ...]


def crawl(client: Any, routes: Sequence[Route], ids: Sequence[UUID], most_each: int = 2) -> Iterator[Seen]:
    """Every address that this browser can reach: each route once, with each id that it knows, and every link from there.

    `most_each`: so many answered addresses of one pattern are enough.
    """
    waiting = [address for route in routes for address in ([route.filled(id) for id in ids] if route.takes_an_id else [route.pattern]) if "<" not in address]
    asked: set[str] = set()
    counts: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        shape = pattern_of(address)
        if address in asked or address.split("?")[0] in NOT_FOLLOWED or counts.get(shape, 0) >= most_each:
            continue
        asked.add(address)
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
        if answer.status_code != 404:
            counts[shape] = counts.get(shape, 0) + 1
        headers = {name.lower(): value for name, value in answer.headers.items()}
        links, forms = links_and_forms(address, content) if "text/html" in headers.get("content-type", "") else ([], [])
        if answer.status_code in (301, 302) and str(answer.url).startswith("/") and not str(answer.url).startswith("/sign-in"):
            links = [answer.url]
        waiting += [link for link in links if not link.startswith("/static/")]
        yield Seen(address, answer.status_code, headers, content, tuple(forms))


def pattern_of(address: str) -> str:
    """Which pattern of the url tables an address is of, and what it asks: a few of each sort are enough."""
    from django.urls import Resolver404, resolve

    path, _, query = address.partition("?")
    asks = "&".join(sorted(part.split("=")[0] for part in query.split("&") if part))
    try:
        return f"{resolve(path).route}?{asks}"
    except Resolver404:
        return f"{path}?{asks}"
