"""Was this year out of the ordinary?"""

from __future__ import annotations

from importlib.resources import files

from bothy.evidence.pages.answer import Answer, Picture, Sheet
from bothy.evidence.pages.brought import Brought
from bothy.evidence.pages.design import Design, Example
from bothy.evidence.pages.options import Options

MOST_YEARS = 300


def run(file: Brought, options: Options) -> Answer:
    """Every year of the file beside its likely range and beside what the other years predict."""
    from bothy.evidence.expected import judged, years_of
    from bothy.evidence.expected.drawn import describe, draw, size
    from bothy.evidence.expected.said import ASSUMES, answered
    from bothy.evidence.honest import found
    from bothy.evidence.table import BadTable

    table = file.table()
    if len(table) > MOST_YEARS:
        raise BadTable(f"{table.name} has {len(table):,} rows; a page takes {MOST_YEARS} years.")
    rows = judged(years_of(table))
    width, height = size()
    return Answer(
        title="Expected range",
        sentences=answered(rows),
        pictures=(
            Picture(title="Each year beside what was to be expected", says=describe(rows), width=width, height=height, draw=lambda theme: draw(rows, "deaths", theme)),
        ),
        sheets=(
            Sheet(
                name="years", title="The years",
                heads=("Year", "Figure", "Mean of five", "Likely from", "to", "It lies", "Predicted", "from", "to", "It lies"),
                rows=tuple(
                    (str(one.year), one.deaths, one.mean, one.lower, one.upper, one.by_range or "not known", one.predicted, one.predicted_low, one.predicted_high, one.by_prediction or "not known")
                    for one in rows
                ),
            ),
        ),
        assumptions=(
            *(line for line in ASSUMES.replace("\n", " ").split(". ") if line),
            "The null case: by chance alone about 3 of 100 years lie outside the likely range, and 5 of 100 outside the prediction.",
        ),
        fails=found.where("likely range of five years", "prediction from the other years"),
        source=(f"File {file.name}, SHA-256 {file.sha256}",),
    )  # fmt: skip


def _scotland() -> bytes:
    """National Records of Scotland's figures in the two columns that this design reads."""
    import csv
    import io

    text = (files("bothy.evidence.figures") / "carried" / "nrs_drug_misuse_deaths.csv").read_text("utf-8")
    rows = [(row["year"], row["deaths"]) for row in csv.DictReader(io.StringIO(text))]
    return ("year,deaths\n" + "".join(f"{year},{deaths}\n" for year, deaths in rows)).encode()


DESIGN = Design(
    name="likely-range",
    place=30,
    title="Expected range",
    question="Was this year's figure out of the ordinary, given the years around it?",
    can="Which years lie outside the range that National Records of Scotland uses, and outside what the other years predict.",
    cannot="Why a year is out of the ordinary. A year inside its range does not show that nothing happened.",
    bring=(("year", "2024; a row for every year, none left out"), ("deaths", "a whole number; 0 for none")),
    looks_like="year,deaths\n2020,1339\n2021,1330\n2022,1051\n2023,1172\n2024,1017\n",
    run=run,
    examples=(Example(key="scotland", title="Scotland: drug misuse deaths by year of registration", file="scotland.csv", content=_scotland),),
)
