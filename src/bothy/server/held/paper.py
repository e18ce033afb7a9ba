"""What is held, as a PDF that screen readers can read (PDF/UA-1), set by Typst."""

from __future__ import annotations

from importlib.resources import files

from bothy.reports.print.typesetting import pdf
from bothy.server.held.gather import Held

_TEMPLATE = files("bothy.server").joinpath("held/held.typ")


def held_pdf(held: Held, asked: str) -> bytes:
    """The PDF. `asked`: who asked for it, in words."""
    return pdf(
        _TEMPLATE,
        {
            "title": f"What {held.facility} holds about {held.name}"
            if held.name
            else f"What {held.facility} holds",
            "facility": held.facility,
            "made": f"{held.made_at:%-d %B %Y, %H:%M}",
            "asked": asked,
            "called": [
                {"name": one.name, "code": one.code, "card": one.card, "since": f"{one.since:%-d %B %Y}"}
                for one in held.called
            ],
            "themselves": held.told_of_themselves,
            "visits": held.visits,
            "words": [
                {"at": f"{one.at:%-d %B %Y, %H:%M}", "about": one.about, "text": one.text, "by": one.by}
                for one in held.words
            ],
            "parts": [{"says": one.says, "since": f"{one.since:%-d %B %Y}"} for one in held.parts],
            "days": [
                {
                    "day": f"{day:%A %-d %B %Y}",
                    "rows": [
                        {
                            "at": f"{one.at:%H:%M}",
                            "what": one.what,
                            "says": one.says,
                            "by": one.by,
                            "right": one.put_right,
                        }
                        for one in rows
                    ],
                }
                for day, rows in held.days
            ],
            "looks": [
                {"at": f"{one.at:%-d %B %Y, %H:%M}", "what": one.what, "says": one.says, "by": one.by}
                for one in held.looks
            ],
            "copies": [{"what": one.what, "says": one.says} for one in held.copies],
            "trace": f"Entries {held.first:,} to {held.last:,} of the journal",
        },
    )
