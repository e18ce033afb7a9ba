"""Work that may take longer than a page should: on a thread of its own, with a page that says how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bothy.server.publishing.desk import NotDone

WAIT_SECONDS = 2.0


class Work:
    """One piece of work under way. `result` once it is over, or `trouble` in a sentence."""

    def __init__(self, do: Callable[[Callable[[int, int], None]], Any]) -> None:
        self.done = self.whole = 0
        self.result: Any = None
        self.trouble = ""
        self._do = do
        self._thread = threading.Thread(target=self._run, name="bothy-work", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """For a moment: most work is over by then, and no page is needed that says how far it is."""
        self._thread.join(WAIT_SECONDS)

    @property
    def over(self) -> bool:
        """Whether it ended."""
        return not self._thread.is_alive()

    def waiting(self, request: HttpRequest, title: str) -> HttpResponse:
        """A page that goes on by itself."""
        return render(request, "office/work_wait.html", {"title": title, "done": self.done, "whole": self.whole})

    def _run(self) -> None:
        close_old_connections()
        try:
            self.result = self._do(self._tell)
        except NotDone as fault:
            self.trouble = str(fault)
        except Exception as fault:
            self.trouble = f"It could not be worked out ({fault}). `bothy journal verify` says whether the journal is whole."
            raise
        finally:
            close_old_connections()

    def _tell(self, done: int, whole: int) -> None:
        self.done, self.whole = done, whole


class Works:
    """What is under way, by what it is of: asked for again, it is not begun again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Work] = {}

    def of(self, key: str, do: Callable[[Callable[[int, int], None]], Any]) -> Work:
        """The work of this key, begun where there is none."""
        with self._lock:
            work = self._held.get(key)
            begun = work is None
            if work is None:
                work = self._held[key] = Work(do)
        if begun:
            work.wait()
        return work

    def get(self, key: str) -> Work | None:
        """The work of this key, if it was begun."""
        with self._lock:
            return self._held.get(key)

    def seen(self, request: HttpRequest, at: str, title: str, back: str) -> HttpResponse | Work:
        """The work whose key the session holds under `at`, once it is done and done well; else the page to show.

        That is `title` while it goes on, and `back` where there is none or it failed.
        """
        key = request.session.get(at, "")
        work = self.get(key)
        if work is None:
            return redirect(back)
        if not work.over:
            return work.waiting(request, title)
        self.drop(key)
        if work.trouble:
            messages.error(request, work.trouble)
            return redirect(back)
        return work

    def drop(self, key: str) -> None:
        """It was looked at."""
        with self._lock:
            self._held.pop(key, None)


works = Works()
