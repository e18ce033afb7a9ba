"""How long people wait and who could not come in: whether the house is big enough, and open at the right hours."""

from bothy.reports.sets.layout import Layout, ReportSet

WAITS = ReportSet(
    name="waits",
    title="Waits, turned away, and full house",
    audience="Whoever decides how big the house is and when it opens: the board, the funder, the planner.",
    layouts=(
        Layout(
            name="waits",
            title="Minutes to be seen and to a place, by month",
            indicators=("wait_for_talk_median", "wait_for_place_median", "wait_for_place_p90", "seated_within_10", "left_before_use"),
            chart="bars",
        ),
        Layout(
            name="doors",
            title="Who could not come in, and how long it was full, by month",
            indicators=("turned_away", "turned_away_full", "left_without_waiting", "open_days", "full_minutes", "full_share"),
            chart="bars",
            notes=("Minutes of one hour hang on each other: the share of minutes has no interval.",),
        ),
        Layout(name="reasons", title="Turned away, by reason", indicators=("turned_away",), rows="groups", by="reason", chart="bars"),
        Layout(
            name="hours", title="By hour of the day", indicators=("service_accessed", "wait_for_place_p90", "turned_away_full", "full_share"),
            rows="groups", by="hour", chart="bars",
        ),
    ),
)  # fmt: skip
