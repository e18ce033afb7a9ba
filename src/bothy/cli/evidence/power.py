"""`bothy evidence power`: how long until a fall would show?"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothy.cli.evidence.app import JsonOption, evidence_app, table_of, told, write_json
from bothy.cli.evidence.its import (
    CalendarOption,
    DaysOption,
    ErrorsOption,
    Family,
    HarmonicsOption,
    LagOption,
    OffsetOption,
    PeriodOption,
    PlaceOption,
    ShockOption,
    days_asked,
    lag_asked,
)
from bothy.cli.shared import ASKED_WRONGLY, progress, stop, write_plain

if TYPE_CHECKING:
    from bothy.evidence.its.model import Model
    from bothy.evidence.its.past import Past
    from bothy.evidence.its.series import Columns


@evidence_app.command()
def power(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.csv]", help="The series so far, a row for each period; or give --level.")] = None,
    count: Annotated[str, typer.Option(metavar="COLUMN", help="The column of counts.")] = "",
    time: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the period: numbers, 2025-08 or 2025Q3.")] = "",
    step: Annotated[str | None, typer.Option(metavar="COLUMN", help="Of 0 and 1: only rows before the step are used.")] = None,
    offset: OffsetOption = None,
    group: Annotated[str, typer.Option(metavar="COLUMN", help="The column that tells areas apart.")] = "",
    treated: Annotated[str, typer.Option(metavar="AREA", help="With --group: the area that is asked about.")] = "",
    level: Annotated[float | None, typer.Option(help="Without a file: counts a period just before the step.")] = None,
    periods: Annotated[int, typer.Option(min=3, max=2400, help="Without a file: how many periods before the step.")] = 60,
    trend: Annotated[float, typer.Option(help="Without a file: how many times as many a year.")] = 1.0,
    season: Annotated[float, typer.Option(help="Without a file: highest over lowest of a year.")] = 1.0,
    scatter: Annotated[float | None, typer.Option(help="Dispersion (quasi) or alpha (negbin).", show_default="the file's; without one 1, or 0")] = None,
    fall: Annotated[list[float] | None, typer.Option(metavar="PERCENT", help="How much falls at the step; once for each.", show_default="20")] = None,
    starts: Annotated[str, typer.Option("--from", metavar="PERIOD", help="The first period after the step.", show_default="the one after the file")] = "",
    least: Annotated[int, typer.Option(help="Periods after the step to judge at, at least.")] = 1,
    most: Annotated[int, typer.Option(help="And at most.")] = 60,
    target: Annotated[float, typer.Option(metavar="PERCENT", help="Power that is wanted.")] = 80.0,
    autocorrelation: Annotated[
        list[float] | None,
        typer.Option(help="Of neighbouring periods; once for each.", show_default="as in the residuals (without a file 0), and 0.2 more"),
    ] = None,
    family: Annotated[Family, typer.Option(help="quasi: variance φμ. negbin: μ + αμ². poisson: μ.")] = "quasi",
    harmonics: HarmonicsOption = 0,
    period: PeriodOption = None,
    calendar: CalendarOption = False,
    errors: ErrorsOption = "model",
    lag: LagOption = None,
    days: DaysOption = None,
    holidays: PlaceOption = "",
    shock: ShockOption = None,
    replications: Annotated[int, typer.Option(min=100, max=1_000_000, help="Series drawn for each answer.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")] = 1,
    workers: Annotated[int, typer.Option(min=0, help="Threads; the answer does not depend on them. 0: all cores.")] = 0,
    pictures: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write the pictures there, by day and by night.")] = None,
    as_json: JsonOption = False,
) -> None:
    """How many periods until a fall would show, by simulation; with the rate of false alarms beside it."""
    lag, days = lag_asked(errors, lag), days_asked(days, holidays)
    from bothy.evidence.its.model import Model
    from bothy.evidence.its.plan import plan_of, planned

    model = Model(family=family, errors=errors, harmonics=harmonics, calendar=calendar, lag=lag)
    if file is None:
        past = _of_numbers(level, periods, trend, season, period, scatter, model)
    else:
        if level is not None:
            stop(ASKED_WRONGLY, "--level is for want of a file, and there is one. Leave one of them out.")
        if not count or not time:
            stop(ASKED_WRONGLY, "Name the columns of the file: --count and --time.")
        from bothy.evidence.its.series import Columns

        columns = Columns(
            count=count, time=time, step=step, offset=offset, days=days, place=holidays, period=period, shocks=tuple(shock or ())
        )
        past = _of_file(file, columns, group, treated, scatter, model)
    with told(), progress("Drawing series") as tell:
        plan = plan_of(
            past,
            falls_percent=fall or [20.0],
            autocorrelations=autocorrelation or (),
            least=least,
            most=most,
            starts=starts,
            target_percent=target,
            replications=replications,
            seed=seed,
        )
        answer = planned(past, plan, workers=workers or os.cpu_count() or 1, tell=tell)
    if pictures is not None:
        from bothy.cli.evidence.drawing import write_pictures
        from bothy.evidence.its.power_pictures import pictures_of

        write_pictures(pictures, pictures_of(answer))
    if as_json:
        from bothy.evidence.its.power_keys import as_keys

        write_json(as_keys(answer))
    else:
        from bothy.evidence.its.power_said import said

        write_plain(said(answer))


def _of_file(file: Path, columns: "Columns", group: str, treated: str, scatter: float | None, model: "Model") -> "Past":
    table = table_of(file)
    from bothy.evidence.its.past import past_from

    with told():
        return past_from(table, columns, model, group=group, treated=treated, scatter=scatter)


def _of_numbers(level: float | None, periods: int, trend: float, season: float, period: float | None, scatter: float | None, model: "Model") -> "Past":
    if level is None:
        stop(ASKED_WRONGLY, "Give the series so far (FILE.csv --count … --time …), or --level, the counts a period just before the step.")
    from bothy.evidence.its.past import invented

    with told():
        return invented(level=level, periods=periods, trend=trend, season=season, period=period or 12.0, model=model, scatter=scatter, autocorrelation=0.0)
