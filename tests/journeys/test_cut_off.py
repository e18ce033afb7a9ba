"""Cut off, the floor goes on; back again, everything is written once, in order, and all screens agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from journeys.boards import agree, entries, told
from journeys.emergencies import raise_in
from journeys.facility import Facility, Tablet
from journeys.hands import Hands
from support.wire import Wire

pytestmark = pytest.mark.journey


HOLD = """() => {
  const through = window.fetch;
  window.fetch = (url, ...more) =>
    String(url).includes("/floor/commands") && !window.letThrough ? Promise.reject(new TypeError("held")) : through(url, ...more);
}"""


def is_cut_off(hands: Hands) -> None:
    expect(hands.page.locator(".head .cutoff").first).to_contain_text("Cut off")


def is_in_step(hands: Hands) -> None:
    """Everything is sent, and the header has nothing to say."""
    expect(hands.page.locator(".head .cutoff")).to_have_count(0, timeout=40_000)


def register(hands: Hands, name: str) -> None:
    """Somebody new at the door; those who cannot be looked up are the door's own journey."""
    hands.tap_button("At the door")
    hands.type("Name, code or card", name)
    hands.tap_button("Register someone new", hands.sheet(), exact=False)
    hands.tap_button("Register and start the visit", hands.sheet())
    expect(hands.card(name)).to_be_visible()


def assess(hands: Hands, name: str) -> None:
    hands.tap_button("Assess", hands.card(name))
    for said in ("heroin", "into a vein"):
        hands.tap_button(said, hands.sheet())
    hands.tap_button("Save the assessment")
    expect(hands.card(name).get_by_text("assessed")).to_be_visible()


def pick_place(hands: Hands, number: int) -> None:
    hands.tap(hands.sheet().locator(f'.place-grid button:has(b:text-is("{number}"))'))


@pytest.fixture
def wired(floor_server: Facility) -> Iterator[Callable[[], Wire]]:
    wires: list[Wire] = []

    def make() -> Wire:
        wires.append(Wire(floor_server.port))
        return wires[-1]

    yield make
    for wire in wires:
        wire.close()


def test_a_whole_visit_while_the_server_is_gone(
    at_tablet: Callable[..., Hands], floor_server: Facility
) -> None:
    # Given two tablets, and a server that dies
    hands, other = at_tablet("Ailsa"), at_tablet("Davie", "Second tablet")
    before = entries(floor_server.folder / "home")
    went = datetime.now(UTC)
    floor_server.stop(kill=True)
    is_cut_off(hands)
    hands.finds_no_barrier()

    # When somebody new comes, is assessed, uses, is looked at, gets what they need, and leaves
    register(hands, "Puffin")
    expect(hands.card("Puffin")).to_contain_text("not sent yet")
    assess(hands, "Puffin")
    hands.tap_button("Give to Puffin", hands.place(3))
    expect(hands.place(3).get_by_text("heroin")).to_be_visible()
    hands.tap_button("Round done: all seen")
    hands.tap_button("Puffin: open the card")
    hands.tap(hands.page.get_by_role("tab", name="Services and supplies"))
    hands.tap_button("wound care", hands.sheet())
    expect(hands.sheet().get_by_role("button", name="wound care 1 ×")).to_be_visible()
    hands.tap_button("needle", hands.sheet())
    hands.tap_button("Write down 1 item", hands.sheet())
    expect(hands.sheet().get_by_text("1 × needle")).to_be_visible()
    hands.tap(hands.page.get_by_role("tab", name="Referrals and notes"))
    hands.tap_button("housing", hands.sheet())
    expect(hands.sheet().locator("referral-row")).to_have_count(1)
    hands.sheet().get_by_role("textbox", name="Note").fill("asks for the nurse tomorrow")
    hands.tap_button("Keep the note", hands.sheet())
    expect(hands.sheet().get_by_text("asks for the nurse tomorrow")).to_be_visible()
    hands.page.keyboard.press("Escape")
    hands.tap_button("Finished", hands.card("Puffin"))
    expect(hands.column("Aftercare").get_by_text("Puffin")).to_be_visible()
    hands.tap_button("Seen", hands.card("Puffin"))
    expect(hands.page.locator(".toast")).to_contain_text("Puffin was seen")  # what Undo takes back
    hands.tap_button("Undo")
    hands.tap_button("Leave", hands.card("Puffin"))
    hands.tap_button("feels well, has company", hands.sheet())
    expect(hands.card("Puffin")).to_have_count(0)

    # And somebody is turned away, a place breaks, and the floor closes
    hands.tap_button("At the door")
    hands.tap_button("Turn away", hands.sheet())
    hands.tap(hands.sheet().locator("[data-code=full]"))
    hands.tap(hands.place(5).locator("button.name-line"))
    hands.tap_button("broken", hands.sheet())
    expect(hands.place(5).get_by_text("Out of use: broken")).to_be_visible()
    hands.tap(hands.page.locator(".head .house"))
    hands.tap_button("Close the floor", hands.sheet())
    hands.tap(hands.sheet().locator("[data-code=end_of_day]"))
    expect(hands.page.locator(".head .chip.shut")).to_be_visible()

    # Then the header says how much waits, and the list says what
    waiting = told(hands.page)["waiting"]
    expect(hands.page.locator(".head .cutoff")).to_contain_text(f"{waiting} entries waiting")
    hands.tap(hands.page.locator(".head .cutoff"))
    expect(hands.sheet().locator(".kept-list li")).to_have_count(waiting)
    expect(hands.sheet().get_by_text("Given place 3")).to_be_visible()
    hands.finds_no_barrier()
    hands.page.keyboard.press("Escape")
    drawn = told(hands.page)

    # When the server is back
    back = datetime.now(UTC)
    floor_server.start()
    is_in_step(hands)
    is_in_step(other)

    # Then everything was written once, in the order in which it was done, and dated when it was done
    house = agree(floor_server.folder / "home", hands.page, other.page)
    assert house["visits"] == drawn["visits"], "what was drawn while cut off is what was written"
    lines = entries(floor_server.folder / "home")[len(before) :]
    known = {line.id for line in lines}
    assert len(known) == len(lines)
    came = next(line for line in lines if line.kind == "visit-started")
    mine = [line.kind for line in lines if line.subject == came.subject]
    assert mine == [
        "visit-started", "stage-entered", "assessed", "place-given", "episode-started", "seen", "service-given",
        "supplies-given", "noted", "episode-ended", "stage-entered", "seen", "corrected", "visit-ended",
    ]  # fmt: skip
    counts = Counter(line.kind for line in lines)
    for kind in ("person-registered", "referral-offered", "turned-away", "place-changed", "floor-closed"):
        assert counts[kind] == 1, kind
    done = [line for line in lines if line.kind not in ("time-reckoned", "staff-came")]
    happened = [line.happened_at for line in done]
    assert happened == sorted(happened)
    slack = timedelta(seconds=1)
    assert all(went - slack <= at <= back + slack for at in happened)
    assert all(line.recorded_at >= back - slack for line in done)
    assert not any(getattr(line.body, "contested", False) for line in done)

    # And the other tablet knows them by name, and what was noted
    expect(other.page.locator(".head .chip.shut")).to_be_visible()
    other.tap_button("At the door")
    other.type("Name, code or card", "Puffin")
    expect(other.sheet().locator(".result", has_text="Puffin")).to_contain_text("1 visit · 1 episode")
    assert not hands.faults and not other.faults


def test_an_emergency_while_the_server_is_gone(
    at_tablet: Callable[..., Hands], floor_server: Facility, desk: Tablet, known: Callable[..., str]
) -> None:
    # Given Lark in a place, and a server that dies
    visit = desk.visit(known("Lark"))
    desk.send("give-place", {"place": 2}, visit)
    hands, other = at_tablet("Ailsa"), at_tablet("Davie", "Second tablet")
    expect(hands.place(2)).to_contain_text("Lark")
    floor_server.stop(kill=True)
    is_cut_off(hands)

    # When an emergency is raised with one tap, placed with the next, and written down
    raised = datetime.now(UTC)
    raise_in(hands, 2)
    expect(hands.sheet()).to_contain_text("2 · Lark")
    placed = datetime.now(UTC)
    hands.tap_button("slow", hands.sheet())
    hands.tap_button("Oxygen", hands.sheet())
    hands.tap(hands.sheet().locator('[data-key="n"]'))
    hands.tap_button("normal", hands.sheet())
    hands.tap_button("alert", hands.sheet())
    hands.tap_button("Close…", hands.sheet())
    hands.tap_button("recovered here", hands.sheet())
    hands.tap_button("Close the emergency", hands.sheet())
    expect(hands.page.locator(".banner")).to_have_count(0)
    expect(hands.card("Lark")).to_contain_text("naloxone")
    emergency = told(hands.page)["emergencies"][-1]
    assert emergency["outcome"] == "recovered_here" and emergency["doses"] == 1

    # Then, back again, the whole of it stands in the journal, once and in order, and on the other screen
    floor_server.start()
    is_in_step(hands)
    house = agree(floor_server.folder / "home", hands.page, other.page)
    assert house["emergencies"][-1] == emergency
    mine = [line for line in entries(floor_server.folder / "home") if str(line.subject) == emergency["id"]]
    assert [line.kind for line in mine] == [
        "emergency-raised", "emergency-placed", "observed", "acted", "acted", "observed", "observed", "emergency-closed",
    ]  # fmt: skip
    slack = timedelta(seconds=1)  # two clocks
    assert raised - slack <= mine[0].happened_at <= placed + slack


def test_two_tablets_cut_off_give_one_place_to_two_people(
    at_tablet: Callable[..., Hands], floor_server: Facility, desk: Tablet, known: Callable[..., str]
) -> None:
    # Given two people who were assessed, and two tablets that do not hear each other
    visits = {}
    for name, code in (("Lark", "plum-otter-7"), ("Wren", "kite-fern-3")):
        visits[name] = desk.visit(known(name, code))
        desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visits[name])
    one, two = at_tablet("Ailsa"), at_tablet("Davie", "Second tablet")
    expect(two.card("Wren").get_by_text("assessed")).to_be_visible()
    floor_server.stop(kill=True)
    is_cut_off(one)
    is_cut_off(two)

    # When each gives place 4 to another person
    for hands, name in ((one, "Lark"), (two, "Wren")):
        hands.tap_button("Give…", hands.card(name))
        pick_place(hands, 4)
        expect(hands.place(4).get_by_text(name)).to_be_visible()
    floor_server.start()
    is_in_step(one)
    is_in_step(two)

    # Then both are told so in plain words, and nobody drops off the board
    house = agree(floor_server.folder / "home", one.page, two.page)
    assert house["contests"] == [["place 4", sorted(visits.values())]]
    for hands in (one, two):
        expect(hands.place(4)).to_contain_text("Lark")
        expect(hands.place(4)).to_contain_text("Wren")
        expect(hands.place(4)).to_contain_text("two people here?")
    one.finds_no_barrier()
    one.tap_button("Settle", one.place(4))
    expect(one.sheet()).to_contain_text("Two screens gave place 4 to different people. Who sits there?")
    expect(one.sheet().get_by_role("button", name="Wren sits there")).to_contain_text("by Davie")
    one.finds_no_barrier()

    # When it is settled with one tap
    one.tap_button("Wren sits there", one.sheet(), exact=False)

    # Then every screen has Wren there, and both versions stand in the record
    expect(one.place(4).get_by_text("Lark")).to_have_count(0)
    house = agree(floor_server.folder / "home", one.page, two.page)
    assert house["contests"] == []
    lines = entries(floor_server.folder / "home")
    given = {
        str(line.subject): line
        for line in lines
        if line.kind == "place-given" and str(line.subject) in visits.values()
    }
    assert set(given) == set(visits.values())
    assert [line.body.contested for line in given.values()].count(True) == 1
    assert [str(line.subject) for line in lines if line.kind == "contest-settled"] == [visits["Lark"]]


def test_the_same_person_let_in_by_two_tablets(
    at_tablet: Callable[..., Hands], floor_server: Facility, desk: Tablet, known: Callable[..., str]
) -> None:
    # Given Lark, who was here today, and two tablets that do not hear each other
    known("Lark")
    one, two = at_tablet("Ailsa"), at_tablet("Davie", "Second tablet")
    floor_server.stop(kill=True)
    for hands in (one, two):
        is_cut_off(hands)
        hands.tap_button("At the door")
        hands.tap(hands.sheet().locator(".result", has_text="Lark"))
        hands.tap_button("Start: use")
        expect(hands.card("Lark")).to_be_visible()
    floor_server.start()
    is_in_step(one)
    is_in_step(two)

    # Then Lark is there twice until somebody says which visit goes on
    house = agree(floor_server.folder / "home", one.page, two.page)
    assert [about for about, _ in house["contests"]] == ["person"]
    expect(two.column("Waiting").get_by_text("here twice?")).to_have_count(2)
    two.tap_button("Settle", two.column("Waiting"))
    expect(two.sheet()).to_contain_text("Lark has two visits open. Which one goes on?")
    two.finds_no_barrier()
    two.tap(two.sheet().locator("[data-keeps]").first)
    expect(two.column("Waiting").get_by_text("Lark", exact=True)).to_have_count(1)
    house = agree(floor_server.folder / "home", one.page, two.page)
    assert house["contests"] == []
    ended = [line for line in entries(floor_server.folder / "home") if line.kind == "contest-settled"]
    assert len(ended) == 1


def test_left_on_one_screen_and_given_a_place_on_another(
    at_tablet: Callable[..., Hands],
    floor_server: Facility,
    desk: Tablet,
    known: Callable[..., str],
    wired: Callable[[], Wire],
) -> None:
    # Given Lark, assessed, and one tablet on a wire that is cut
    visit = desk.visit(known("Lark"))
    desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visit)
    wire = wired()
    away, other = at_tablet("Ailsa", url=wire.url), at_tablet("Davie", "Second tablet")
    expect(away.card("Lark")).to_be_visible()
    wire.cut()
    is_cut_off(away)

    # When one screen says Lark has left, and then the one that is cut off gives Lark a place
    desk.send("end-visit", {"how": "left"}, visit)
    expect(other.card("Lark")).to_have_count(0)
    away.page.wait_for_timeout(2_000)  # by more than clocks may differ: the other way round nothing contradicts
    away.tap_button("Give to Lark", away.place(1))
    expect(away.place(1).get_by_text("heroin")).to_be_visible()
    wire.join()
    is_in_step(away)

    # Then every screen shows Lark, and asks
    house = agree(floor_server.folder / "home", away.page, other.page)
    assert house["contests"] == [["left", [visit]]]
    expect(other.place(1).get_by_text("left, or here?")).to_be_visible()
    other.tap_button("Settle", other.place(1))
    expect(other.sheet()).to_contain_text("Lark was said to have left")
    expect(other.sheet()).to_contain_text("by Ailsa")
    other.finds_no_barrier()
    other.tap_button("Lark is still here", other.sheet(), exact=False)
    expect(other.place(1).get_by_text("left, or here?")).to_have_count(0)
    house = agree(floor_server.folder / "home", away.page, other.page)
    assert house["contests"] == []
    assert [one["place"] for one in house["visits"] if one["id"] == visit] == [1]


def test_what_could_not_be_kept_waits_until_somebody_has_dealt_with_it(
    at_tablet: Callable[..., Hands], floor_server: Facility, desk: Tablet, known: Callable[..., str]
) -> None:
    # Given three people, assessed, and a tablet that is in step but whose commands do not get through
    for name, code in (("Lark", "plum-otter-7"), ("Wren", "kite-fern-3"), ("Robin", "moss-heron-5")):
        visit = desk.visit(known(name, code))
        desk.send("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}, visit)
    hands, other = at_tablet("Ailsa"), at_tablet("Davie", "Second tablet")
    held: Page = hands.page
    held.evaluate(HOLD)

    # When it gives places 5 and 6, and elsewhere 5 is taken out of use and 6 is given to somebody else
    for name, place in (("Robin", 5), ("Lark", 6)):
        hands.tap_button("Give…", hands.card(name))
        pick_place(hands, place)
        expect(hands.place(place).get_by_text(name)).to_be_visible()
        hands.sees(f"{name} has place {place}.")  # nobody waits for the answer any longer
    expect(held.locator(".head .cutoff")).to_contain_text("Sending 2 entries")
    desk.send("change-place", {"place": 5, "status": "out_of_use", "reason": "broken"}, desk.house)
    other.tap_button("Give…", other.card("Wren"))
    pick_place(other, 6)
    expect(other.place(6).get_by_text("Wren")).to_be_visible()
    held.evaluate("window.letThrough = true")

    # Then the house refuses both, they go from the board at once, and wait on the list with who, what and why
    expect(held.locator(".head .refusals")).to_contain_text("2 could not be kept", timeout=40_000)
    expect(hands.place(6).get_by_text("Lark")).to_have_count(0)
    expect(hands.place(5).get_by_text("Robin")).to_have_count(0)
    hands.tap(held.locator(".head .refusals"))
    refused = hands.sheet().locator("[data-refused]")
    expect(refused).to_have_count(2)
    robin, lark = refused.filter(has_text="Robin"), refused.filter(has_text="Lark")
    for text in ("Given place 6", "by Ailsa", "taken by another person"):
        expect(lark).to_contain_text(text)
    hands.finds_no_barrier()

    # When Robin never sat there, it is left; when Lark does sit there, it is recorded anyway
    hands.tap_button("Leave it", robin)
    expect(refused).to_have_count(1)
    hands.tap_button("It was done: record it anyway", lark)
    expect(refused).to_have_count(0)
    expect(held.locator(".head .refusals")).to_have_count(0)

    # Then both truths are on every board, by whom they were done and when they were done
    house = agree(floor_server.folder / "home", held, other.page)
    assert [about for about, _ in house["contests"]] == ["place 6"]
    lines = entries(floor_server.folder / "home")
    theirs, mine = [line for line in lines if line.kind == "place-given"]
    assert mine.body.contested and not theirs.body.contested
    assert str(mine.staff) == floor_server.staff["Ailsa"]
    assert mine.happened_at < theirs.happened_at
