"""Addresses of the reports."""

from django.urls import path

from bothy.reports.pages import files, flags, views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="index"),
    path("referrals", views.referrals, name="referrals"),
    path("flags/", flags.index, name="flags"),
    path("flags/<uuid:flag>/", flags.one, name="flag"),
    path("flags/<uuid:flag>/note.json", flags.as_json, name="flag-json"),
    path("flags/<uuid:flag>/note.txt", flags.as_text, name="flag-text"),
    path("month/<str:month>/", views.month, name="month"),
    path("month/<str:month>/report.pdf", files.month_pdf, name="month-pdf"),
    path("month/<str:month>/indicators.csv", files.month_csv, name="month-csv"),
    path("months.csv", files.months_csv, name="months-csv"),
    path("months.json", files.months_json, name="months-json"),
    path("compared.csv", files.compared_csv, name="compared-csv"),
    path("data/<str:period>/<str:name>.csv", files.sheet_csv, name="sheet-csv"),
    path("chart/<str:period>/<str:name>-<str:theme>.svg", files.chart, name="chart"),
]
