"""Interrupted time series: did the level or the trend of a count change when something began?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bothy.evidence.its.carried import SICILY_FILE, SICILY_SOURCE, sicily
from bothy.evidence.pages.answer import Answer, Cell, Picture, Said, Sheet
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example, Field
from bothy.evidence.pages.options import Options
from bothy.evidence.pages.series_fields import (
    COLUMNS,
    MODEL,
    SHOCKS,
    columns_of,
    divisions,
    divisions_source,
    listed_in,
    methods_of,
    model_of,
)
from bothy.evidence.table import BadTable

if TYPE_CHECKING:
    from bothy.evidence.its.answer import Judged
    from bothy.evidence.its.ratio import Ratio

MOST_PERIODS = 600
MOST_CONTROLS = 6
TIMES = 400
SEED = 1


def run(file: Brought, options: Options) -> Answer:
    """The step beside the line that was there before, and when not to believe it."""
    from bothy.evidence.honest import found
    from bothy.evidence.its.answer import judge, read
    from bothy.evidence.its.pictures import pictures_of
    from bothy.evidence.its.said import ASSUMES, beside, drawn_again, how, null_case, sentences

    table = file.table()
    names = listed_in(options.text("controls"))
    if len(names) > MOST_CONTROLS:
        raise BadTable(f"{len(names)} controls are named. A page takes up to {MOST_CONTROLS}; bothy evidence its takes more.")
    group, treated = options.text("group"), options.text("treated")
    series, controls = read(table, columns_of(options), group, treated, names if group or names else None)
    if len(series) > MOST_PERIODS:
        raise BadTable(f"{file.name} holds {len(series):,} periods. A page takes up to {MOST_PERIODS}; bothy evidence its takes more.")
    model = model_of(options, options.switch("slope"))
    judged = judge(series, model, controls, TIMES, SEED)
    again = judged.bootstrap
    assert again is not None
    choices = {name: tuple(table.columns) for name in ("count", "time", "step", "offset", "group")}
    if group:
        choices |= dict.fromkeys(("treated", "controls"), tuple(dict.fromkeys(table.texts(group))))
    return Answer(
        title=f"{series.count}: {series.periods.labels[0]} to {series.periods.labels[-1]}, the step with {series.periods.labels[series.first_after]}",
        sentences=(*sentences(judged), *(" ".join(beside(one)) for one in judged.controls)),
        pictures=tuple(Picture(title=one.title, says=one.says, width=one.pixels[0], height=one.pixels[1], draw=one.draw) for one in pictures_of(judged)),
        sheets=tuple(_sheets(judged)),
        assumptions=(f"The null case. {null_case(again)} {drawn_again(again, judged.diagnostics)}", *ASSUMES, f"Model: {how(judged)}."),
        cautions=judged.cautions,
        fails=found.where(*methods_of(model, bool(judged.controls))),
        source=_source(file),
        choices=choices,
    )


def _sheets(judged: Judged) -> Iterator[Sheet]:
    yield _ratios(judged)
    yield _periods(judged)
    seen = judged.diagnostics.correlations
    if seen is not None:
        rows = tuple((str(k), one) for k, one in enumerate(seen.lags, 1))
        note = f"By chance alone under {seen.limit:.3f} 19 times in 20. Ljung and Box's p {seen.ljung_box_p:.3f} over {seen.ljung_box_df} lags."
        yield Sheet(name="autocorrelation", title="Autocorrelation of the residuals", heads=("Lag", "Autocorrelation"), rows=rows, notes=(note,))
    tried = judged.pre_trend
    if tried.placebos:
        rows = tuple((one.time, *_cells(one.step)) for one in tried.placebos)
        note = f"{tried.shown} of {len(tried.placebos)} leave 1 out; about 1 in 20 is meant, and neighbours are not independent."
        yield Sheet(name="before", title="Steps that never were", heads=("Placed at", "Ratio", "Low", "High", "p"), rows=rows, notes=(note,))


def _ratios(judged: Judged) -> Sheet:
    fitted = judged.fitted
    told: list[tuple[str, Ratio | None]] = [("Step", judged.step), ("Change of slope, each period", judged.slope), ("Trend before, a year", judged.trend)]
    for one in judged.controls:
        told += [(f"{one.name}: its step", one.step), (f"{one.name}: treated over it", one.interaction), (f"{one.name}: treated over it, slope", one.slope_interaction)]
        told += [(f"{one.name}: treated over it, trend before, a year", one.trend_interaction)]
    spread = f"Dispersion (Pearson) {fitted.pearson:.3f} over {fitted.df} degrees of freedom; deviance {fitted.deviance:.1f}."
    alpha = () if fitted.alpha is None else (f"Alpha {fitted.alpha:.4f}.",)
    rows = tuple((name, *_cells(one)) for name, one in told if one is not None)
    return Sheet(name="ratios", title="The figures", heads=("What", "Ratio", "Low", "High", "p"), rows=rows, notes=(spread, *alpha))


def _periods(judged: Judged) -> Sheet:
    heads = ("Period", "After the step", "Counted", "Fitted", "The line before", "Low", "High", "Residual", "Step without it")
    without = judged.diagnostics.without
    rows = tuple(
        (one.time, "yes" if one.after else "no", int(one.observed), one.fitted, one.expected, one.expected_low, one.expected_high, residual, without[n] if without else None)
        for n, (one, residual) in enumerate(zip(judged.counterfactual.periods, judged.diagnostics.residuals, strict=True))
    )
    return Sheet(name="periods", title="Period by period", heads=heads, rows=rows, notes=("Low and high are of the mean that the line before says, not of a single count.",))


def _cells(one: Ratio) -> tuple[Cell, ...]:
    from bothy.evidence.its.words import p_value

    return (one.ratio, one.low, one.high, Said(one.p, p_value(one.p)))


def _source(file: Brought) -> tuple[str, ...]:
    carried = {"sicily": SICILY_SOURCE, "glasgow-2022": divisions_source()}.get(file.example, ())
    return (*carried, f"File {file.name}, SHA-256 {file.sha256}")


DESIGN = Design(
    name="interrupted-time-series",
    place=40,
    title="Interrupted time series",
    question="Did the level or the trend of a count change when something began, beside the line that was there before?",
    can="By how much a series stepped up or down at a date known beforehand, with its interval; whether it was straight before; what a control did; how often such an interval is wrong where nothing began.",
    cannot="What made it step: whatever else began at the same time is in it. Nor whether the line before would have gone on. No change shown is no proof of none.",
    bring=(
        ("a period", "a number, 2025-08 or 2025Q3; equally long, none missing, none twice"),
        ("a count", "a whole number; 0 where nothing happened"),
        ("a step", "0 before, 1 from the first period after; or name that period below"),
        ("what it is out of", "population or hours; may be left out"),
        ("an area", "of several areas in one file: one is treated, the others are controls; may be left out"),
        ("what else was in force", "1 while it lasted, 0 otherwise; may be left out"),
    ),
    looks_like="month,callouts,open\n2024-11,41,0\n2024-12,38,0\n2025-01,35,1\n",
    run=run,
    fields=(
        *COLUMNS,
        Field(name="step", label="Column of the step", help="0 before, 1 after; or the next field"),
        Field(name="from", label="First period after", help="in place of a column of the step"),
        Field(name="group", label="Column of areas"),
        Field(name="treated", label="Treated area"),
        Field(name="controls", label="Controls", help="with ; between; empty for none"),
        *MODEL,
        Field(name="slope", label="The trend may change too", kind="switch"),
        SHOCKS,
    ),
    examples=(
        Example(
            key="sicily", title="Sicily's smoking ban of 2005, with a published answer", file=SICILY_FILE, content=sicily,
            options={"count": "aces", "time": "time", "step": "smokban", "offset": "stdpop", "harmonics": "2", "period": "12"},
        ),
        Example(
            key="glasgow-2022", title="Greater Glasgow, a step where no facility opened (2022): what the design finds there", file="suspected_drug_deaths_by_police_division.csv", content=divisions,
            options={"count": "deaths", "time": "quarter", "from": "2022Q1", "group": "police_division", "treated": "G: Greater Glasgow", "controls": "E: Edinburgh City; Q: Lanarkshire"},
        ),
    ),
)  # fmt: skip
