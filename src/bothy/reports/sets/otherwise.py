"""Where people would have used otherwise, and whether alone: what a house takes off the street, in their own words."""

from bothy.reports.sets.layout import Layout, ReportSet

OTHERWISE = ReportSet(
    name="otherwise",
    title="Where otherwise, and alone",
    audience="Neighbours, the city and the police: where people say they would have used if the house were not there.",
    source="OnPoint NYC, which asks it at every visit",
    layouts=(
        Layout(
            name="months",
            title="In the open, in a home, alone: by month",
            indicators=("would_have_used_outside", "would_have_used_at_home", "would_have_used_alone", "would_have_used_outside_alone", "would_not_have_used"),
            chart="rate",
            notes=("What people said, at most once a day. It is not known what they would have done.",),
        ),
        Layout(
            name="answers", title="Where otherwise: every answer", indicators=("otherwise_answers",), rows="groups", by="otherwise",
            chart="bars", notes=("Who declined, was not asked or did not know gave no place: how many stands beside “not known”.",),
        ),
    ),
)  # fmt: skip
