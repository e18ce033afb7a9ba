"""Emergencies, what was done and how they ended; and whether enough was recorded to say."""

from bothy.reports.sets.layout import Layout, ReportSet

EMERGENCIES = ReportSet(
    name="emergencies",
    title="Medical emergencies, and how well they are recorded",
    audience="The clinical lead, the regulator and the ambulance service: what happened, what was done, what is missing.",
    layouts=(
        Layout(
            name="months",
            title="Emergencies by month",
            indicators=("medical_emergencies", "overdoses", "other_drug_emergencies", "naloxone_emergencies", "ambulance_calls", "emergencies_to_hospital"),
            chart="bars",
            notes=("Deaths at the facility are counted in the table of outcomes. Deaths that did not happen cannot be counted.",),
        ),
        Layout(
            name="rates",
            title="Emergencies and overdoses for every 1,000 uses, by month",
            indicators=("emergency_rate", "overdose_rate"),
            chart="rate",
            notes=("The line is the exact 95 % interval: with so few emergencies, months differ by chance alone.",),
        ),
        Layout(
            name="acts",
            title="What was done",
            indicators=("emergency_oxygen", "emergency_naloxone", "emergency_ambulance", "emergency_reversed", "emergency_debriefed"),
            rows="groups",
        ),
        Layout(name="kinds", title="By presentation", indicators=("medical_emergencies",), rows="groups", by="presentation", chart="bars"),
        Layout(name="outcomes", title="By outcome", indicators=("medical_emergencies",), rows="groups", by="outcome", chart="bars"),
        Layout(
            name="record",
            title="How well they are recorded, by month",
            indicators=("emergency_observed", "emergency_kind_recorded", "emergency_ambulance_recorded", "reversal_known", "emergency_closed"),
            chart="rate",
            notes=("A gap in the record is shown, never filled: what nobody recorded is not nought.",),
        ),
    ),
)  # fmt: skip
