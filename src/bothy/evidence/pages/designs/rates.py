"""Rates before and after, on both scales, beside areas where nothing was opened."""

from __future__ import annotations

from importlib.resources import files

from bothy.evidence.pages.answer import Answer, Cell, Picture, Sheet
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example, Field
from bothy.evidence.pages.options import Options

MOST_MONTHS = 20_000
_EXPOSURES = (("as-given", "as it looks: the same for all areas is time"), ("time", "time alone (months)"), ("person-time", "persons × time"))


def run(file: Brought, options: Options) -> Answer:
    """Totals, or months where the file has them."""
    import msgspec

    from bothy.evidence.honest import found
    from bothy.evidence.rates import areas_of, combined, combined_by_month, compared, compared_by_month, split
    from bothy.evidence.rates.drawn import areas_of as named
    from bothy.evidence.rates.drawn import describe, draw, size
    from bothy.evidence.rates.said import ASSUMES
    from bothy.evidence.rates.totals import totals_of
    from bothy.evidence.rates.verdict import judged, of_change, of_interaction
    from bothy.evidence.table import BadTable

    table, exposure, treated = file.table(), options.text("exposure") or "as-given", options.text("treated")
    monthly = "month" in table.columns
    if monthly:
        if len(table) > MOST_MONTHS:
            raise BadTable(f"{table.name} has {len(table):,} rows; a page takes {MOST_MONTHS:,}. Use bothy evidence rates --monthly on the command line.")
        months, beside = split(areas_of(table), treated)
        answer = compared_by_month(months, beside, exposure)  # type: ignore[arg-type]
        if options.switch("combine"):
            answer = msgspec.structs.replace(answer, combined=combined_by_month(months, beside, exposure))  # type: ignore[arg-type]
    else:
        area, others = totals_of(table, treated)
        answer = compared(area, others, exposure)  # type: ignore[arg-type]
        if options.switch("combine"):
            answer = msgspec.structs.replace(answer, combined=combined(area, others, exposure))  # type: ignore[arg-type]
    rows = named(answer)
    judges = ["ratio, quasi-Poisson"] if monthly else ["ratio", "difference"]
    if answer.controls:
        judges += ["ratio beside an area of its size, quasi-Poisson"] if monthly else ["ratio beside an area of its size", "difference beside an area of its size", "difference beside an area three times as large"]
    sentences = (f"{rows[0][0]}: {of_change(answer)}", *(f"Beside {one.name}: {of_interaction(one)}" for one in answer.controls))
    on_ratio = tuple(
        (name, one.rate_before, one.rate_after, one.ratio, judged(one).ratio_low, judged(one).ratio_high, judged(one).ratio_p, one.exact_low, one.exact_high, one.mid_p)
        for name, one in rows
    )
    on_difference = tuple((name, one.difference, judged(one).difference_low, judged(one).difference_high, judged(one).difference_p) for name, one in rows)
    beside_it: tuple[tuple[Cell, ...], ...] = tuple(
        (one.name, one.interaction_ratio, one.interaction_ratio_chi2, one.interaction_ratio_p, one.interaction_difference_z, one.interaction_difference_p)
        for one in answer.controls
    )
    sheets = [
        Sheet(name="ratio", title="As a ratio", heads=("Area", "Rate before", "Rate after", "Ratio", "Low", "High", "p", "Exact low", "Exact high", "Mid-p"), rows=on_ratio),
        Sheet(name="difference", title="As a difference", heads=("Area", "Difference", "Low", "High", "p"), rows=on_difference),
    ]
    if beside_it:
        heads = ("Control", "Ratio of ratios", "chi²", "p", "z of the differences", "p")
        sheets.append(Sheet(name="beside", title="Treated area beside each control", heads=heads, rows=beside_it))
    width, height = size(answer)
    return Answer(
        title="Rates before and after",
        sentences=sentences,
        pictures=(Picture(title="Ratio and difference, with 95 % intervals", says=describe(answer), width=width, height=height, draw=lambda theme: draw(answer, theme)),),
        sheets=tuple(sheets),
        assumptions=(*(line for line in ASSUMES.replace("\n", " ").split(". ") if line), "The null case: rates differ between any two periods with nothing done at all"),
        cautions=tuple(one.difference_warning for one in answer.controls if one.difference_warning),
        fails=found.where(*judges),
        source=(f"File {file.name}, SHA-256 {file.sha256}",),
        choices={"treated": tuple(name for name, _ in rows if " + " not in name)},
    )


DESIGN = Design(
    name="rates",
    place=20,
    title="Rates before and after",
    question="Did the rate change, and otherwise than where nothing was opened?",
    can="How much a rate changed, as a ratio and as a difference, with intervals; whether other areas changed alike.",
    cannot="Why it changed. A trend, a season, or a place that was chosen for its worst year change a rate too.",
    bring=(
        ("area", "one row for each; the first is where the facility is, or name it below"),
        ("before, after", "how many were counted, whole numbers"),
        ("before_exposure, after_exposure", "over how many months, or person-years"),
        ("or: month, area, period, count, exposure", "a row a month and area, 2025-01; period is before or after; then the scatter of the months counts too"),
    ),
    looks_like="area,before,before_exposure,after,after_exposure\nnear,626,36,210,60\nelsewhere,7117,36,4693,60\n",
    run=run,
    fields=(
        Field(name="treated", label="Area of the facility", help="the first one where it is left empty"),
        Field(name="exposure", label="Exposure is", kind="choice", default="as-given", choices=_EXPOSURES),
        Field(name="combine", label="Also both areas as one (displacement)", kind="switch"),
    ),
    examples=(
        Example(
            key="sydney", title="Sydney: ambulance call-outs to suspected opioid overdose, before and after 2001", file="sydney.csv",
            content=lambda: (files("bothy.evidence.rates") / "carried" / "sydney.csv").read_bytes(), options={"combine": "1"},
        ),
    ),
)  # fmt: skip
