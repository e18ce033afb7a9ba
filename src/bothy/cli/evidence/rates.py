"""`bothy evidence rates`: did the rate change, here and beside the controls?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bothy.cli.evidence.app import JsonOption, evidence_app, table_of, told, write_json
from bothy.cli.shared import ASKED_WRONGLY, stop, write_plain

if TYPE_CHECKING:
    from bothy.evidence.rates import Compared

Exposure = Literal["as-given", "time", "person-time"]


@evidence_app.command()
def rates(
    before: Annotated[str, typer.Option(metavar="n/t", help="What was counted in the treated area before, over which exposure: 626/36.")] = "",
    after: Annotated[str, typer.Option(metavar="n/t", help="The same after.")] = "",
    control: Annotated[
        list[str] | None, typer.Option(metavar="[NAME=]n/t,n/t", help="A control, before and after; once for each.")
    ] = None,
    exposure: Annotated[
        Exposure,
        typer.Option(help="What t is. As given: time where the treated area and a control have the same, else person-time."),
    ] = "as-given",
    combine: Annotated[bool, typer.Option("--combine", help="Also the treated area and each control as one (displacement).")] = False,
    monthly: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="In place of --before, --after, --control: columns month, area, period, count and, if known, exposure."),
    ] = None,
    treated: Annotated[str, typer.Option(metavar="AREA", help="With --monthly: the area the facility is in.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Rates before and after, as a ratio and as a difference, and whether controls changed alike."""
    if monthly is not None:
        if before or after or control:
            stop(ASKED_WRONGLY, "The months hold the totals: give --monthly, or --before, --after and --control.")
        answer = _of_months(monthly, treated, exposure, combine)
    else:
        if not before or not after:
            stop(ASKED_WRONGLY, "Give --before n/t and --after n/t, as in --before 626/36 --after 210/60; or --monthly FILE.csv.")
        if treated:
            stop(ASKED_WRONGLY, "--treated names an area of the file of --monthly, and there is none.")
        answer = _of_totals(before, after, control or [], exposure, combine)
    if as_json:
        import msgspec

        write_json(msgspec.to_builtins(answer))
    else:
        from bothy.evidence.rates.said import said

        write_plain(said(answer))


def _of_totals(before: str, after: str, controls: list[str], exposure: Exposure, combine: bool) -> "Compared":
    import msgspec

    from bothy.evidence.rates import Area, combined, compared, control_of, counted_of

    with told():
        area = Area(counted_of(before, "Before"), counted_of(after, "After"))
        others = [control_of(text, number) for number, text in enumerate(controls, 1)]
        answer = compared(area, others, exposure)
        return msgspec.structs.replace(answer, combined=combined(area, others, exposure)) if combine else answer


def _of_months(file: Path, treated: str, exposure: Exposure, combine: bool) -> "Compared":
    table = table_of(file)
    import msgspec

    from bothy.evidence.rates import areas_of, combined_by_month, compared_by_month, split

    with told():
        area, others = split(areas_of(table), treated)
        answer = compared_by_month(area, others, exposure)
        return msgspec.structs.replace(answer, combined=combined_by_month(area, others, exposure)) if combine else answer
