"""The monthly shape in which Health Canada publishes supervised consumption sites: one site, one month."""

from bothy.reports.sets.layout import NO_SUM, NOT_ONE_COUNT, Layout, ReportSet

HEALTH_CANADA = ReportSet(
    name="health-canada",
    title="One site, one month",
    audience="A health ministry that compares sites month by month, as Health Canada does: visits, people, drugs, services, emergencies.",
    source="Health Canada, Supervised consumption sites: monthly site data",
    monthly=True,
    layouts=(
        Layout(
            name="visits",
            title="Visits and different people",
            indicators=("service_accessed", "visits_for_use", "supervised_uses", "people", "people_who_used"),
            chart="bars",
            notes=(NOT_ONE_COUNT, NO_SUM),
        ),
        Layout(name="age", title="By age", indicators=("service_accessed", "people"), rows="groups", by="age_band", chart="bars"),
        Layout(name="gender", title="By sex", indicators=("service_accessed", "people"), rows="groups", by="sex", chart="bars"),
        Layout(
            name="drugs", title="Drugs used", indicators=("supervised_uses",), rows="groups", by="substance", chart="bars",
            notes=("One use may be of several substances, so substances do not add up to all uses.", "As people said; nothing here was tested."),
        ),
        Layout(name="services", title="Services besides supervision", indicators=("services_given",), rows="groups", by="service", chart="bars"),
        Layout(name="referrals", title="Referrals offered", indicators=("referrals_offered",), rows="groups", by="referral_to", chart="bars"),
        Layout(
            name="emergencies",
            title="Overdoses and other drug emergencies",
            indicators=("medical_emergencies", "overdoses", "other_drug_emergencies", "other_emergencies"),
            chart="bars",
        ),
        Layout(
            name="response",
            title="What was done: naloxone and ambulances",
            indicators=("naloxone_emergencies", "naloxone_doses", "ambulance_calls", "emergencies_to_hospital", "deaths_on_site"),
            chart="bars",
        ),
    ),
)  # fmt: skip
