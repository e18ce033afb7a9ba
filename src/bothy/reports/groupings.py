"""The ways in which figures are divided, each declared once: which column of which facts says it.

A person is of one sex and one age band, and every visit has one hour: such groups add up to the whole.
A use may name several substances and a visit several purposes: such groups overlap and never add up.
"""

from bothy.reports.measures import Grouping

_OF_PERSON = dict.fromkeys(
    ("visit", "episode", "service", "supply", "referral", "emergency", "person"), "person"
)


def _clock(column: str) -> dict[str, str]:
    return dict.fromkeys(("visit", "emergency", "turned_away", "floor"), column)


GROUPINGS: dict[str, Grouping] = {
    one.name: one
    for one in (
        Grouping(name="sex", label="Sex", column=_OF_PERSON, codes="sex", of_person=True),
        Grouping(name="age_band", label="Age", column=_OF_PERSON, codes="age_band", of_person=True),
        Grouping(
            name="substance",
            label="Substance",
            column={"episode": "substances", "emergency": "taken"},
            codes="substance",
            parts=False,
        ),
        Grouping(name="mix", label="Heroin, cocaine or both", column={"episode": "mix", "emergency": "mix"}),
        Grouping(name="purpose", label="Purpose of the visit", column={"visit": "purposes"}, codes="purpose", parts=False),
        Grouping(name="purpose_asked", label="Purpose", column={"turned_away": "purpose"}, codes="purpose"),
        Grouping(name="ended_how", label="How the visit ended", column={"visit": "ended_how"}, codes="ended_how"),
        Grouping(name="otherwise", label="Where they would have used otherwise", column={"visit": "otherwise_where"}, codes="otherwise"),
        Grouping(name="alone", label="Whether they would have used alone", column={"visit": "otherwise_alone"}, codes="alone"),
        Grouping(name="service", label="Service", column={"service": "service"}, codes="service"),
        Grouping(name="item", label="Item", column={"supply": "item"}, codes="supply_item"),
        Grouping(name="for_others", label="Collected for others", column={"supply": "for_others"}),
        Grouping(name="referral_to", label="Referred to", column={"referral": "to"}, codes="referral_to"),
        Grouping(name="ending", label="How the referral ended", column={"referral": "ending"}, codes="referral_step"),
        Grouping(name="reason", label="Reason", column={"turned_away": "reason"}, codes="turned_away_reason"),
        Grouping(name="presentation", label="Presentation", column={"emergency": "presentation"}, codes="presentation"),
        Grouping(name="outcome", label="Outcome", column={"emergency": "outcome"}, codes="emergency_outcome"),
        Grouping(name="severity", label="Severity", column={"emergency": "severity"}, codes="severity"),
        Grouping(name="where", label="Where in the house", column={"emergency": "where"}, codes="emergency_where"),
        Grouping(name="how", label="What became of the watch", column={"missed_watch": "how"}, codes="missed_how"),
        Grouping(name="weekday", label="Day of the week", column=_clock("weekday")),
        Grouping(name="hour", label="Hour of the day", column=_clock("hour")),
    )
}  # fmt: skip

NOT_RECORDED = "not_recorded"
"""The group of rows in which nothing was recorded: a group of its own, never left out."""
