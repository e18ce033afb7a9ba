"""The designs that have a sheet: what each compares, how it reckons, on what it hangs and where it fails, in plain words."""

from __future__ import annotations

import msgspec

from bothy.evidence.table import BadTable


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """``guide``: where the whole stands. ``units``: what is counted in. ``bias``: what it does about bias, and what not."""

    name: str
    title: str
    design: str
    units: str
    estimand: str
    model: str
    interval: str
    bias: str
    weakness: tuple[str, ...]
    reference: str
    guide: str


METHODS: dict[str, Method] = {
    one.name: one
    for one in (
        Method(
            name="rates",
            title="Rates before and after, against control areas",
            design="before-after comparison of rates in areas, with control areas where they are given",
            units="areas, each with a count and an exposure before and after",
            estimand="the ratio and the difference of the rate after to the rate before; against a control, the ratio of ratios and the difference of differences",
            model="counts taken as Poisson; rate = count / exposure; Wald intervals on the log scale for the ratio and on the plain scale for the difference; exact conditional interval and mid-p beside them; nothing is added to a zero",
            interval="95 %, normal quantile 1.959964; interactions by Wald chi-squared (1 df) and z",
            bias="a control area takes out what changed everywhere; nothing takes out what changed here alone, or a period before that was chosen for being bad",
            weakness=(
                "A trend that was there before looks like an effect, or hides one.",
                "Counts of neighbouring months hang together and scatter more than Poisson says: intervals are then too narrow.",
                "With before-rates that differ much, ratio and difference can contradict each other; both are printed.",
            ),
            reference="as in NCHECR Evaluation Report No. 4 (2007), Table 10, and Salmon 2010, Addiction 105:676",
            guide="docs/evidence/rates.md",
        ),
        Method(
            name="likely-range",
            title="Expected range of yearly counts",
            design="time series of yearly counts without a comparison",
            units="years of one area",
            estimand="whether a year lies outside what the years around it, or before it, make likely",
            model="moving mean of five complete years, range mean ∓ 1.96 √mean, as National Records of Scotland publishes it; beside it a negative-binomial prediction that leaves the judged year out",
            interval="95 % for a year",
            bias="none is dealt with: a year outside the range says that it is unusual, not why",
            weakness=(
                "The moving mean contains the year that it judges.",
                "With a trend or more scatter than Poisson's, far more than 1 year in 20 falls outside.",
            ),
            reference="National Records of Scotland, moving annual average and likely range",
            guide="docs/evidence/likely-range.md",
        ),
        Method(
            name="its",
            title="Interrupted time series",
            design="interrupted time series of counts, controlled where control areas are given",
            units="periods of one area, and of its controls",
            estimand="the ratio by which the level changed at the step and, where asked, by which the slope changed",
            model="log-linear regression of counts with an offset, a trend and a step; harmonics or calendar terms where asked",
            interval="95 %, by the model's or heteroskedasticity and autocorrelation consistent errors",
            bias="the trend before stands in for what would have been; seasons and named shocks are taken out where asked; whatever else began at the same time is not",
            weakness=(
                "Whatever else changed at the same time looks like the step.",
                "Neighbouring periods hang together: intervals are too narrow where the errors do not allow for it.",
                "A straight trend on the log scale is assumed to have gone on.",
            ),
            reference="Lopez Bernal, Cummins, Gasparrini 2017, Int J Epidemiol 46:348",
            guide="docs/evidence/its.md",
        ),
        Method(
            name="synthetic",
            title="Synthetic control",
            design="comparison of one treated area with a weighted mean of others that had the same past",
            units="areas over periods",
            estimand="the gap between the treated area and its synthetic control after the beginning, and its mean",
            model="weights of at least nought that add up to one and minimise the squared error of the outcome before",
            interval="by placebo: the same for every other area, rank by the ratio of errors after to before; test inversion for a constant effect",
            bias="matching the past takes out what the areas share; an effect that spills over to a donor, or a donor that did the same, is not taken out",
            weakness=(
                "With few donors the smallest possible p is large.",
                "Where the fit before is poor, or has more donors than periods, the gap after means little.",
                "The rank asks whether the treated area stands out, not how large the effect is.",
            ),
            reference="Abadie, Diamond, Hainmueller 2010, J Am Stat Assoc 105:493",
            guide="docs/evidence/synthetic.md",
        ),
    )
}


def method_of(name: str) -> Method:
    """The design of that name. BadTable where it has no sheet."""
    if name not in METHODS:
        raise BadTable(f"There is no sheet for {name[:40]!r}. There is one for: {', '.join(METHODS)}.")
    return METHODS[name]
