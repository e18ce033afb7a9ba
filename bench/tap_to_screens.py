"""From a tap to every one of 50 screens, at 10 commands a second: POST sent to the last screen's event. Bar: p99 under 50 ms.

Usage: python bench/tap_to_screens.py [--screens 50] [--seconds 20] [--profile FILE]
"""

import argparse
import asyncio
import sys
import time

from _floor import Line, RealServer, Screen, Visits, Way, floor, quantile, with_screens
from _print import Bars, head

BAR_MS = 50.0


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--screens", type=int, default=50)
    ask.add_argument("--seconds", type=float, default=20)
    ask.add_argument("--profile")
    asked = ask.parse_args()
    head(f"tap to every one of {asked.screens} screens, 10 commands/s, one process")
    bars = Bars()
    with floor(asked.profile) as server:

        tap(server, asked.screens, asked.seconds, bars)
    return bars.status()


def tap(server: RealServer, screens: int, seconds: float, bars: Bars, way: Way | None = None, said: str = "") -> None:
    """Tap ten times a second for so long, and say how long each took to the last screen."""

    async def measure(watching: list[Screen]) -> None:
        line, visits = await Line(way or Way(server.port), server.home.tablets[-1]).open(), Visits()
        sent: dict[int, float] = {}
        answered: list[float] = []
        for _ in range(int(seconds * 10)):
            began = time.perf_counter()
            reply = await line.post([visits.next()])
            answered.append((time.perf_counter() - began) * 1e3)
            answer = reply["answers"][0]  # type: ignore[index]
            if answer["answer"] != "recorded":
                raise RuntimeError(answer)
            sent[answer["numbers"][-1]] = began
            await asyncio.sleep(max(0.0, 0.1 - (time.perf_counter() - began)))
        await asyncio.sleep(1)
        last = [max(each.heard[number] - began for each in watching) * 1e3 for number, began in sent.items()]
        every = [(each.heard[number] - began) * 1e3 for number, began in sent.items() for each in watching]
        bars.under(f"{said}p99 to the last screen, {len(last):,} taps", quantile(last, 0.99), BAR_MS, "ms")
        bars.note(f"to the last screen p50 {quantile(last, 0.5):.1f}, worst {max(last):.1f} ms; to any screen p50 {quantile(every, 0.5):.1f}, p99 {quantile(every, 0.99):.1f} ms")
        bars.note(f"the answer to the tap itself: p50 {quantile(answered, 0.5):.1f}, p99 {quantile(answered, 0.99):.1f} ms")

    with_screens(server, screens, measure, way)


if __name__ == "__main__":
    sys.exit(main())
