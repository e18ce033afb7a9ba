"""Serving the floor with uvicorn: streams end with a goodbye before the server waits for them."""

from collections.abc import Callable
from types import FrameType

import uvicorn


class FloorServer(uvicorn.Server):
    """A uvicorn server that calls `before_exit` as soon as it is told to stop.

    uvicorn waits for open connections before it tells the application of its shutdown; a stream is
    a connection that never closes by itself.
    """

    def __init__(self, config: uvicorn.Config, before_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_exit = before_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came."""
        self._before_exit()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """Stop, from any thread."""
        self._before_exit()
        self.should_exit = True
