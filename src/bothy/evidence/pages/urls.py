"""Addresses of the evidence."""

from django.urls import path

from bothy.evidence.pages import briefing_view, claims_view, views
from bothy.evidence.pages.figures import views as figures
from bothy.evidence.pages.figures import writing as bringing
from bothy.evidence.pages.finds import views as finds
from bothy.evidence.pages.finds import writing

app_name = "evidence"

urlpatterns = [
    path("", views.index, name="index"),
    path("finds/", finds.register, name="finds"),
    path("finds/new", writing.new, name="find-new"),
    path("finds/bring", writing.bring, name="finds-bring"),
    path("finds/ground", writing.ground, name="finds-ground"),
    path("finds/<uuid:id>/withdraw", writing.withdraw, name="find-withdraw"),
    path("finds/register-<int:number>-<str:theme>.svg", finds.picture, name="finds-picture"),
    path("finds/finds.csv", finds.table, name="finds-csv"),
    path("finds/finds.pdf", finds.paper, name="finds-pdf"),
    path("figures/", figures.listing, name="figures"),
    path("figures/bring", bringing.bring, name="figures-bring"),
    path("figures/<uuid:id>/withdraw", bringing.withdraw, name="figures-withdraw"),
    path("figures/<slug:key>/", figures.one, name="figures-one"),
    path("figures/<slug:key>/picture-<str:theme>.svg", figures.picture, name="figures-picture"),
    path("figures/<slug:key>/figures.csv", figures.table, name="figures-csv"),
    path("figures/<slug:key>/figures.pdf", figures.paper, name="figures-pdf"),
    path("claims/", claims_view.index, name="claims"),
    path("claims/<slug:id>/", claims_view.one, name="claim"),
    path("claims/<slug:id>/picture-<str:theme>.svg", claims_view.picture, name="claims-picture"),
    path("claims/<slug:id>/studies.csv", claims_view.csv_file, name="claim-csv"),
    path("claims/<slug:id>/claim.pdf", claims_view.pdf_file, name="claim-pdf"),
    path("briefing/", briefing_view.page, name="briefing"),
    path("briefing/briefing.pdf", briefing_view.pdf_file, name="briefing-pdf"),
    path("briefing/<int:number>/picture-<int:nth>-<str:theme>.svg", briefing_view.picture, name="briefing-picture"),
    # A design's name is any word that none of the above is.
    path("<slug:name>/", views.page, name="design"),
    path("<slug:name>/picture-<int:number>-<str:theme>.svg", views.picture, name="picture"),
    path("<slug:name>/table.csv", views.csv_file, name="csv"),
    path("<slug:name>/answer.pdf", views.pdf_file, name="pdf"),
]
