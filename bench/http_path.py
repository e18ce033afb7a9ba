"""The whole HTTP path with 50 screens open, names and roles included: commands a second in POSTs of one and of 50.

Usage: python bench/http_path.py [--screens 50] [--seconds 10] [--profile FILE]
"""

import argparse
import asyncio
import sys

from _floor import Screen, floor, processor_seconds, rate, with_screens
from _print import Bars, head


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--screens", type=int, default=50)
    ask.add_argument("--seconds", type=float, default=10)
    ask.add_argument("--profile")
    asked = ask.parse_args()
    head(f"whole HTTP path, {asked.screens} screens, one process; one command in nine registers a name")
    bars = Bars()
    with floor(asked.profile) as server:

        async def measure(watching: list[Screen]) -> None:
            for said, senders, each, bar in (("POSTs of one", 16, 1, 300), ("POSTs of 50", 8, 50, 2_000)):
                busy = processor_seconds(server)
                figure = await rate(server.port, server.home.tablets, senders=senders, each=each, seconds=asked.seconds)
                busy = (processor_seconds(server) - busy) / (figure * asked.seconds)
                bars.at_least(said, figure, bar, "commands/s")
                bars.note(f"the server's own processor time: {busy * 1e6:,.0f} µs a command, so at most {1 / busy:,.0f}/s on a core of its own")
            await asyncio.sleep(2)
            last = {max(each.heard, default=0) for each in watching}
            bars.note(f"screens that had to take a new snapshot: {sum(each.snapshots > 1 for each in watching)}; all at the same entry: {len(last) == 1}")

        with_screens(server, asked.screens, measure)
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
