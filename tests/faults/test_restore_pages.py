"""Yesterday's backup among today's tablets, of which one is a real page: it brings what it kept, by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bothy.journal import open_reader
from bothy.server.backup.make import make_backup
from bothy.server.home import Home
from journeys.boards import agree, entries
from support.pages import PageTablet
from support.real_server import RealServer, furnish
from support.restoring import Keeping, bring_back, check_once

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]


def test_a_page_brings_a_restored_house_what_it_kept(tmp_path: Path, browser: Browser) -> None:
    # Given a page that worked before the backup and after it, and a house that lost its disk
    home = furnish(tmp_path / "home", tablets=1)
    server = RealServer(home).start().until_open()
    tablet = PageTablet(browser, server, 0)
    try:
        tablet.do(8)
        tablet.until_empty()
        backup = make_backup(Home(home.folder), tmp_path / "kept", url=None).path
        tablet.do(40)
        tablet.until_empty()
        server.kill()
        lost = entries(home.journal)

        # And taps while it is away
        tablet.until("() => window.hands.store.link === 'cut-off'")
        tablet.do(8)

        # When the backup comes back in its place
        back_home, back = bring_back(home, backup, tmp_path / "back", None)
        assert back.head < len(lost)
        server = RealServer(back_home, port=server.port).start().until_open()
        tablet.until_empty()

        # Then all that the page ever got an answer to stands there once, and its board is the journal's
        agree(back_home.journal, tablet.page, patience=60)
        server.kill()
        keeping = Keeping(0)
        keeping.rows, keeping.answers = tablet.made, tablet.acknowledged
        assert len(keeping.rows) == len(keeping.answers) == 56
        check_once(back_home, [keeping])
        now = {line.id for line in entries(back_home.journal)}
        assert {line.id for line in lost if line.staff is not None} <= now, (
            "nothing that hands did was lost with the disk"
        )
        reader = open_reader(back_home.journal)
        try:
            assert [entry.kind for entry in reader.entries()].count("journal-restored") >= 1
        finally:
            reader.close()
    finally:
        server.kill()
        tablet.context.close()
