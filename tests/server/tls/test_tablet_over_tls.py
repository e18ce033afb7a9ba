"""A tablet over the local network: Chromium that loaded the authority, and one that did not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from journeys.hands import AXE
from support.real_server import furnish
from support.tls_server import TlsServer, serving_tls
from support.trusting import chromium_at, trust

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsServer]:
    with serving_tls(furnish(tmp_path_factory.mktemp("tablet") / "home", tablets=1)) as server:
        yield server


@pytest.fixture
def tablet(server: TlsServer, chromium_path: str, tmp_path: Path) -> Iterator[Browser]:
    """A browser that was set up: it trusts this facility's authority."""
    trust(tmp_path, server.authority)
    with chromium_at(chromium_path, tmp_path, server.name) as browser:
        yield browser


def fit_for_everybody(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_tablet_that_loaded_the_authority_gets_all_that_needs_a_secure_context(server: TlsServer, tablet: Browser) -> None:
    context = tablet.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "bothy_device", "value": server.home.tablets[0], "url": server.named, "secure": True, "httpOnly": True}])
    page = context.new_page()
    page.goto(f"{server.named}/floor/")
    expect(page.locator("main.board")).to_be_visible()
    assert page.evaluate("isSecureContext && typeof crypto.subtle.digest === 'function'")
    assert page.evaluate("navigator.serviceWorker.ready.then((one) => one.active !== null && one.scope)") == f"{server.named}/floor/"
    # What it does is taken: its Origin is https, and so is the address that was asked.
    answer = page.evaluate(
        "fetch('/floor/commands', {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({commands: []})}).then((one) => one.status)"
    )
    assert answer == 200


def test_a_tablet_that_did_not_load_it_is_warned(server: TlsServer, chromium_path: str, tmp_path: Path) -> None:
    with chromium_at(chromium_path, tmp_path, server.name) as browser:
        page = browser.new_page()
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(f"{server.named}/floor/")


def test_the_authority_is_not_taken_for_another_name(server: TlsServer, chromium_path: str, tmp_path: Path) -> None:
    trust(tmp_path, server.authority)
    with chromium_at(chromium_path, tmp_path, "bank.example") as browser:
        page = browser.new_page()
        with pytest.raises(Error, match="ERR_CERT_COMMON_NAME_INVALID"):
            page.goto(f"https://bank.example:{server.port}/floor/")


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1280, 800), ("dark", 1024, 768), ("light", 390, 780)])
def test_the_pages_that_set_a_tablet_up_are_fit_for_everybody(server: TlsServer, tablet: Browser, theme: str, width: int, height: int) -> None:
    page = tablet.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(server.enrol)
    fit_for_everybody(page)
    for each in page.locator("summary").all():
        each.click()
    fit_for_everybody(page)
    expect(page.get_by_text("Certificate Trust Settings")).to_be_visible()
    expect(page.locator("img.qr")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    page.goto(f"{server.enrol}/floor/")
    fit_for_everybody(page)
    assert [one for one in faults if "404" not in one] == []
    page.goto(f"{server.named}/sign-in?next=/office/network")
    page.get_by_label("Username").fill("morag")
    page.get_by_label("Password").fill("a long password of tests")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Network", exact=True)).to_be_visible()
    expect(page.locator("img.qr")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    fit_for_everybody(page)
