"""PostgreSQL goes away under load: connections are cut, the server is restarted, and the promise holds.

Bothy's own process stays up all the while and goes on by itself.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.kept import check_kept, check_start
from support.own_cluster import OwnCluster, own_cluster
from support.real_server import Furnished, RealServer, furnish, serving
from support.senders import Senders

pytestmark = [pytest.mark.fault, pytest.mark.timeout(1200)]

SENDERS = 8


@pytest.fixture
def database(postgres_server: str) -> Iterator[OwnCluster]:
    """One that no other test uses. Where there is no PostgreSQL, `postgres_server` says so."""
    with own_cluster() as cluster:
        yield cluster


@pytest.fixture
def home(database: OwnCluster, tmp_path: Path) -> Furnished:
    return furnish(tmp_path / "home", database.url)


def settle(server: RealServer, tablets: Senders) -> None:
    """Empty the outboxes, take the server away, and look at what is there."""
    assert tablets.wait_for(50), (tablets.wrong, server.said())
    tablets.finish()
    assert len(tablets.acknowledged) == len(tablets.sent)
    server.kill()
    house = check_kept(server.home, tablets.acknowledged, tablets.sent)
    check_start(server.home, house, from_snapshot=False)


@pytest.mark.parametrize("cuts", [20, pytest.param(300, marks=pytest.mark.long)])
def test_connections_cut_at_random_moments_lose_and_double_nothing(database: OwnCluster, home: Furnished, cuts: int) -> None:
    chance = random.Random(cuts)
    with serving(home) as server:
        tablets = Senders(server, SENDERS, seed=cuts)
        try:
            cut = 0
            for _ in range(cuts):
                assert tablets.wait_for(chance.randint(1, 40)), (tablets.wrong, server.said())
                time.sleep(chance.uniform(0.0, 0.02))
                cut += database.cut_all_connections()
            assert cut >= cuts, "Bothy held connections to cut each time"
            settle(server, tablets)
        finally:
            tablets.done.set()


@pytest.mark.parametrize("restarts", [4, pytest.param(40, marks=pytest.mark.long)])
def test_a_database_restarted_under_load_loses_and_doubles_nothing(
    database: OwnCluster, home: Furnished, restarts: int
) -> None:
    chance = random.Random(restarts)
    with serving(home) as server:
        tablets = Senders(server, SENDERS, seed=restarts)
        try:
            for n in range(restarts):
                assert tablets.wait_for(chance.randint(20, 80)), (tablets.wrong, server.said())
                database.stop(immediate=n % 2 == 0)
                answer = server.post({"id": "not a command"}, tablet=0)
                assert answer.status_code == 200, "what needs no database is answered without one"
                time.sleep(chance.uniform(0.0, 0.5))
                database.start()
            settle(server, tablets)
        finally:
            tablets.done.set()


def test_while_the_database_is_away_tablets_are_told_and_then_all_is_kept(database: OwnCluster, home: Furnished) -> None:
    from support.open_house import register

    with serving(home) as server:
        one = register()
        database.stop(immediate=True)
        refused = server.post(one)
        assert refused.status_code == 503
        assert refused.json()["code"] == "not_kept"
        assert "retry-after" in refused.headers
        database.start()
        for _ in range(200):
            answered = server.post(one)
            if answered.status_code == 200:
                break
            time.sleep(0.05)
        assert answered.json()["answers"][0]["answer"] == "recorded"
        server.kill()
        check_kept(home, {str(one.id): {k: v for k, v in answered.json()["answers"][0].items() if k != "again"}}, {str(one.id): {}})
