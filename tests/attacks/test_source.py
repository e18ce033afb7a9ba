"""What the source must not do, wherever it is written: run text, trust bytes, ask the network, or mark words as safe."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import bothy

SOURCE = Path(bothy.__file__).parent
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
TRUSTS_BYTES = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "xmlrpc", "telnetlib", "ftplib", "smtplib", "imaplib"}
PARSES_XML = {"xml.etree", "xml.sax", "xml.dom", "lxml", "xmltodict"}
ASKS_THE_NETWORK = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client"}
WHO_ASKS = {
    "server/control.py": "the command line asks the server of its own home, by loopback",
    "server/ship_to.py": "the command line ships a journal to the city's server whose address the operator wrote down",
    "city/gathered.py": "the city's page asks the facilities beside it, at their sockets in its own folder",
}
"""Which files may open a connection of HTTP, and to whom."""
WHO_RUNS_PROGRAMS = {
    "server/backup/database.py": "pg_dump and pg_restore, with arguments of ours and no shell",
    "city/supervisor.py": "this Python itself, once for each facility",
}
WHO_MARKS_SAFE = {"reports/files/page.py": "the style sheet that is shipped, and charts that are drawn here, word by word escaped"}
WHO_PACKS_OUT = {
    "reports/auditor/grids.py": "a workbook to audit, after its unpacked size was looked at",
    "reports/files/xlsx_file.py": "the workbook that was just written here, to give it fixed times",
    "reports/inspection/bundle.py": "an inspection pack that somebody checks, after its unpacked size was looked at",
    "server/inspecting.py": "an inspection pack that this house made and kept, checked before",
    "server/backup/restore.py": "a backup, by whoever runs the computer, with tarfile's filter against names that lead out",
}


class Module(NamedTuple):
    """One file: what it imports, and every call with the name that is called."""

    path: str
    imports: frozenset[str]
    calls: tuple[tuple[str, ast.Call], ...]


@cache
def every_module() -> tuple[Module, ...]:
    return tuple(_read(path) for path in sorted(SOURCE.rglob("*.py")))


def _read(path: Path) -> Module:
    names: set[str] = set()
    calls = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Call):
            calls.append((_called(node.func), node))
    return Module(path.relative_to(SOURCE).as_posix(), frozenset(names), tuple(calls))


def _called(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else f"{_called(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else "()"


def within(name: str, forbidden: set[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in forbidden)


def test_no_text_is_run_and_no_bytes_are_trusted() -> None:
    found = []
    for path, imports, calls in every_module():
        found += [(path, name) for name in imports if within(name, TRUSTS_BYTES | PARSES_XML)]
        found += [(path, name) for name, _ in calls if name in RUNS_TEXT or name in ("os.system", "os.popen")]
    assert found == []


def test_only_these_ask_the_network_and_run_programs() -> None:
    """So nothing that somebody types can send the server anywhere."""
    asks = {path for path, imports, _ in every_module() for name in imports if within(name, ASKS_THE_NETWORK)}
    assert asks <= set(WHO_ASKS), asks - set(WHO_ASKS)
    runs = {path for path, imports, _ in every_module() if "subprocess" in imports}
    assert runs <= set(WHO_RUNS_PROGRAMS), runs - set(WHO_RUNS_PROGRAMS)
    for path, _, calls in every_module():
        for name, call in calls:
            if name.startswith("subprocess."):
                assert not any(each.arg == "shell" for each in call.keywords), path
                assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), path


def test_words_are_marked_as_safe_only_where_they_are_ours() -> None:
    marks = {path for path, _, calls in every_module() for name, _ in calls if name.rpartition(".")[2] in ("mark_safe", "format_html_join", "SafeString")}
    assert marks <= set(WHO_MARKS_SAFE), marks - set(WHO_MARKS_SAFE)
    for template in sorted(SOURCE.rglob("templates/**/*.html")):
        text = template.read_text("utf-8")
        told = re.findall(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|\{%\s*autoescape off|\|\s*safeseq", text)
        assert [one for one in told if "page." not in one and "style" not in one and "svg" not in one] == [], template


def test_sql_is_written_with_placeholders() -> None:
    """A statement that is put together holds names of tables and columns of ours only; ruff's S608 looks at the rest."""
    found = []
    for path, _, calls in every_module():
        for name, call in calls:
            if name.rpartition(".")[2] in ("raw", "extra", "RawSQL"):
                found.append((path, name))
            if name.rpartition(".")[2] == "execute" and call.args and isinstance(call.args[0], ast.BinOp) and isinstance(call.args[0].op, ast.Mod):
                found.append((path, ast.unparse(call.args[0])))
    assert [one for one in found if "msgspec" not in one[1]] == []


def test_only_this_unpacks_what_somebody_sent() -> None:
    opens = ("ZipFile", "decompress", "decompressobj", "GzipFile", "LZMAFile", "BZ2File", "unpack_archive", "extractall")
    packs = {
        path for path, _, calls in every_module() for name, call in calls
        if name.rpartition(".")[2] in opens and not any(isinstance(each, ast.Constant) and each.value == "w" for each in call.args)
    }  # fmt: skip
    assert packs <= set(WHO_PACKS_OUT), packs - set(WHO_PACKS_OUT)


def test_chance_that_guards_something_is_the_system_s() -> None:
    """`random` draws people of a demo and places of a sheet; what somebody must not guess comes from `secrets`."""
    guarded = ("people/enrolment.py", "server/control.py", "server/home.py", "intake/sealing.py", "journal/checkpoint.py", "people/pins.py", "server/tls/authority.py")
    for path, imports, _ in every_module():
        assert path not in guarded or "random" not in imports, path


def test_our_pages_scripts_run_no_text_and_build_no_html_from_words() -> None:
    found = []
    for script in sorted(SOURCE.rglob("static/**/*.js")):
        if "vendor" in script.parts:
            continue
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", script.read_text("utf-8"), flags=re.S)
        for word in (r"\beval\(", r"new Function\(", r"\.innerHTML\s*=", r"\.outerHTML\s*=", r"insertAdjacentHTML", r"document\.write", r"unsafeHTML", r"setTimeout\(\s*[\"'`]", r"postMessage\([^)]*[\"']\*[\"']", r"\.srcdoc"):
            found += [(script.name, each) for each in re.findall(word, text)]
    assert found == []


def test_no_secret_is_in_the_source() -> None:
    found = []
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.toml"), *SOURCE.rglob("*.json")]:
        if "vendor" in path.parts:
            continue
        text = path.read_text("utf-8", "replace")
        found += [(path.name, each) for each in re.findall(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\n[A-Za-z0-9+/]{20}|AKIA[0-9A-Z]{16}|(?:password|secret|token)\s*=\s*\"[A-Za-z0-9+/_-]{24,}\"", text)]
    assert found == []
