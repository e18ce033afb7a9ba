"""A series with a published answer, carried so that anybody can see the design reproduce it.

Months of 2002 to 2006, hospital admissions for acute coronary events in Sicily, and the age-standardised population: the data of
Lopez Bernal, Cummins and Gasparrini 2017, Int J Epidemiol 46:348 (doi 10.1093/ije/dyw098).
"""

from importlib.resources import files

SICILY_FILE = "sicily.csv"
SICILY_SOURCE = (
    "Hospital admissions for acute coronary events in Sicily, January 2002 to November 2006; smoking in public places was banned in January 2005.",
    "Lopez Bernal J, Cummins S, Gasparrini A (2017). Interrupted time series regression for the evaluation of public health interventions: a tutorial. Int J Epidemiol 46:348, doi 10.1093/ije/dyw098.",
    "No study of a consumption facility: it is here because its answer is published, and this page must give the same.",
)


def sicily() -> bytes:
    """The file as it is carried."""
    return files(__name__).joinpath(SICILY_FILE).read_bytes()
