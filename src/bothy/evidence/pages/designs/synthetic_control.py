"""One treated place beside the mixture of others that ran most like it before."""

from __future__ import annotations

from importlib.resources import files

from bothy.evidence.pages.answer import Answer, Picture, Sheet
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example, Field
from bothy.evidence.pages.options import Options

MOST_UNITS, MOST_PERIODS = 80, 400


def run(file: Brought, options: Options) -> Answer:
    """Weights, gap, rank among the placebos, and what the answer hangs on."""
    from bothy.evidence.honest import found
    from bothy.evidence.synthetic.answer import judge
    from bothy.evidence.synthetic.drawn import describe, draw_gaps, draw_paths, size
    from bothy.evidence.synthetic.panel import read_panel
    from bothy.evidence.synthetic.text import ASSUMES, effects_sentence, first_sentence
    from bothy.evidence.table import BadTable

    panel = read_panel(file.table(), unit=options.text("unit"), time=options.text("time"), outcome=options.text("outcome"), treated=options.text("treated"), since=options.text("since"))
    if len(panel.units) > MOST_UNITS or len(panel.times) > MOST_PERIODS:
        raise BadTable(f"{file.name} has {len(panel.units)} units and {len(panel.times)} periods; a page takes {MOST_UNITS} and {MOST_PERIODS}. Use bothy evidence synthetic on the command line.")
    answer = judge(panel, "exclude" if options.switch("exclude") else "include")
    own, (width, height) = panel.treated, size()
    path = tuple(
        (str(time), float(seen), float(seen - gap), float(gap))
        for time, seen, gap in zip(panel.times, panel.outcome[own], answer.fits.gaps[own], strict=True)
    )
    sheets = [
        Sheet(name="weights", title="The mixture", heads=("Donor", "Weight"), rows=tuple(answer.shares())),
        Sheet(name="path", title="Observed and synthetic", heads=("Period", "Observed", "Synthetic", "Gap"), rows=path),
        Sheet(
            name="placebos", title="Every unit as if it had been treated", heads=("Unit", "Error before", "Error after", "Mean gap", "Rank"),
            rows=tuple(
                (panel.units[n], float(answer.fits.pre[n]), float(answer.fits.post[n]), float(answer.fits.gaps[n, panel.before :].mean()), int(answer.fits.ranks[n]))
                for n in sorted(range(len(panel.units)), key=lambda n: (answer.fits.ranks[n], panel.units[n]))
            ),
        ),
    ]  # fmt: skip
    if answer.without:
        sheets.append(Sheet(name="without", title="Without one donor", heads=("Left out", "Error before", "Mean gap"), rows=tuple((one.donor, one.pre_rmspe, one.mean_gap) for one in answer.without)))
    if answer.earlier:
        sheets.append(Sheet(name="earlier", title="As if it had come earlier", heads=("From", "Mean gap", "Rank", "p"), rows=tuple((str(one.since), one.mean_gap, one.rank, one.p) for one in answer.earlier)))
    return Answer(
        title=f"Synthetic control: {panel.name}",
        sentences=(first_sentence(answer), effects_sentence(answer)),
        pictures=tuple(
            Picture(title=title, says=describe(answer), width=width, height=height, draw=lambda theme, draw=draw: draw(answer, theme))
            for title, draw in ((f"{panel.name} beside its mixture", draw_paths), ("Its gap among the gaps of the placebos", draw_gaps))
        ),
        sheets=tuple(sheets),
        assumptions=(*ASSUMES, "The null case: the gap of a place where nothing was done is one of the placebos' gaps."),
        cautions=answer.cautions,
        fails=found.where("synthetic control"),
        source=(f"File {file.name}, SHA-256 {file.sha256}",),
        choices={"treated": panel.units[:MOST_UNITS], "since": tuple(str(time) for time in panel.times)},
    )


DESIGN = Design(
    name="synthetic-control",
    place=50,
    title="Synthetic control",
    question="How did the place run beside a mixture of other places that ran like it before?",
    can="The gap between a place and the mixture that matched it before, and how unusual that gap is among places where nothing was done.",
    cannot="Anything where few other places are to be had: with 12 places the smallest p is 0.083. Nor whether something else changed there alone.",
    bring=(
        ("a column that names the place", "a row for each place in each period"),
        ("a column of periods", "1989, 2017Q1, 2017-03 or 2017-03-31"),
        ("a column of the outcome", "a rate rather than a count, where places differ in size"),
    ),
    looks_like="place,quarter,rate\nnorth,2024Q1,4.1\nnorth,2024Q2,3.8\nsouth,2024Q1,5.0\n",
    run=run,
    fields=(
        Field(name="unit", label="Column of places", default="place", required=True),
        Field(name="time", label="Column of periods", default="period", required=True),
        Field(name="outcome", label="Column of the outcome", default="rate", required=True),
        Field(name="treated", label="Treated place", required=True),
        Field(name="since", label="First period under treatment", required=True),
        Field(name="exclude", label="Placebos may not borrow from the treated place", kind="switch"),
    ),
    examples=(
        Example(
            key="invented", title="Twenty-four invented districts: call-outs per 10,000, a fall of 0.8 written into one from 2025Q1 on", file="invented-districts.csv",
            content=lambda: (files("bothy.evidence.synthetic") / "carried" / "invented-districts.csv").read_bytes(),
            options={"unit": "district", "time": "quarter", "outcome": "callouts_per_10000", "treated": "Fernbrae", "since": "2025Q1"},
        ),
    ),
)  # fmt: skip
