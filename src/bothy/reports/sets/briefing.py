"""The tables behind the briefing for a decision-maker: few figures, all of one time, settled together."""

from bothy.reports.sets.layout import NO_SUM, NOT_ONE_COUNT, Layout, ReportSet

BRIEFING = ReportSet(
    name="briefing",
    title="The briefing's tables",
    audience="A decision-maker with no time to visit: what the service does, and how it ends, on four pages (`bothy brief`).",
    layouts=(
        Layout(
            name="months",
            title="Visits, supervised uses and emergencies by month",
            indicators=("service_accessed", "supervised_uses", "injecting_episodes", "medical_emergencies"),
            chart="bars",
            notes=(NOT_ONE_COUNT,),
        ),
        Layout(name="people", title="Different people", indicators=("people",), rows="groups", notes=(NO_SUM,)),
        Layout(
            name="day",
            title="The floor: days open, waits, time in a place",
            indicators=(
                "open_days", "open_minutes", "full_minutes", "turned_away", "wait_for_talk_median", "wait_for_place_median", "wait_for_place_p90",
                "minutes_in_place_median", "minutes_in_place_p90", "seen_within",
            ),
            rows="groups",
        ),
        Layout(name="hours", title="Visits by the hour at which they began", indicators=("service_accessed",), rows="groups", by="hour", chart="bars"),
        Layout(
            name="otherwise",
            title="What people said they would have done",
            indicators=("would_have_used_outside", "would_have_used_alone", "would_not_have_used", "needles_out", "needles_back"),
            rows="groups",
        ),
        Layout(
            name="emergencies",
            title="Emergencies, and what was done",
            indicators=(
                "medical_emergencies", "overdoses", "naloxone_emergencies", "ambulance_calls", "emergencies_to_hospital", "deaths_on_site",
                "emergency_rate", "emergency_reversed",
            ),
            rows="groups",
            notes=("Deaths at the facility are counted. Deaths that did not happen cannot be, and no figure here claims them.",),
        ),
        Layout(name="outcomes", title="How emergencies ended", indicators=("medical_emergencies",), rows="groups", by="outcome", chart="bars"),
        Layout(
            name="referrals",
            title="Referrals, from offer to outcome",
            indicators=("referrals_offered", "referrals_accepted", "referrals_made", "referrals_attended", "referrals_engaged", "referrals_not_known", "referrals_open"),
            rows="groups",
            notes=("Referrals offered in the period, as far as they have come by now. Still open is not a failure.",),
        ),
        Layout(
            name="treatment",
            title="People into drug treatment",
            indicators=("people_referred", "treatment_talks", "treatment_offered", "treatment_engaged", "share_treatment_engaged"),
            rows="groups",
        ),
    ),
)  # fmt: skip
