"""What the pages about one series ask alike: its columns, its model, and what else was in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bothy.evidence.pages.design import Field
from bothy.evidence.pages.options import Options
from bothy.evidence.table import BadTable

if TYPE_CHECKING:
    from bothy.evidence.its.model import Errors, Family, Model
    from bothy.evidence.its.series import Columns
    from bothy.evidence.its.workdays import Days

DIVISIONS = "suspected-drug-deaths-by-police-division"
"""Key of the carried series of the city's figures."""

COLUMNS = (
    Field(name="count", label="Column of counts", required=True, default="count"),
    Field(name="time", label="Column of periods", required=True, default="time"),
    Field(name="offset", label="Column of what it is out of", help="population, hours; may be left out"),
)
MODEL = (
    Field(name="family", label="Scatter", kind="choice", default="quasi", choices=(("quasi", "quasi-Poisson"), ("negbin", "negative binomial"), ("poisson", "as Poisson's, no more"))),
    Field(name="errors", label="Errors", kind="choice", default="model", choices=(("model", "by the model"), ("hac", "by the residuals (HAC)"))),
    Field(name="lag", label="Lag of HAC errors", kind="whole", least=0, most=100, help="by the length of the series where empty"),
    Field(name="harmonics", label="Season: pairs of waves", kind="whole", least=0, most=6, default="0", help="2 for most monthly series"),
    Field(name="calendar", label="Instead: a level for each month", kind="switch"),
    Field(name="period", label="Periods a year", kind="number", least=1, most=1000, help="12, or 4 of quarters, where empty"),
    Field(name="days", label="Days of each month", kind="choice", choices=(("", "do not matter"), ("every", "all days count"), ("working", "working days count"))),
    Field(name="holidays", label="Bank holidays of", help="GB-SCT; with working days"),
)  # fmt: skip
SHOCKS = Field(name="shocks", label="What else was in force", help="a column, or 2020-03:2020-07:name; with ; between")


def columns_of(options: Options) -> Columns:
    """BadTable where two fields do not go together."""
    from bothy.evidence.its.series import Columns

    days, place = options.text("days"), options.text("holidays")
    if place and days != "working":
        raise BadTable("Bank holidays are of working days: let working days count, or leave them out.")
    return Columns(
        count=options.text("count"),
        time=options.text("time"),
        step=options.text("step") or None,
        starts=options.text("from"),
        offset=options.text("offset") or None,
        days=cast("Days | None", days or None),
        place=place,
        period=options.number("period"),
        shocks=listed_in(options.text("shocks")),
    )


def model_of(options: Options, slope: bool = False) -> Model:
    """BadTable where a lag is named without HAC errors."""
    from bothy.evidence.its.model import Model

    lag, errors = options.whole("lag"), options.text("errors") or "model"
    if lag is not None and errors != "hac":
        raise BadTable("A lag is of HAC errors: choose errors by the residuals, or leave the lag out.")
    return Model(
        family=cast("Family", options.text("family") or "quasi"),
        errors=cast("Errors", errors),
        harmonics=options.whole("harmonics") or 0,
        calendar=options.switch("calendar"),
        slope=slope,
        lag=lag,
    )


_TRIED = {"quasi": "series, quasi-Poisson", "negbin": "series, negative binomial", "poisson": "series, Poisson"}


def methods_of(model: Model, beside: bool = False) -> tuple[str, ...]:
    """The names under which the soundness study tried this model; ``beside``: controls are looked at too."""
    # HAC errors do not ask how counts scatter, so they were tried once.
    alone = "series, quasi-Poisson, HAC errors" if model.errors == "hac" else _TRIED[model.family]
    return (alone, "series beside all other areas, quasi-Poisson") if beside else (alone,)


def listed_in(told: str) -> tuple[str, ...]:
    """Words with ; between."""
    return tuple(one.strip() for one in told.split(";") if one.strip())


def divisions() -> bytes:
    """Suspected drug deaths by police division and quarter, as carried."""
    from importlib.resources import files

    return files("bothy.evidence.figures").joinpath("carried", DIVISIONS.replace("-", "_") + ".csv").read_bytes()


def divisions_source() -> tuple[str, ...]:
    """Where they come from and what they count."""
    from bothy.evidence.figures.bundled import carried

    told = next(one.series for one in carried() if one.key == DIVISIONS)
    source = told.source
    return tuple(one for one in (told.definition.words, source.name, source.address, source.licence) if one)
