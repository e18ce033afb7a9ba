"""The writer: every command has one answer for ever, and nothing is answered that is not kept."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from bothy.care.commands import Actor
from bothy.intake.errors import IntakeClosed, PrivateRefused, StorageFault
from bothy.journal import entry_id, open_reader
from bothy.journal.verify import verify
from support.open_house import (
    LEAD,
    NURSE,
    command,
    folded,
    give_place,
    open_it,
    open_with_floor,
    person_here,
    register,
    say,
    see,
    start_visit,
    waiting,
)  # fmt: skip


def test_a_facility_is_founded_once_and_opened_again(home):
    with open_it(home.folder, home.url) as facility:
        assert facility.house.name == "The Bothy of the tests"
        assert [each.number for each in facility.house.rules] == [2]
    with open_it(home.folder, home.url) as facility:
        assert facility.writer.head.number == 2


def test_a_command_becomes_entries_with_ids_that_follow_from_its_own(home):
    with open_with_floor(home.folder, home.url) as facility:
        one = register()
        (answer,) = say(facility, one)
        assert answer.answer == "recorded"
        assert answer.numbers == (4,)
        entry = facility.store.entry(entry_id(one.id, 0))
        assert entry.number == 4
        assert (entry.staff, entry.device) == (NURSE.staff, NURSE.device)
        assert facility.house.people[one.subject].age_band == "25-34"


def test_a_repeat_gets_the_first_answer_whenever_it_comes(home):
    with open_with_floor(home.folder, home.url) as facility:
        one = register()
        first, twin = say(facility, one, one)
        (later,) = say(facility, one)
        assert not first.again
        for repeat in (twin, later):
            assert repeat.again
            assert msgspec.structs.replace(repeat, again=False) == first
    with open_it(home.folder, home.url) as facility:
        (after_restart,) = say(facility, one)
        assert after_restart.again
        assert after_restart.numbers == first.numbers


def test_a_repeat_may_be_spelled_otherwise_and_reckon_its_time_anew(home):
    with open_with_floor(home.folder, home.url) as facility:
        one = command("register-person", body={"age_band": "25-34", "sex": "male"})
        (first,) = say(facility, one)
        respelled = msgspec.Raw(b'{ "sex":"male" , "age_band" : "25-34" }')
        (again,) = say(facility, msgspec.structs.replace(one, body=respelled, seen=99))
        assert again.again
        assert again.numbers == first.numbers


def test_a_refusal_too_is_kept_as_the_answer(home):
    with open_with_floor(home.folder, home.url) as facility:
        person, visit = person_here(facility)
        taken = give_place(visit, 99)
        (first,) = say(facility, taken)
        (again,) = say(facility, taken)
        assert first.answer == "refused"
        assert again.again
        assert again.refusal == first.refusal


@pytest.mark.parametrize("change", ["body", "subject", "acted", "device", "staff"])
def test_an_id_is_never_used_for_something_else(home, change):
    with open_with_floor(home.folder, home.url) as facility:
        one = register()
        say(facility, one)
        actor = NURSE
        if change == "device":
            actor = msgspec.structs.replace(NURSE, device=uuid4())
            other = one
        else:
            said = {"body": msgspec.Raw(b'{"age_band":"65+"}'), "subject": uuid4(), "acted": True, "staff": uuid4()}
            other = msgspec.structs.replace(one, **{change: said[change]})
        (answer,) = say(facility, other, actor=actor)
        assert answer.answer == "refused"
        assert answer.refusal.code == "id_used"
        (within,) = say(facility, one)
        assert within.numbers == (4,), "the first command keeps its answer"


def test_commands_of_one_batch_see_each_other(home):
    with open_with_floor(home.folder, home.url) as facility:
        person, visit, other_person, other = register(), uuid4(), register(), uuid4()
        answers = say(
            facility, person, start_visit(person.subject, visit), give_place(visit, 3),
            other_person, start_visit(other_person.subject, other), give_place(other, 3),
        )  # fmt: skip
        assert [answer.answer for answer in answers] == ["recorded"] * 5 + ["refused"]
        assert facility.house.visits[visit].place == 3
        assert facility.house.visits[other].place is None


def test_what_cannot_be_read_is_refused_and_its_neighbours_are_not(home):
    with open_with_floor(home.folder, home.url) as facility:
        bad = [
            command("no-such-act"),
            command("give-place", body={"place": "three"}),
            command("see", body={"visits": 7}),
            msgspec.structs.replace(register(), body=msgspec.Raw(b"{not json")),
        ]
        good = register()
        *refused, kept = say(facility, *bad, good)
        assert [answer.refusal.code for answer in refused] == ["unreadable"] * 4
        assert kept.answer == "recorded"


def test_many_hands_at_once_leave_no_gap_and_a_chain_that_verifies(home):
    with open_with_floor(home.folder, home.url) as facility:
        futures = [waiting(facility, register(), register()) for _ in range(200)]
        answers = [answer for future in futures for answer in future.result(30)]
        numbers = [number for answer in answers for number in answer.numbers]
        assert numbers == list(range(4, 404)), "handed in one after the other, written in that order"
        reader = open_reader(home.journal)
        assert folded(reader) == facility.house
        assert verify(reader).ok
        reader.close()


def test_a_long_list_is_cut_into_batches_and_answered_whole(home):
    with open_with_floor(home.folder, home.url) as facility:
        answers = say(facility, *(register() for _ in range(1_300)))
        assert len(answers) == 1_300
        assert answers[-1].numbers == (1_303,)
        assert say(facility) == []


def test_all_that_waits_is_taken_together_but_not_more_than_a_batch(sqlite_home):
    with open_with_floor(sqlite_home.folder) as facility:
        heard, held = [], threading.Event()
        facility.writer.subscribe(heard.append)
        facility.writer.run_between(lambda store: held.wait(10))
        futures = [waiting(facility, *(register() for _ in range(100))) for _ in range(12)]
        held.set()
        for future in futures:
            future.result(30)
        assert [len(committed.lines) for committed in heard] == [500, 500, 200]


def test_without_a_claim_only_an_emergency_is_taken(home):
    nobody = Actor(device=UUID(int=21))
    with open_with_floor(home.folder, home.url) as facility:
        seen, alarm = say(facility, register(), command("raise-emergency"), actor=nobody)
        assert seen.answer == "refused"
        assert alarm.answer == "recorded"


def test_each_command_may_have_its_own_actor(home):
    with open_with_floor(home.folder, home.url) as facility:
        one, other = register(), register()
        facility.writer.submit((one, other), (NURSE, LEAD)).result(30)
        staff = [entry.staff for entry in facility.store.entries(3)]
        assert staff == [NURSE.staff, LEAD.staff]


def test_after_closing_nothing_is_taken_and_what_waited_is_kept(home):
    facility = open_it(home.folder, home.url)
    futures = [waiting(facility, register()) for _ in range(50)]
    facility.close()
    kept = [future.result(0) for future in futures]
    assert all(answers[0].answer in ("recorded", "refused") for answers in kept)
    with pytest.raises(IntakeClosed, match="shutting down"):
        waiting(facility, register())
    reader = open_reader(home.journal)
    assert len(reader.receipts([UUID(str(answers[0].id)) for answers in kept])) == 50
    reader.close()


class Names:
    """A people's room of the tests: keeps names, or fails as told."""

    def __init__(self) -> None:
        self.kept: list[UUID] = []
        self.fails: dict[UUID, Exception] = {}

    def __call__(self, parts):
        for part in parts:
            if part.command in self.fails:
                raise self.fails[part.command]
        self.kept.extend(part.command for part in parts)


def named(name: str = "Lark"):
    return register(private=msgspec.Raw(msgspec.json.encode({"name": name})))


def test_names_go_to_people_before_the_journal_and_only_once(home):
    names = Names()
    with open_with_floor(home.folder, home.url, private_sink=names) as facility:
        one = named()
        say(facility, one)
        say(facility, one)
        assert names.kept == [one.id], "a repeat must not bring back a name that was forgotten meanwhile"
        stored = b"".join(entry.body for entry in facility.store.entries())
        assert b"Lark" not in stored


def test_a_name_that_can_never_be_kept_refuses_its_command_alone(home):
    names = Names()
    with open_with_floor(home.folder, home.url, private_sink=names) as facility:
        bad, good = named(""), named()
        names.fails[bad.id] = PrivateRefused("private_unreadable", "A chosen name is needed.")
        first, second = say(facility, bad, good)
        assert first.refusal.code == "private_unreadable"
        assert second.answer == "recorded"
        assert names.kept == [good.id]


def test_where_names_cannot_be_kept_now_the_command_waits_and_others_do_not(home):
    names = Names()
    with open_with_floor(home.folder, home.url, private_sink=names) as facility:
        before, stuck, after = register(), named(), register()
        names.fails[stuck.id] = OSError("database is locked")
        held = threading.Event()
        facility.writer.run_between(lambda store: held.wait(10))
        mine, others = waiting(facility, before, stuck, after), waiting(facility, register())
        held.set()
        with pytest.raises(StorageFault):
            mine.result(30)
        assert others.result(30)[0].answer == "recorded"
        assert set(facility.store.receipts([before.id, stuck.id, after.id])) == {before.id}
        del names.fails[stuck.id]
        again, now_kept, then = say(facility, before, stuck, after)
        assert (again.again, now_kept.again, then.again) == (True, False, False)
        assert now_kept.answer == "recorded"


def test_a_time_ahead_of_the_clock_is_pulled_to_now(home):
    with open_with_floor(home.folder, home.url) as facility:
        person, visit = person_here(facility)
        ahead = facility.clock.now().replace(year=2999)
        (answer,) = say(facility, see(visit, happened_at=ahead))
        (entry,) = facility.store.entries(answer.numbers[0] - 1)
        assert entry.recorded_at - entry.happened_at < timedelta(milliseconds=1)


def test_subscribers_hear_of_each_commit_in_order_with_the_house_it_made(home):
    with open_with_floor(home.folder, home.url) as facility:
        heard = []
        stop = facility.writer.subscribe(heard.append)
        for _ in range(3):
            say(facility, register(), register())
        stop()
        say(facility, register())
        numbers = [line.number for committed in heard for line in committed.lines]
        assert numbers == list(range(4, 10))
        assert [committed.house.number for committed in heard][-1] == 9
        assert all(committed.before.number == committed.lines[0].number - 1 for committed in heard)
