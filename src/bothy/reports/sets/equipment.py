"""What the national statistics of injecting equipment provision ask for: attendances, items by kind, returns."""

from bothy.reports.sets.layout import Layout, ReportSet

EQUIPMENT = ReportSet(
    name="injecting-equipment",
    title="Injecting equipment: attendances, items and returns",
    audience="The health board that pays for injecting equipment, and the national statistics on its provision.",
    source="Public Health Scotland, Injecting Equipment Provision in Scotland",
    layouts=(
        Layout(
            name="months",
            title="Attendances, and what went out and came back, by month",
            indicators=("equipment_attendances", "needles_out", "naloxone_kits_out", "needles_back", "returns_counted"),
            chart="bars",
            notes=("Where nobody counted what came back it is not taken as nought: the last column says how often it was counted.",),
        ),
        Layout(name="items", title="Items by kind", indicators=("items_out",), rows="groups", by="item", chart="bars"),
        Layout(name="sex", title="Attendances by sex", indicators=("equipment_attendances",), rows="groups", by="sex", chart="bars"),
        Layout(name="age", title="Attendances by age", indicators=("equipment_attendances",), rows="groups", by="age_band", chart="bars"),
    ),
)  # fmt: skip
