"""Newton's method up many hills at once: each goes on until it stands, and one that does not stand is said not to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Look = Callable[[Numbers, NDArray[np.intp]], tuple[Numbers, Numbers, Numbers]]
"""(points (k, P), which hills they are of) -> heights (k,), next steps (k, P), size of each step (k,)."""

MOST_STEPS = 60
CLOSE = 1e-6
"""A full Newton step of this size leaves an error of its square."""
_HALVINGS = 25
_SLACK = 1e-11
"""Heights are sums of many terms: by so much of themselves they may seem to fall where they do not."""


def climb(start: Numbers, look: Look) -> tuple[Numbers, NDArray[np.bool_]]:
    """Where each of S hills ends, (S, P), and whether it stands there, (S,). ``start``: (S, P).

    A step that leads down is halved. Not standing: after 60 steps, or where no step leads up.
    """
    found, stands = start.copy(), np.zeros(len(start), bool)
    going, here = np.arange(len(start)), start
    height, step, size = look(here, going)
    halved = np.where(np.isfinite(height) & np.isfinite(size), 0, _HALVINGS)
    for _ in range(MOST_STEPS):
        # So small a step is the last, and is taken without a look.
        done = (size < CLOSE) & (halved == 0)
        over = done | (halved >= _HALVINGS)
        if over.any():
            found[going[over]] = np.where(done[over, None], here[over] + step[over], here[over])
            stands[going[done]] = True
            if over.all():
                return found, stands
            on = ~over
            going, here, height, step, size, halved = going[on], here[on], height[on], step[on], size[on], halved[on]
        there = here + step
        new_height, new_step, new_size = look(there, going)
        up = (new_height >= height - _SLACK * np.abs(height)) & np.isfinite(new_size)
        if up.all():
            here, height, step, size = there, new_height, new_step, new_size
            halved = np.zeros(len(going), int)
        else:
            here, step = np.where(up[:, None], there, here), np.where(up[:, None], new_step, step * 0.5)
            height, size = np.where(up, new_height, height), np.where(up, new_size, size)
            halved = np.where(up, 0, halved + 1)
    found[going] = here
    return found, stands
