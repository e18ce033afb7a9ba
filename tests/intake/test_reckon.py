"""When was it? A tablet's clocks may be wrong, moved or asleep; what hands did is put where it happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bothy.care.commands import Command
from bothy.intake.clock import FacilityClock
from bothy.intake.reckon import TOLERANCE, DeviceNow, Reckoner, Timed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FOUNDED = NOON - timedelta(days=30)
DEVICE = UUID(int=7)
BOOT, OTHER_BOOT = UUID(int=1), UUID(int=2)
REAL = FacilityClock()
MINUTE = timedelta(minutes=1)


def row(at, *, wall=None, tick_s=None, boot=BOOT, happened_at=None, synced=False, n=1):
    return Command(
        id=UUID(int=1000 + n), kind="see", subject=UUID(int=5), body=msgspec.Raw(b"{}"),
        happened_at=happened_at or at, at=at, wall=wall, synced=synced,
        tick_ms=None if tick_s is None else tick_s * 1000, boot=boot if tick_s is not None else None,
    )  # fmt: skip


def now(wall=None, tick_s=None, boot=BOOT):
    return DeviceNow(wall, None if tick_s is None else tick_s * 1000, boot)


def one(command: Command, device_now: DeviceNow | None, arrived=NOON, clock=REAL) -> Timed:
    (timed,) = Reckoner().rows(DEVICE, [command], device_now, arrived, clock, FOUNDED)
    return timed


def test_a_tablet_that_agrees_is_believed_to_the_millisecond():
    told = NOON - timedelta(seconds=3, milliseconds=217)
    timed = one(row(told, wall=told, tick_s=100.0), now(NOON, 103.0))
    assert timed.command.happened_at == told
    assert timed.noted is None


def test_a_clock_ten_minutes_ahead_is_put_right_by_the_ticks():
    ahead = 10 * MINUTE
    made = NOON - 4 * MINUTE
    timed = one(row(made + ahead, wall=made + ahead, tick_s=60), now(NOON + ahead, 300))
    assert timed.command.happened_at == made
    assert timed.noted is not None
    assert (timed.noted.by, timed.noted.skew_ms, timed.noted.uncertain_ms) == ("ticks", 600_000, 0)
    assert timed.noted.told == made + ahead


def test_a_clock_a_day_off_either_way_is_put_right_by_its_offset_after_the_page_was_opened_anew():
    for off in (timedelta(days=1), -timedelta(days=1)):
        made = NOON - 45 * MINUTE
        timed = one(row(made + off, wall=made + off, tick_s=60), now(NOON + off, 9, OTHER_BOOT))
        assert timed.command.happened_at == made, off
        assert timed.noted is not None
        assert timed.noted.by == "offset"


def test_a_clock_that_jumped_in_mid_shift_does_no_harm_within_one_boot():
    made = NOON - 20 * MINUTE
    timed = one(row(made, wall=made, tick_s=100), now(NOON + 3 * timedelta(hours=1), 1300))
    assert timed.command.happened_at == made


def test_what_was_told_by_the_house_stands_though_the_tablet_slept_afterwards():
    made = NOON - 60 * MINUTE
    # Forty of the sixty minutes the tablet was asleep: its ticks stood still.
    timed = one(row(made, wall=made, tick_s=100, synced=True), now(NOON, 1300))
    assert timed.command.happened_at == made
    assert timed.noted is None


def test_nobody_can_tell_a_sleep_from_a_moved_clock_so_it_is_said():
    made = NOON - 60 * MINUTE
    timed = one(row(made, wall=made, tick_s=100), now(NOON, 1300))
    assert timed.command.happened_at == NOON - 20 * MINUTE
    assert timed.noted is not None
    assert timed.noted.uncertain_ms == 40 * 60_000


def test_what_staff_dated_back_stays_as_far_back():
    ahead = 10 * MINUTE
    made = NOON - 4 * MINUTE
    command = row(made + ahead, happened_at=made + ahead - 2 * MINUTE, wall=made + ahead, tick_s=60)
    assert one(command, now(NOON + ahead, 300)).command.happened_at == made - 2 * MINUTE


def test_without_any_clock_to_compare_what_was_told_stands():
    told = NOON - 90 * MINUTE
    timed = one(row(told), None)
    assert timed.command.happened_at == told
    assert timed.noted is None


def test_an_older_app_that_does_not_say_when_it_was_made_is_taken_as_it_tells():
    told = NOON - 90 * MINUTE
    command = msgspec.structs.replace(row(told, tick_s=1), at=None)
    assert one(command, now(NOON, 2)) == Timed(command)


def test_an_offset_that_leads_ahead_of_now_is_no_offset():
    """The battery was empty: the clock began again in 1970, and what was made before is not of the year 2082."""
    made = NOON - 30 * MINUTE
    timed = one(row(made, wall=made, tick_s=50), now(datetime(1970, 1, 1, tzinfo=UTC), 1, OTHER_BOOT))
    assert timed.command.happened_at == made
    assert timed.noted is not None
    assert timed.noted.by == "told"
    assert timed.noted.uncertain_ms > 0


def test_a_demo_that_runs_twenty_times_as_fast_counts_ticks_in_its_own_time():
    clock = FacilityClock(NOON, NOON, 20.0)
    arrived = NOON + 3 * MINUTE
    timed = one(row(NOON, wall=NOON, tick_s=10), now(arrived, 40), arrived, clock)
    assert timed.command.happened_at == NOON + 50 * MINUTE, "thirty seconds ago are ten minutes here"


def test_the_second_list_goes_on_where_the_first_ended_though_that_one_was_long_on_its_way():
    reckoner = Reckoner()
    far = NOON + timedelta(hours=5)
    first = reckoner.rows(
        DEVICE, [row(far, tick_s=10, n=1)], now(None, 10), NOON + timedelta(seconds=30), REAL, FOUNDED
    )
    second = reckoner.rows(
        DEVICE,
        [row(far + timedelta(seconds=1), tick_s=11, n=2)],
        now(None, 11),
        NOON + timedelta(seconds=31),
        REAL,
        FOUNDED,
    )
    assert first[0].command.happened_at <= second[0].command.happened_at
    slow = reckoner.rows(
        DEVICE, [row(far, tick_s=20, n=3)], now(None, 20), NOON + timedelta(seconds=90), REAL, FOUNDED
    )
    quick = reckoner.rows(
        DEVICE, [row(far, tick_s=21, n=4)], now(None, 22), NOON + timedelta(seconds=91), REAL, FOUNDED
    )
    assert slow[0].command.happened_at <= quick[0].command.happened_at


SECONDS = st.floats(0, 8 * 3600)
OFFSETS = st.sampled_from((0.0, 600.0, -600.0, 86400.0, -86400.0, 3.0)) | st.floats(-1e6, 1e6)


@st.composite
def shifts(draw: st.DrawFn):
    """A tablet that is cut off for a while: when each row was truly made, and what its clocks said then.

    Its wall clock is off from the start and may be set once; it never sleeps.
    """
    length = draw(st.floats(1, 8 * 3600))
    times = sorted(draw(st.lists(st.floats(0, length), min_size=1, max_size=12)))
    off = draw(OFFSETS)
    jump_at, jump = draw(st.floats(0, length)), draw(st.just(0.0) | OFFSETS)
    synced = draw(st.booleans())
    wrong = draw(OFFSETS)
    back = draw(st.lists(st.sampled_from((0, 0, 0, 120, 900)), min_size=len(times), max_size=len(times)))
    start = NOON - timedelta(seconds=length)
    rows = []
    for n, (seconds, ago) in enumerate(zip(times, back, strict=True)):
        true = start + timedelta(seconds=seconds)
        wall = true + timedelta(seconds=off + (jump if seconds >= jump_at else 0))
        at = true if synced else true + timedelta(seconds=wrong)
        rows.append(
            (
                true,
                ago,
                row(
                    at,
                    wall=wall,
                    tick_s=500 + seconds,
                    happened_at=at - timedelta(seconds=ago),
                    synced=synced,
                    n=n,
                ),
            )
        )
    arrived_wall = NOON + timedelta(seconds=off + jump)
    return rows, now(arrived_wall, 500 + length), jump


@given(shifts())
def test_within_one_boot_every_row_is_where_it_happened_whatever_the_wall_clock_did(shift):
    rows, device_now, _ = shift
    timed = Reckoner().rows(DEVICE, [command for _, _, command in rows], device_now, NOON, REAL, FOUNDED)
    for (true, ago, _), one in zip(rows, timed, strict=True):
        assert abs(one.command.happened_at - (true - timedelta(seconds=ago))) <= TOLERANCE + timedelta(
            milliseconds=1
        )


@given(shifts())
def test_opened_anew_every_row_is_where_it_happened_unless_its_clock_was_set_in_between(shift):
    rows, device_now, jump = shift
    again = msgspec.structs.replace(device_now, boot=OTHER_BOOT, tick_ms=4.0)
    timed = Reckoner().rows(DEVICE, [command for _, _, command in rows], again, NOON, REAL, FOUNDED)
    for (true, ago, command), one in zip(rows, timed, strict=True):
        if command.synced or jump == 0:
            assert abs(one.command.happened_at - (true - timedelta(seconds=ago))) <= TOLERANCE + timedelta(
                milliseconds=1
            )


NEAR = st.floats(-90_000, 90_000).map(lambda seconds: NOON + timedelta(seconds=seconds))
TIMES = st.datetimes(timezones=st.just(UTC)) | NEAR
TICKS = st.none() | st.floats(allow_nan=False)
BOOTS = st.sampled_from((None, BOOT, OTHER_BOOT))
ANY_ROWS = st.lists(
    st.builds(
        lambda at, happened, wall, tick, boot, synced: msgspec.structs.replace(
            row(at, wall=wall, happened_at=happened, synced=synced), tick_ms=tick, boot=boot
        ),
        TIMES, TIMES, st.none() | TIMES, TICKS, BOOTS, st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@given(
    ANY_ROWS,
    st.none() | st.builds(DeviceNow, st.none() | TIMES, TICKS, BOOTS),
    st.sampled_from((0.0, 1.0, 20.0)),
)
def test_whatever_a_device_says_nothing_is_ahead_of_now_before_the_founding_or_out_of_order(
    rows, device_now, rate
):
    clock = FacilityClock(NOON, NOON, rate)
    timed = Reckoner().rows(DEVICE, rows, device_now, NOON, clock, FOUNDED)
    assert len(timed) == len(rows)
    made = [one.made for one in timed if one.made is not None]
    assert all(FOUNDED <= at <= NOON for at in made)
    assert made == sorted(made)
    for one, command in zip(timed, rows, strict=True):
        assert one.command.id == command.id
        if one.command.happened_at != command.happened_at:
            assert FOUNDED <= one.command.happened_at <= NOON
