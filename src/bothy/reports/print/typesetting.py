"""Data set by a Typst template of ours. The data reach it as JSON: no name or word in them is ever read as Typst."""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec
import typst


def pdf(template: Traversable, data: object) -> bytes:
    """A PDF that screen readers can read (PDF/UA-1)."""
    return bytes(typst.compile(template.read_bytes(), format="pdf", pdf_standards=["ua-1"], **_given(data)))


def pictures(template: Traversable, data: object, pixels_per_inch: float) -> list[bytes]:
    """The same as pictures (PNG), one a page."""
    made = typst.compile(template.read_bytes(), format="png", ppi=pixels_per_inch, **_given(data))
    return list(made) if isinstance(made, list) else [made]


def _given(data: object) -> dict[str, Any]:
    return {
        "sys_inputs": {"data": msgspec.json.encode(data).decode()},
        "font_paths": [path for path in _fonts() if path.is_dir()],
        "ignore_system_fonts": True,
    }


def _fonts() -> list[Path]:
    # matplotlib brings good ones along, so that a report looks alike on every machine.
    import matplotlib

    return [Path(matplotlib.get_data_path()) / "fonts" / "ttf"]
