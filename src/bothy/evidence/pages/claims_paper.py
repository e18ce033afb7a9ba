"""A claim on paper, as a PDF that screen readers can read (PDF/UA-1)."""

from __future__ import annotations

from importlib.resources import files

from bothy import __version__
from bothy.evidence.claims.inside import inside_of
from bothy.evidence.claims.judging import Verdict
from bothy.evidence.claims.pictures import describe_ladder, ladder
from bothy.evidence.claims.saying import said_elsewhere, said_here, summary, would_change
from bothy.evidence.pages.claims_view import LEANS, SIDES, _study
from bothy.reports.print.typesetting import pdf
from bothy.reports.release import Release
from bothy.reports.wording import period_name

_TEMPLATE = files("bothy.evidence.pages").joinpath("claim.typ")


def as_pdf(verdict: Verdict, release: Release | None) -> bytes:
    """The same verdict and release give the same bytes."""
    here, elsewhere = summary(verdict)
    claim = verdict.claim
    studies = [_study(one, verdict) for one in verdict.elsewhere.studies]
    data = {
        "title": claim.title,
        "would_show": claim.would_show,
        "here": here,
        "elsewhere": elsewhere,
        "said_here": said_here(verdict)[1:],
        "said_elsewhere": said_elsewhere(verdict)[1:] if verdict.elsewhere.weight.findings else said_elsewhere(verdict),
        "change": would_change(verdict),
        "picture": ladder(verdict, "day").decode() if verdict.elsewhere.weight.findings else "",
        "alt": describe_ladder(verdict),
        "inside": [{"label": one.label, "says": one.says, "interval": one.interval} for one in inside_of(claim, release)],
        "whose": "" if release is None else f"{release.facility_name}, {period_name(release.since, release.until)}",
        "warning": "Demo: the facility's figures are invented" if release is not None and release.demo else "",
        "words": [
            {"side": title, "quotes": [{"words": one.words, "who": f"{one.speaker}, {one.office}, {one.date} ({LEANS[one.leans]})", "url": one.url} for one in verdict.words if one.side == side]}
            for side, title in SIDES
        ],
        "studies": [
            {
                "who": f"{one.study.authors} ({one.study.year})", "where": f"{one.study.place}: {one.study.outcome}", "design": one.study.design, "found": one.found,
                "stands": one.stands, "weakness": " ".join(one.study.weakness), "url": one.study.url, "counted": one.counted,
            }
            for one in studies
        ],
        "version": __version__,
    }  # fmt: skip
    return pdf(_TEMPLATE, data)
