"""Addresses of the reports."""

from django.urls import path

from bothy.reports.pages import answers, audit, files, flags, sets, views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="index"),
    path("referrals", views.referrals, name="referrals"),
    path("answer", answers.ask, name="answer"),
    path("answer/chart-<str:theme>.svg", answers.chart, name="answer-chart"),
    path("answer/figures.<str:format>", answers.file, name="answer-file"),
    path("sets/", sets.index, name="sets"),
    path("sets/<str:name>/", sets.one, name="set"),
    path("sets/<str:name>/<str:grid>-<str:theme>.svg", sets.chart, name="set-chart"),
    path("sets/<str:name>/figures.<str:format>", sets.file, name="set-file"),
    path("release.schema.json", files.release_schema, name="release-schema"),
    path("audit", audit.audit, name="audit"),
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
