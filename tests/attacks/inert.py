"""Whether an answer is inert: what somebody typed stands in it as text, and does nothing.

`faults_of(kind, content, headers)` names what it found, by the kind of the file: HTML, SVG and other XML, CSV, XLSX,
PDF, iCalendar, JSON, and the answer's own headers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from xml.etree import ElementTree

import openpyxl
import pypdf

MARK = "bothy-x"
"""The element that hostile words try to make."""
HOSTILE = "=1+1\"'><bothy-x onload=z>{{7*7}}{%x%}#panic()[$"
"""One text for every reader: a formula, a tag with an act of its own, two template languages, the typesetter's code."""
SHORT = '=1"><bothy-x>'
"""The same for fields that take no more than 24 signs."""
OURS = ("http:", "https:", "mailto:", "tel:")
FORMULA = re.compile(r"^[=+\-@\t\r]")
A_NUMBER = re.compile(r"^[+-]?[\d,. ]+%?( to [+-]?[\d,. ]+%?)?$")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.words: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == MARK:
            self.faults.append(f"typed words made an element <{tag}>")
        if tag in ("iframe", "object", "embed", "base", "applet"):
            self.faults.append(f"there is an <{tag}>")
        if tag in ("script", "style"):
            self._script = True
            if tag == "style" or ("src" not in told and told.get("type") not in ("application/json", "application/ld+json")):
                self.faults.append(f"there is an inline <{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(f"<{tag}> has {name}={value!r}")
            if name in ("href", "src", "action", "formaction", "xlink:href", "poster", "data"):
                scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*:)", value or "")
                inline = tag == "img" and (value or "").startswith("data:image/")
                if scheme and scheme[1].lower() not in OURS and not inline:
                    self.faults.append(f"<{tag}> leads to {value!r}")
            self.words.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._script = False

    def handle_data(self, data: str) -> None:
        if not self._script:
            self.words.append(data)


def of_html(content: bytes) -> list[str]:
    """Elements, attributes and addresses that typed words made; templates that were filled in; words that are escaped twice."""
    page = _Page()
    page.feed(content.decode("utf-8"))
    page.close()
    whole = "\n".join(page.words)
    if "onload=z>49" in whole:
        page.faults.append("typed words were filled in as a template")
    if "&lt;" + MARK in whole:
        page.faults.append("typed words are escaped twice")
    return page.faults


def of_svg(content: bytes) -> list[str]:
    """A drawing that can be read as XML, with nothing in it that acts."""
    faults = []
    for one in ElementTree.fromstring(content).iter():
        tag = str(one.tag).rpartition("}")[2].lower()
        if tag in ("script", "foreignobject", MARK):
            faults.append(f"there is a <{tag}>")
        for name, value in one.attrib.items():
            short = name.rpartition("}")[2].lower()
            if short.startswith("on") or (short == "href" and re.match(r"\s*(javascript|data:text|http)", value, re.I)):
                faults.append(f"<{tag}> has {name}={value!r}")
    return faults


def of_csv(content: bytes) -> list[str]:
    """No cell that a spreadsheet would reckon."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return [f"a cell begins as a formula: {cell!r}" for row in rows for cell in row if FORMULA.match(cell) and not A_NUMBER.match(cell) and cell != "-"]


def of_xlsx(content: bytes) -> list[str]:
    """No formula, no link to elsewhere, no macro."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        faults = [f"it holds {name}" for name in packed.namelist() if "vba" in name.lower() or "externalLink" in name]
    book = openpyxl.load_workbook(io.BytesIO(content))
    return faults + [
        f"{sheet.title}!{cell.coordinate} is a formula" for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def of_pdf(content: bytes) -> list[str]:
    """Paper that runs nothing and opens nothing."""
    faults = [f"there is {word.decode()}" for word in (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/EmbeddedFile") if word in content]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return faults + (["typed words were run as the typesetter's code"] if "panicked" in text else [])


def of_calendar(content: bytes) -> list[str]:
    """Every line is one of iCalendar's own, or goes on with the one before."""
    known = re.compile(r"^(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|NAME|X-WR-CALNAME|X-WR-TIMEZONE|UID|DTSTAMP|DTSTART|DTEND|DUE|SUMMARY|DESCRIPTION|LOCATION|CATEGORIES|STATUS|TRANSP|TRIGGER|ACTION|SEQUENCE|CLASS|REFRESH-INTERVAL|LAST-MODIFIED|CREATED|URL|TZID|RRULE)[:;]|^ |^$")
    return [f"a line of its own: {line!r}" for line in re.split(r"\r\n|\n|\r", content.decode("utf-8")) if not known.match(line)]


def of_json(content: bytes) -> list[str]:
    json.loads(content)
    return []


READERS: tuple[tuple[str, Callable[[bytes], list[str]]], ...] = (
    ("text/html", of_html), ("image/svg+xml", of_svg), ("text/csv", of_csv), ("spreadsheetml", of_xlsx),
    ("application/pdf", of_pdf), ("text/calendar", of_calendar), ("application/json", of_json), ("+json", of_json),
)  # fmt: skip


def faults_of(headers: Mapping[str, str], content: bytes) -> list[str]:
    """What is wrong with an answer. `headers` by lower-case name."""
    kind = headers.get("content-type", "")
    faults = [f"the header {name} was split" for name, value in headers.items() if "\r" in value or "\n" in value]
    named = headers.get("content-disposition", "")
    if named and not re.fullmatch(r"(attachment|inline); ?filename=\"?[^\"\r\n/\\<>]+\"?(; filename\*=[\w'%.-]+)?", named):
        faults.append(f"the file is called {named!r}")
    for part, read in READERS:
        if part in kind:
            return faults + read(content)
    return faults
