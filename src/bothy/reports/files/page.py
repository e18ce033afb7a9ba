"""A release as a page: what the template `reports/_release.html` sets, in Bothy and as a page of its own.

The page of its own holds everything it needs: style, charts and data. It asks nobody for anything, so a
city can put it on its site as it is, and runs no script.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from msgspec.structs import replace

from bothy.reports.charts import COLOURS, Theme
from bothy.reports.files.csv_file import as_csv, grid_csv
from bothy.reports.files.drawn import pictured
from bothy.reports.files.signed import Signed
from bothy.reports.files.told import Table, Told, told
from bothy.reports.panels import SERIES, Panels, draw
from bothy.reports.release import Grid, Release


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A chart on a page: drawn into it (`svg`), or fetched by day and by night. `width`, `height` in pixels."""

    alt: str
    width: int
    height: int
    svg: SafeString | None = None
    day: str = ""
    night: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Something to take away. `file`: the name it is saved under."""

    label: str
    href: str
    file: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its picture over it and its data to take away under it."""

    table: Table
    picture: Picture | None
    data: Link | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What `reports/_release.html` needs, as `page`. `head`: whether title and facility are part of it."""

    told: Told
    tables: tuple[Shown, ...]
    downloads: tuple[Link, ...]
    head: bool = True


def page_of(
    release: Release,
    signed: Signed | None = None,
    *,
    chart_url: Callable[[Grid, Theme], str],
    data_url: Callable[[Grid], str] | None = None,
    downloads: tuple[Link, ...] = (),
    head: bool = True,
) -> Page:
    """The release for a page of Bothy: charts and data are fetched from the addresses given."""
    said = told(release, signed)
    tables = []
    for grid, table in zip(release.grids, said.tables, strict=True):
        chart = pictured(release, grid)
        picture = None if chart is None else _fetched(chart, chart_url(grid, "day"), chart_url(grid, "night"))
        data = None if data_url is None else Link(label="These figures as CSV", href=data_url(grid), file=f"{grid.name}.csv")
        tables.append(Shown(table=_soft(table), picture=picture, data=data))
    return Page(told=said, tables=tuple(tables), downloads=downloads, head=head)


def as_html(release: Release, signed: Signed | None = None) -> bytes:
    """One web page that needs nothing else. The same release and signature give the same bytes."""
    said = told(release, signed)
    tables = []
    for number, (grid, table) in enumerate(zip(release.grids, said.tables, strict=True), start=1):
        chart = pictured(release, grid)
        data = Link(label="These figures as CSV", href=_carried(grid_csv(release, grid)), file=f"{grid.name}.csv")
        tables.append(Shown(table=_soft(table), picture=None if chart is None else _inline(chart, f"c{number}"), data=data))
    every = Link(label="All figures as data (CSV)", href=_carried(as_csv(release)), file=f"{release.set}-{release.since}-{release.until}.csv")
    page = Page(told=said, tables=tuple(tables), downloads=(every,))
    context = Context({"page": page, "style": mark_safe(_style())}, use_l10n=False, use_tz=False)  # noqa: S308
    return _engine().get_template("reports/release_alone.html").render(context).encode()


_LONG = re.compile(r"\w{19,}")


def _soft(table: Table) -> Table:
    """The table with places where a browser may break its longest words: not every one knows how to hyphenate."""

    def softened(text: str) -> str:
        return _LONG.sub(lambda word: "\u00ad".join(re.findall(r".{1,12}", word[0])), text)

    lines = tuple(replace(line, label=softened(line.label)) for line in table.lines)
    return replace(table, heads=tuple(map(softened, table.heads)), lines=lines)


def _fetched(chart: Panels, day: str, night: str) -> Picture:
    width, height = _pixels(chart)
    return Picture(alt=f"{chart.title}. {chart.description}", width=width, height=height, day=day, night=night)


def _inline(chart: Panels, prefix: str) -> Picture:
    width, height = _pixels(chart)
    svg = mark_safe(themed(draw(chart, "day").decode(), prefix))  # noqa: S308 (drawn here; every word in it is escaped)
    return Picture(alt=f"{chart.title}. {chart.description}", width=width, height=height, svg=svg)


def _pixels(chart: Panels) -> tuple[int, int]:
    width, height = chart.inches
    return round(width * 100), round(height * 100)


def _carried(data: bytes) -> str:
    return f"data:text/csv;charset=utf-8;base64,{b64encode(data).decode()}"


def themed(svg: str, prefix: str) -> str:
    """A day chart whose colours are the page's, so that night is a matter of style; its ids begin with `prefix`."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\b(id|xlink:href)="(#?)([^"#]+)"', rf'\1="\2{prefix}-\3"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = svg.replace('aria-labelledby="title desc"', f'aria-labelledby="{prefix}-title {prefix}-desc"')
    # Under hatches a colour is an attribute, where the page's own colours cannot be named.
    svg = re.sub(r'(<rect [^>]*?)fill="(#[0-9a-f]{6})"', r'\1style="fill: \2"', svg)
    for name, (day, _) in _colours().items():
        svg = re.sub(rf"(?<=: ){day}\b", f"var(--{name})", svg)
    return svg.rstrip()


@lru_cache
def _colours() -> dict[str, tuple[str, str]]:
    """The colours of charts by name, by day and by night."""
    names = {f"chart-{name}": (COLOURS["day"][name], COLOURS["night"][name]) for name in ("ink", "soft", "line", "card")}
    pairs = zip(SERIES["day"], SERIES["night"], strict=True)
    return names | {f"chart-{n}": pair for n, pair in enumerate(pairs, start=1)}


@lru_cache
def _style() -> str:
    """Colours of day and of night, the page's frame, and what releases look like everywhere."""
    here = files("bothy.reports").joinpath("static/reports")
    day = "".join(f"--{name}:{one};" for name, (one, _) in _colours().items())
    night = "".join(f"--{name}:{one};" for name, (_, one) in _colours().items())
    parts = [f":root{{{day}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{night}}}}}"]
    parts += [here.joinpath(name).read_text("utf-8") for name in ("release_alone.css", "release.css")]
    return "\n".join(parts)


@lru_cache
def _engine() -> Engine:
    """Our own templates only; it needs no server and no settings."""
    return Engine(dirs=[str(Path(str(files("bothy.reports").joinpath("templates"))))], autoescape=True)
