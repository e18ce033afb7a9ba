"""What the tablet's service worker keeps: the list of the shell's files, and a version that changes with them."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

import bothy

_ROOMS = Path(bothy.__file__).parent
SHELL_FOLDERS = (
    (_ROOMS / "floor" / "static", ("floor/**/*", "vendor/**/*")),
    (_ROOMS / "server" / "static", ("bothy/theme.js", "bothy/mark.svg")),
    (_ROOMS / "people" / "static", ("people/codewords.json",)),
)
SHELL_KINDS = frozenset({".js", ".css", ".svg", ".woff2", ".json"})


@cache
def shell() -> tuple[str, tuple[str, ...]]:
    """(version, addresses): everything a tablet needs to open without the network; nothing about people.

    The version is a digest of the files, so it changes when, and only when, one of them does.
    """
    digest = hashlib.sha256(get_template("floor/app.html").render({}, None).encode())
    addresses = ["/floor/"]
    for folder, patterns in SHELL_FOLDERS:
        for file in sorted({file for pattern in patterns for file in folder.glob(pattern)}):
            if not file.is_file() or file.suffix not in SHELL_KINDS or file.name == "sw.js":
                continue
            name = file.relative_to(folder).as_posix()
            digest.update(name.encode() + b"\0" + file.read_bytes())
            addresses.append(f"/static/{name}")
    return digest.hexdigest()[:16], tuple(addresses)


def shell_js(request: HttpRequest) -> HttpResponse:
    """GET /floor/shell.js: a script for the service worker, which is fetched anew whenever it changes."""
    version, files = shell()
    told = json.dumps({"version": version, "files": files})
    response = HttpResponse(f"self.BOTHY_SHELL = {told};\n", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


shell_js.access = "public"  # type: ignore[attr-defined]
