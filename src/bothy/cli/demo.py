"""`bothy demo`: build a facility to try, with eight months behind it."""

from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, home_of, made, out, progress, stop
from bothy.journal.errors import JournalError, JournalInUse
from bothy.server.home import HomeTrouble


@app.command()
def demo(
    home: HomeOption = None,
    seed: Annotated[
        int | None,
        typer.Option(
            help="What its people are drawn from; the same seed makes the same facility.", show_default=False
        ),
    ] = None,
) -> None:
    """Build the demo: invented people fitted to the Thistle's published months. Goes on where it was cut off."""
    from bothy.demo.figures import thistle_plan
    from bothy.demo.history import BuildStopped, build, founding, what_to_do
    from bothy.intake.facility import CannotFound
    from bothy.server.boot import prepare
    from bothy.server.opening import open_house

    place = made(home_of(home))
    try:
        prepare(place)
        # Imported late: the demo's people live in Django's tables, which `prepare` makes ready.
        from bothy.demo.published import MonthlyFigures
        from bothy.demo.running import seed_of
        from bothy.demo.setup import make_people

        chosen = {} if seed is None else {"seed": seed}
        with open_house(place, founding(**chosen)) as facility:
            if not facility.house.demo:
                stop(
                    ASKED_WRONGLY,
                    f"{place.folder} holds a real facility, {facility.house.name}. Choose another --home for a demo.",
                )
            plan = thistle_plan(seed_of(facility.home, seed))
            make_people(plan)
            with progress("Building the demo") as tell:
                built = build(facility, progress=tell, plan=plan, figures=MonthlyFigures(facility, plan))
            number = facility.writer.head.number
    except (HomeTrouble, JournalInUse) as fault:
        stop(ASKED_WRONGLY, str(fault))
    except BuildStopped as why:
        stop(FOUND_SOMETHING, f"{why} {what_to_do(why, place.folder)}")
    except (JournalError, CannotFound) as fault:
        stop(FOUND_SOMETHING, str(fault))
    fresh = built.commands - built.again
    out.print(
        f"The demo is in {place.folder}: {number} entries"
        + ("." if fresh else ", which were there already."),
        markup=False,
    )
    out.print(f'See it with: bothy run --home "{place.folder}"', markup=False)
