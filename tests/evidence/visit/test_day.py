"""The day that is played: of a demo as its record has it, of a real house one that never happened."""

from __future__ import annotations

import itertools
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import numpy as np
import pytest
from msgspec.structs import replace

from bothy.care.rules import SCOTLAND
from bothy.evidence.visit.day import Alarm, Day, NoDay, Place, Stay, hours
from bothy.evidence.visit.drawn import drawn_day
from bothy.evidence.visit.page import as_html, clock
from bothy.evidence.visit.recorded import recorded_day
from bothy.reports import facts as all_facts
from bothy.reports.facts.opened import Facts
from bothy.reports.figures import Figure
from bothy.reports.publish.making import Asked, make
from bothy.reports.release import Release
from reports.fitted import fitted
from reports.journals import write

PLACES = tuple(Place(n, "inject") for n in range(1, 9))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Eight invented months that add up to the Thistle's counts."""
    home = tmp_path_factory.mktemp("demo")
    write(home, fitted().drafts)
    all_facts.fresh(home)
    return all_facts.open(home)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Facts, Release]]:
    """The same of a house that is no demo, with its protected tables."""
    from bothy.journal import open_reader

    home = tmp_path_factory.mktemp("real")
    write(home, fitted(demo=False).drafts)
    all_facts.fresh(home)
    facts = all_facts.open(home)
    reader = open_reader(home)
    yield facts, make(facts, reader, Asked("briefing", "2025-01", "2025-08"), [])
    reader.close()


# ---- of a demo


def test_a_recorded_day_has_the_visits_and_places_of_the_record(demo: Facts) -> None:
    asked = date(2025, 6, 12)
    day = recorded_day(demo, asked)
    visits = [one for one in demo.table("visit", ["2025-06"]).to_pylist() if one["day"] == asked]
    episodes = [one for one in demo.table("episode", ["2025-06"]).to_pylist() if one["day"] == asked]
    assert len(day.guests) == len(visits) > 10
    stays = [stay for guest in day.guests for stay in guest if stay.zone == "place"]
    assert Counter(one.place for one in stays) == Counter(one["place"] for one in episodes)
    assert (day.title, day.drawn, [one.number for one in day.places]) == ("Thursday 12 June 2025", False, list(range(1, 9)))


def test_nobody_is_in_two_parts_of_the_house_at_once_and_no_gap_is_between_them(demo: Facts) -> None:
    for guest in recorded_day(demo, date(2025, 6, 12)).guests:
        assert all(one.until > one.since for one in guest)
        assert all(before.until == after.since for before, after in itertools.pairwise(guest))


def test_the_clock_is_the_houses_own(demo: Facts) -> None:
    """In June London is an hour ahead of the record's UTC: who came at 10:00 there came at 11:00 here."""
    asked = date(2025, 6, 12)
    first = min(one["at"] for one in demo.table("visit", ["2025-06"]).to_pylist() if one["day"] == asked)
    day = recorded_day(demo, asked)
    assert min(guest[0].since for guest in day.guests) == 60 * (first.hour + 1) + first.minute
    assert day.opens == 60 * 10


def test_without_a_day_one_like_most_is_chosen_with_an_emergency_in_it(demo: Facts) -> None:
    day = recorded_day(demo)
    counts = sorted(Counter(demo.table("visit", ["2025-08"], ["day"])["day"].to_pylist()).values())
    assert day.title.endswith("August 2025") and day.alarms
    assert min(counts) <= len(day.guests) <= max(counts)
    assert re.search(r"In August 2025 there were 848 on 28 days, and an emergency on \d+ of them\. Everybody here is invented\.", day.note)


def test_an_emergency_says_what_was_done_and_how_it_ended_and_nothing_of_whom(demo: Facts) -> None:
    (first, *_) = recorded_day(demo).alarms
    assert first.says == "Oxygen; the person recovered here." and first.until > first.since and first.place == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [(date(2024, 5, 1), "the record runs from January 2025 to September 2025"), (date(2025, 8, 30), "Nobody came on Saturday 30 August 2025")],
)
def test_a_day_that_is_not_there_is_told(demo: Facts, asked: date, says: str) -> None:
    with pytest.raises(NoDay, match=says):
        recorded_day(demo, asked)


# ---- of a real house


@pytest.mark.parametrize("asked", [None, date(2025, 6, 12)])
def test_no_day_of_a_real_house_is_ever_read(real: tuple[Facts, Release], asked: date | None) -> None:
    with pytest.raises(NoDay, match="is a real house: no day of its record is played"):
        recorded_day(real[0], asked)


def test_a_drawn_day_is_made_of_the_release_and_a_seed_alone(real: tuple[Facts, Release]) -> None:
    _, release = real
    first = drawn_day(release, SCOTLAND, PLACES, 7)
    assert first == drawn_day(release, SCOTLAND, PLACES, 7) != drawn_day(release, SCOTLAND, PLACES, 8)
    assert first.drawn and first.title == "A day that never happened"
    # What identifies the record, or was hidden, is no part of it.
    other = replace(release, number=1, digest="00" * 32, numbers={}, sums=())
    assert drawn_day(other, SCOTLAND, PLACES, 7) == first


def test_drawn_days_have_the_means_of_the_release(real: tuple[Facts, Release]) -> None:
    _, release = real
    days = [drawn_day(release, SCOTLAND, PLACES, seed) for seed in range(400)]
    hours_of = next(grid for grid in release.grids if grid.name == "hours")
    open_days = next(grid for grid in release.grids if grid.name == "day").rows[-1].figures[0].value
    mean = sum(row.figures[0].value or 0 for row in hours_of.rows if row.group) / float(open_days or 1)
    counts = np.array([len(one.guests) for one in days])
    assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / len(days)))
    stays = [stay.until - stay.since for day in days for guest in day.guests for stay in guest if stay.zone == "place"]
    assert np.median(stays) == pytest.approx(19, abs=1)
    emergencies = np.array([len(one.alarms) for one in days])
    assert emergencies.mean() == pytest.approx(56 / float(open_days or 1), abs=0.12)


def test_two_people_are_never_drawn_into_one_place_at_once(real: tuple[Facts, Release]) -> None:
    for seed in range(20):
        day = drawn_day(real[1], SCOTLAND, PLACES[:2], seed)
        by_place: dict[int, list[Stay]] = {}
        for guest in day.guests:
            for stay in guest:
                if stay.zone == "place":
                    by_place.setdefault(stay.place, []).append(stay)
        for stays in by_place.values():
            inorder = sorted(stays, key=lambda one: one.since)
            assert all(before.until <= after.since for before, after in itertools.pairwise(inorder))
        assert day.closes >= max(guest[-1].until for guest in day.guests)


def hidden(release: Release, grid: str) -> Release:
    gone = Figure(value=None, hidden=True)
    return replace(release, grids=tuple(
        replace(one, rows=tuple(replace(row, figures=tuple(gone for _ in row.figures)) for row in one.rows)) if one.name == grid else one for one in release.grids
    ))  # fmt: skip


def test_what_is_kept_back_is_not_drawn(real: tuple[Facts, Release]) -> None:
    quiet = hidden(real[1], "emergencies")
    assert not any(drawn_day(quiet, SCOTLAND, PLACES, seed).alarms for seed in range(60))
    assert "Emergencies are kept back and none is drawn." in drawn_day(quiet, SCOTLAND, PLACES).note
    some = hidden(real[1], "hours")
    hour = next(grid for grid in real[1].grids if grid.name == "hours").rows[3]
    one_hour = replace(some, grids=tuple(replace(one, rows=(*one.rows[:3], hour, *one.rows[4:])) if one.name == "hours" else one for one in some.grids))
    came = {guest[0].since // 60 for seed in range(20) for guest in drawn_day(one_hour, SCOTLAND, PLACES, seed).guests}
    assert came == {int(hour.group.partition("=")[2])}


@pytest.mark.parametrize(("grid", "says"), [("day", "How many days the floor was open"), ("hours", "Visits by the hour are kept back")])
def test_too_little_shown_is_no_day(real: tuple[Facts, Release], grid: str, says: str) -> None:
    with pytest.raises(NoDay, match=says):
        drawn_day(hidden(real[1], grid), SCOTLAND, PLACES)
    with pytest.raises(NoDay, match="No places are entered"):
        drawn_day(real[1], SCOTLAND, (Place(1, "chair"),))


# ---- the file

DAY = Day(
    title="A day", note="Two <visits> & more.", drawn=True, opens=540, closes=720, places=PLACES[:2],
    guests=((Stay("waiting", 545, 550), Stay("place", 550, 575, 1), Stay("aftercare", 575, 590)), (Stay("waiting", 556, 560), Stay("help", 560, 600))),
    alarms=(Alarm(560, 580, 1, "Oxygen; the person recovered here."),), turned_away=(610,),
)  # fmt: skip


def test_the_day_in_words_counts_what_is_played() -> None:
    assert [(one.hour, one.came, one.most_inside, one.most_in_places, one.emergencies) for one in hours(DAY)] == [(9, 2, 2, 1, 1), (10, 0, 0, 0, 0), (11, 0, 0, 0, 0)]


def test_the_same_day_gives_the_same_file_and_nothing_in_it_leads_anywhere() -> None:
    made = as_html(DAY, "Northgate", False, "Entries 1 to 9.")
    assert made == as_html(DAY, "Northgate", False, "Entries 1 to 9.")
    text = made.decode()
    assert not re.search(r"""(?:src|href)=|url\(|@import|fetch\(|https?://(?!www\.w3\.org/2000/svg)""", text)
    assert json.loads(re.search(r'<script type="application/json" id="day">(.*?)</script>', text)[1])["seconds"] == 180  # type: ignore[index]


def test_only_its_own_script_and_style_may_run() -> None:
    text = as_html(DAY, "Northgate", False, "").decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]  # type: ignore[index]
    script, style = (re.search(pattern, text, re.DOTALL)[1] for pattern in (r'<script type="module">(.*?)</script>', r"<style>(.*?)</style>"))  # type: ignore[index]
    for name, content in (("script-src", script), ("style-src", style)):
        assert f"{name} 'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy


def test_no_name_breaks_out_of_the_file() -> None:
    nasty = '</script><script>alert(1)</script>"><img src=x>'
    text = as_html(replace(DAY, note=nasty, title=nasty, alarms=(Alarm(560, 580, 1, nasty),)), nasty, True, nasty).decode()
    assert text.count("<script") == 2 and "<img" not in text


def test_a_demo_and_a_drawn_day_are_marked_and_say_so() -> None:
    assert 'data-mark="DEMO: INVENTED"' in as_html(DAY, "N", True, "").decode()
    assert 'data-mark="NEVER HAPPENED"' in as_html(DAY, "N", False, "").decode()


def test_no_id_of_anybody_stands_in_the_file(demo: Facts) -> None:
    text = as_html(recorded_day(demo), demo.name, True, "").decode()
    ids = {one for name in ("visit", "emergency") for one in demo.table(name, ["2025-08"], ["subject"])["subject"].to_pylist()}
    ids |= set(demo.table("visit", ["2025-08"], ["person"])["person"].to_pylist())
    assert ids and not [one for one in ids if one.hex() in text.replace("-", "") or b64encode(one).decode() in text]
    assert not re.search(r"\d\d:\d\d:\d\d", text)


def test_the_clock_goes_on_after_midnight() -> None:
    assert [clock(one) for one in (0, 545, 1439, 1500)] == ["00:00", "09:05", "23:59", "01:00"]
