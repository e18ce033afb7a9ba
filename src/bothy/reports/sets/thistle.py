"""The page that the Thistle in Glasgow publishes: months by counts and shares, people over the whole period."""

from bothy.reports.sets.layout import NO_SUM, NOT_ONE_COUNT, Layout, ReportSet

THISTLE = ReportSet(
    name="thistle",
    title="Service data by month",
    audience="Everybody: the service's own page of figures, as the Thistle in Glasgow publishes it.",
    source="Glasgow City Health and Social Care Partnership, Thistle service data",
    layouts=(
        Layout(
            name="months",
            title="Visits, injecting episodes and emergencies by month",
            indicators=("service_accessed", "injecting_episodes", "medical_emergencies"),
            chart="bars",
            notes=(NOT_ONE_COUNT,),
        ),
        Layout(
            name="substances",
            title="What was injected, by month",
            indicators=("share_cocaine", "share_heroin", "share_heroin_and_cocaine", "share_other_or_not_recorded"),
            chart="stacked",
            notes=(
                "Each share has its own n: the first three are of the episodes with a substance recorded.",
                "The last is of all episodes.",
            ),
        ),
        Layout(
            name="people", title="Different people over the period", indicators=("people",), rows="groups", by="sex",
            chart="bars", notes=(NO_SUM,),
        ),
    ),
)  # fmt: skip
