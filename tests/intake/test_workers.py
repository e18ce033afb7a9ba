"""Several workers write one facility's journal on PostgreSQL."""

from __future__ import annotations

import threading
import time

import pytest

from bothy.intake import following
from bothy.intake.writer import Writer
from bothy.journal import open_reader
from bothy.journal.errors import ConnectionLost
from bothy.journal.verify import verify
from support.open_house import (
    folded,
    give_place,
    open_it,
    open_with_floor,
    person_here,
    register,
    say,
    start_visit,
    waiting,
)


def until(true, seconds: float = 20.0) -> bool:
    """Wait for something that another thread brings about; false when it never comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return bool(true())


def test_two_workers_interleave_without_gaps_and_agree(postgres_home, tmp_path):
    with open_with_floor(postgres_home.folder, postgres_home.url) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        answers = []

        def send(facility):
            for _ in range(40):
                answers.extend(say(facility, register(), register()))

        threads = [threading.Thread(target=send, args=(each,)) for each in (one, two, one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        numbers = sorted(number for answer in answers for number in answer.numbers)
        assert numbers == list(range(4, 4 + 320))
        assert until(lambda: one.house == two.house)
        reader = open_reader(postgres_home.url)
        assert folded(reader) == one.house
        assert verify(reader).ok
        reader.close()


def test_what_one_worker_wrote_the_other_decides_by(postgres_home, tmp_path):
    with open_with_floor(postgres_home.folder, postgres_home.url) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        _, visit = person_here(one)
        say(one, give_place(visit, 5))
        other = register()
        _, let_in, refused = say(two, other, start_visit(other.subject, other.id), give_place(other.id, 5))
        assert let_in.answer == "recorded"
        assert refused.answer == "refused"


@pytest.mark.parametrize("how", ["by the hint", "without a hint"])
def test_a_house_moves_with_what_others_write_and_tells_its_subscribers(postgres_home, tmp_path, monkeypatch, how):
    if how == "by the hint":
        monkeypatch.setitem(Writer.__init__.__kwdefaults__, "catch_up_seconds", 3600.0)
    else:
        monkeypatch.setitem(Writer.__init__.__kwdefaults__, "catch_up_seconds", 0.1)

        def deaf(*args):
            raise ConnectionLost("no session for LISTEN")

        monkeypatch.setattr(following, "listen", deaf)
    with open_with_floor(postgres_home.folder, postgres_home.url) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        heard = []
        two.writer.subscribe(heard.append)
        (answer,) = say(one, register())
        assert until(lambda: two.writer.head.number >= answer.numbers[0])
        assert until(lambda: bool(heard))
        assert [line.number for committed in heard for line in committed.lines] == list(answer.numbers)
        assert two.house == one.house


def test_the_same_command_sent_to_both_workers_is_written_once(postgres_home, tmp_path):
    with open_with_floor(postgres_home.folder, postgres_home.url) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        commands = [register() for _ in range(50)]
        futures = [(waiting(one, each), waiting(two, each)) for each in commands]
        for mine, others in futures:
            (first,), (second,) = mine.result(30), others.result(30)
            assert first.numbers == second.numbers
            assert {first.again, second.again} == {False, True}
        assert one.store.head().number == 3 + 50
