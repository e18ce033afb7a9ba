"""Addresses of the evidence."""

from django.urls import path

from bothy.evidence.pages import briefing_view, claims_view, views

app_name = "evidence"

urlpatterns = [
    path("", views.index, name="index"),
    path("claims/", claims_view.index, name="claims"),
    path("claims/<slug:id>/", claims_view.one, name="claim"),
    path("claims/<slug:id>/picture-<str:theme>.svg", claims_view.picture, name="claims-picture"),
    path("claims/<slug:id>/studies.csv", claims_view.csv_file, name="claim-csv"),
    path("claims/<slug:id>/claim.pdf", claims_view.pdf_file, name="claim-pdf"),
    path("briefing/", briefing_view.page, name="briefing"),
    path("briefing/briefing.pdf", briefing_view.pdf_file, name="briefing-pdf"),
    path("briefing/<int:number>/picture-<int:nth>-<str:theme>.svg", briefing_view.picture, name="briefing-picture"),
    path("<slug:name>/", views.page, name="design"),
    path("<slug:name>/picture-<int:number>-<str:theme>.svg", views.picture, name="picture"),
    path("<slug:name>/table.csv", views.csv_file, name="csv"),
    path("<slug:name>/answer.pdf", views.pdf_file, name="pdf"),
]
