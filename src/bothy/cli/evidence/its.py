"""`bothy evidence its`: did the level or the trend of a count change when something began?"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bothy.cli.evidence.app import JsonOption, evidence_app, table_of, told, write_json
from bothy.cli.shared import ASKED_WRONGLY, stop, write_plain

Family = Literal["quasi", "poisson", "negbin"]
Errors = Literal["model", "hac"]
Days = Literal["every", "working"]

CountOption = Annotated[str, typer.Option(metavar="COLUMN", help="The column of counts.")]
TimeOption = Annotated[str, typer.Option(metavar="COLUMN", help="The column of the period: numbers, 2025-08 or 2025Q3.")]
OffsetOption = Annotated[str | None, typer.Option(metavar="COLUMN", help="What the counts are out of (population, hours); its logarithm is the offset.")]
FamilyOption = Annotated[Family, typer.Option(help="quasi: variance φμ. negbin: μ + αμ². poisson: μ.")]
HarmonicsOption = Annotated[int, typer.Option(min=0, help="Pairs of sine and cosine over a year.")]
CalendarOption = Annotated[bool, typer.Option("--calendar", help="Instead of harmonics a level of its own for each month or quarter of the year.")]
PeriodOption = Annotated[float | None, typer.Option(help="How many units of time make a year.", show_default="12; quarters 4")]
ErrorsOption = Annotated[Errors, typer.Option(help="hac: Newey and West, Bartlett weights.")]
LagOption = Annotated[int | None, typer.Option(min=0, help="Of the HAC errors, in periods.", show_default="floor(4 (n/100)^(2/9))")]
DaysOption = Annotated[Days | None, typer.Option(help="Multiply the exposure by the days, or working days, of each month or quarter.")]
PlaceOption = Annotated[str, typer.Option(metavar="PLACE", help="Whose bank holidays are no working days: GB-SCT.")]
ShockOption = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN|FROM:TO[:NAME]", help="What else was in force for a while, as a column or a window of time; once for each."),
]


def lag_asked(errors: Errors, lag: int | None) -> int | None:
    """The lag; exit 2 where it is asked for without HAC errors."""
    if lag is not None and errors != "hac":
        stop(ASKED_WRONGLY, "--lag is of HAC errors: add --errors hac.")
    return lag


def days_asked(days: Days | None, place: str) -> Days | None:
    """Which days; exit 2 where a place is named and working days are not asked for."""
    if place and days != "working":
        stop(ASKED_WRONGLY, "--holidays is of working days: add --days working.")
    return days


@evidence_app.command()
def its(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A row for each period, of each area.")],
    count: CountOption,
    time: TimeOption,
    step: Annotated[str, typer.Option(metavar="COLUMN", help="The column of the step: 0 before, 1 from the first period after.")],
    offset: OffsetOption = None,
    family: FamilyOption = "quasi",
    harmonics: HarmonicsOption = 0,
    period: PeriodOption = None,
    calendar: CalendarOption = False,
    slope: Annotated[bool, typer.Option("--slope", help="The trend may change at the step too.")] = False,
    errors: ErrorsOption = "model",
    lag: LagOption = None,
    days: DaysOption = None,
    holidays: PlaceOption = "",
    shock: ShockOption = None,
    group: Annotated[str, typer.Option(metavar="COLUMN", help="The column that tells areas apart; all but the treated are controls.")] = "",
    treated: Annotated[str, typer.Option(metavar="AREA", help="With --group: where something began.")] = "",
    bootstrap: Annotated[int, typer.Option(min=0, max=100_000, help="Series drawn from the fit for a second opinion; 0 for none.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the series drawn: the same seed gives the same answer.")] = 1,
    pictures: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write the pictures there, by day and by night.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Interrupted time series: the step beside the line that was there before, and when not to believe it."""
    lag, days = lag_asked(errors, lag), days_asked(days, holidays)
    table = table_of(file)
    from bothy.evidence.its.answer import judge, read
    from bothy.evidence.its.model import Model
    from bothy.evidence.its.series import Columns

    columns = Columns(
        count=count, time=time, step=step, offset=offset, days=days, place=holidays, period=period, shocks=tuple(shock or ())
    )
    model = Model(family=family, errors=errors, harmonics=harmonics, calendar=calendar, slope=slope, lag=lag)
    with told():
        series, controls = read(table, columns, group, treated)
        answer = judge(series, model, controls, bootstrap, seed)
    if pictures is not None:
        from bothy.cli.evidence.drawing import write_pictures
        from bothy.evidence.its.pictures import pictures_of

        write_pictures(pictures, pictures_of(answer))
    if as_json:
        from bothy.evidence.its.keys import as_keys

        write_json(as_keys(answer))
    else:
        from bothy.evidence.its.said import said

        write_plain(said(answer))
