"""From a tap to every one of 50 screens of one facility of a server of several: at its own socket, and through the front. Bar: p99 under 50 ms.

Two facilities on a PostgreSQL of its own; the other one rests. Usage: python bench/through_the_front.py [--screens 50] [--seconds 20]
"""

import argparse
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

from _floor import TABLETS, Way  # puts the tests' own support on the path
from _print import Bars, head
from tap_to_screens import tap

from bothy.city.adding import add
from bothy.city.folder import CityFolder
from support.city import Resident, Server
from support.own_cluster import own_cluster
from support.real_server import furnish


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--screens", type=int, default=50)
    ask.add_argument("--seconds", type=float, default=20)
    asked = ask.parse_args()
    head(f"tap to every one of {asked.screens} screens, 10 commands/s, one facility of a server of several, PostgreSQL")
    bars = Bars()
    with own_cluster() as database, tempfile.TemporaryDirectory(prefix="bothy-", dir="/tmp") as folder:
        admin = database.url
        city = CityFolder(Path(folder) / "city")
        city.make("city.localhost")
        north = add(city, "north", "north.localhost", admin)
        add(city, "south", "south.localhost", admin)
        home = furnish(city.home("north").folder, north.database_url, tablets=TABLETS)
        one = Resident(hosted=north, tag="", facility="", cookie=home.tablets[0], ids={})
        server = Server(city, admin).start()
        try:
            server.until_open([one])
            reached = SimpleNamespace(port=server.port, home=home)
            cookie = "bothy_device_north"
            for said, way in (
                ("at its own socket: ", Way(socket=str(city.socket("north")), host=north.host, cookie=cookie)),
                ("through the front: ", Way(port=server.port, host=north.host, cookie=cookie)),
            ):
                tap(reached, asked.screens, asked.seconds, bars, way, said)  # type: ignore[arg-type]
        finally:
            server.stop()
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
