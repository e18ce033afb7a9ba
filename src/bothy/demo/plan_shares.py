"""Whole numbers of episodes that come as near as they can to the published shares.

In seven of the eight months no whole-number split of the published episodes gives the published
shares (docs: the demo's figures); so each month gets the nearest split, and what the shares leave
open is "other or not recorded".
"""

from collections.abc import Sequence


def nearest_split(episodes: int, shares_percent: Sequence[float]) -> tuple[int, ...]:
    """How many of ``episodes`` fall to each share, and last how many to none of them.

    Each count is the one nearest to its share; where together they would be more than there were,
    one is taken where it hurts that share least. The counts add up to ``episodes`` exactly.
    """
    exact = [episodes * share / 100 for share in shares_percent]
    counts = [round(value) for value in exact]
    while sum(counts) > episodes:
        worst = max(range(len(counts)), key=lambda i: (counts[i] - exact[i], i))
        counts[worst] -= 1
    return (*counts, episodes - sum(counts))
