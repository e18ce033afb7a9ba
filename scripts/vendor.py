"""Copy the browser's third-party modules out of node_modules into the package.

The page's content policy allows no inline script, so there can be no import map: every bare
import (`from "lit-html"`) is rewritten here into a relative path. What is copied is exactly what
can be reached from ENTRIES, with each package's licence; a page imports for example
`../vendor/lit/index.js`.

Usage: python scripts/vendor.py
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "bothy" / "floor" / "static" / "vendor"

# What our pages may import by name. Everything these import comes along.
DIRECTIVES = ("cache", "class-map", "guard", "if-defined", "keyed", "live", "ref", "repeat", "style-map", "when")
ENTRIES = ("lit", *(f"lit/directives/{name}.js" for name in DIRECTIVES), "idb")

FONT = "@fontsource/atkinson-hyperlegible"
FONT_FILES = tuple(
    f"files/atkinson-hyperlegible-{subset}-{weight}-normal.woff2"
    for subset in ("latin", "latin-ext")
    for weight in ("400", "700")
)

# The conditions a browser's loader meets, in a published (not development) build.
CONDITIONS = ("browser", "module", "import", "default")
SPECIFIER = re.compile(r"""(?P<before>\b(?:import|from|import\()\s*)(?P<quote>["'])(?P<name>[^"'\n]+)(?P=quote)""")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
LICENCE = re.compile(r"^(licen[cs]e|notice|copying)(\..*)?$", re.IGNORECASE)


class VendorError(Exception):
    """Something the modules lack; the message says what."""


def package_of(specifier: str) -> tuple[str, str]:
    """`@lit/reactive-element/css-tag.js` is package `@lit/reactive-element`, subpath `./css-tag.js`."""
    parts = specifier.split("/")
    count = 2 if specifier.startswith("@") else 1
    rest = "/".join(parts[count:])
    return "/".join(parts[:count]), f"./{rest}" if rest else "."


def manifest(package: str) -> dict[str, object]:
    """The package's package.json. Raises VendorError when the package is not installed."""
    try:
        found: dict[str, object] = json.loads((MODULES / package / "package.json").read_text("utf-8"))
    except FileNotFoundError:
        raise VendorError(f"The module {package} is not in node_modules. Run `npm ci`, then try again.") from None
    return found


def choose(export: object) -> str | None:
    """The file that an entry of package.json's `exports` names for a browser."""
    if isinstance(export, str):
        return export
    if isinstance(export, dict):
        for condition, inner in export.items():  # the package's own order decides, as in a loader
            if condition in CONDITIONS and (found := choose(inner)):
                return found
    return None


def resolve(specifier: str) -> PurePosixPath:
    """The file, relative to node_modules, that a bare specifier means."""
    package, subpath = package_of(specifier)
    exports = manifest(package).get("exports")
    if not isinstance(exports, dict):
        raise VendorError(f"{package} does not say which file {specifier} is.")
    found = choose(exports.get(subpath))
    if found is None:
        raise VendorError(f"{package} has no {subpath} for browsers.")
    return PurePosixPath(package) / found.removeprefix("./")


def rewrite(text: str, here: PurePosixPath) -> tuple[str, list[PurePosixPath]]:
    """The module with every import relative, and the files it imports (both relative to node_modules)."""
    wanted: list[PurePosixPath] = []

    def relative(match: re.Match[str]) -> str:
        name = match["name"]
        if name.startswith("."):
            file = PurePosixPath(os.path.normpath(here.parent / name))
        else:
            file = resolve(name)
        wanted.append(file)
        path = os.path.relpath(file, here.parent).replace(os.sep, "/")
        path = path if path.startswith(".") else f"./{path}"
        return f"{match['before']}{match['quote']}{path}{match['quote']}"

    return SPECIFIER.sub(relative, SOURCE_MAP.sub("", text).rstrip() + "\n"), wanted


def gather() -> dict[PurePosixPath, bytes]:
    """Every file to ship, by its path below the vendor folder."""
    files: dict[PurePosixPath, bytes] = {}
    waiting = [resolve(entry) for entry in ENTRIES]
    while waiting:
        file = waiting.pop()
        if file in files:
            continue
        try:
            text = (MODULES / file).read_text("utf-8")
        except FileNotFoundError:
            raise VendorError(f"The file {file} is not in node_modules. Run `npm ci`, then try again.") from None
        rewritten, wanted = rewrite(text, file)
        files[file] = rewritten.encode()
        waiting.extend(wanted)
    manifest(FONT)
    for name in FONT_FILES:
        files[PurePosixPath(FONT) / name] = (MODULES / FONT / name).read_bytes()
    return files


def licences(files: dict[PurePosixPath, bytes]) -> dict[PurePosixPath, bytes]:
    """The licence of each package that a file comes from, and one page that lists them all."""
    found: dict[PurePosixPath, bytes] = {}
    listing = ["Third-party files in this folder, unchanged but for their import paths:", ""]
    for package in sorted({package_of(str(file))[0] for file in files}):
        described = manifest(package)
        listing.append(f"{package} {described['version']}: {described.get('license', 'see its LICENSE')}")
        texts = [path for path in sorted((MODULES / package).iterdir()) if LICENCE.match(path.name)]
        for path in texts:
            found[PurePosixPath(package) / path.name] = path.read_bytes()
        if not texts:
            # Published without a copy of the text its package.json names: its sibling's is the same one.
            sibling = MODULES / "lit" / "LICENSE"
            if described.get("license") != "BSD-3-Clause" or not package.startswith("@lit"):
                raise VendorError(f"{package} carries no licence text, so it cannot be shipped.")
            found[PurePosixPath(package) / "LICENSE"] = sibling.read_bytes()
    found[PurePosixPath("LICENSES.txt")] = ("\n".join(listing) + "\n").encode()
    return found


def main() -> int:
    """Put the vendor folder in place as a whole; a half-copied one is never seen."""
    try:
        files = gather()
        files |= licences(files)
    except VendorError as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    fresh = TARGET.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, content in files.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)
    digest = hashlib.sha256(b"".join(f"{n}".encode() + files[n] for n in sorted(files))).hexdigest()
    size_kib = sum(map(len, files.values())) // 1024
    print(f"vendor: {len(files)} files, {size_kib} KiB, digest {digest[:12]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
