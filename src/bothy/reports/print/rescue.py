"""The record of an emergency as a PDF of one page that screen readers can read (PDF/UA-1), set by Typst."""

from importlib.resources import files

from bothy.reports.print.typesetting import pdf
from bothy.reports.rescue import Record
from bothy.reports.rescue_chart import describe, draw_rescue

_TEMPLATE = files("bothy.reports").joinpath("print/rescue.typ")


def title_of(told: Record) -> str:
    return f"{'Drill' if told.drill else 'Emergency'} of {told.day}, {told.clock}"


def rescue_pdf(told: Record, trace: str) -> bytes:
    """The PDF. `trace`: what of the journal stands behind it, for the foot of the page."""
    data = {
        "title": title_of(told),
        "facility": told.facility,
        "trace": trace,
        "drill": told.drill,
        "facts": [{"name": one.name, "says": one.says} for one in told.facts],
        "chart": draw_rescue(told, "day").decode(),
        "alt": describe(told),
        "rows": [
            {
                "clock": row.clock,
                "since": row.since,
                "says": row.says,
                "who": row.who,
                "late": row.late,
                "strong": row.kind in ("dose", "ambulance"),
            }
            for row in told.rows
        ],
        "reversed": told.reversed[:1].upper() + told.reversed[1:],
        "reversed_why": told.reversed_why,
        "severity": told.severity,
        "severity_why": told.severity_why,
        "gaps": [{"label": one.label, "clock": one.clock, "says": one.says, "open": one.is_open} for one in told.gaps],
        "debriefs": told.debriefs,
        "duties": [{"duty": one.duty, "says": one.says, "state": one.state} for one in told.duties],
        "corrections": told.corrections,
    }
    return pdf(_TEMPLATE, data)
