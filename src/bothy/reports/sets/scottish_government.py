"""What the Scottish Government has said it needs of a safer drug consumption facility: use, interventions, outcomes."""

from bothy.reports.sets.layout import NO_SUM, NOT_ONE_COUNT, Layout, ReportSet

SCOTTISH_GOVERNMENT = ReportSet(
    name="scottish-government",
    title="Use, interventions and outcomes",
    audience="The Scottish Government, and members of parliament who ask it: how the service is used, what is done there, and what comes of it.",
    source="the Scottish Government's stated data for the pilot: use, interventions, outcomes",
    layouts=(
        Layout(
            name="use",
            title="Use: visits and supervised uses by month",
            indicators=("service_accessed", "visits_for_use", "supervised_uses", "injecting_episodes"),
            chart="bars",
            notes=(NOT_ONE_COUNT,),
        ),
        Layout(name="people", title="Use: different people by sex", indicators=("people", "people_who_used"), rows="groups", by="sex", chart="bars", notes=(NO_SUM,)),
        Layout(name="ages", title="Use: different people by age", indicators=("people", "people_who_used"), rows="groups", by="age_band", chart="bars"),
        Layout(
            name="interventions",
            title="Interventions: emergencies and what was done, by month",
            indicators=("medical_emergencies", "naloxone_emergencies", "ambulance_calls", "emergencies_to_hospital", "deaths_on_site"),
            chart="bars",
            notes=("Deaths at the facility are counted. Deaths that did not happen cannot be, and no figure here claims them.",),
        ),
        Layout(
            name="services", title="Interventions: services besides supervision", indicators=("services_given", "people_served"),
            rows="groups", by="service", chart="bars",
            notes=("One person may be given several services, so people by service do not add up.",),
        ),
        Layout(
            name="referrals",
            title="Outcomes: referrals by where to",
            indicators=("referrals_offered", "referrals_accepted", "referrals_made", "referrals_attended", "referrals_engaged"),
            rows="groups",
            by="referral_to",
            chart="bars",
            notes=("Referrals offered in the period, as far as they have come by now. Still open is not a failure.",),
        ),
        Layout(
            name="outcomes",
            title="Outcomes: what is known of them",
            indicators=("share_engaged", "share_treatment_engaged", "share_not_known", "reversal_known", "emergency_reversed"),
            rows="groups",
            chart="",
        ),
    ),
)  # fmt: skip
