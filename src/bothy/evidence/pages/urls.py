"""Addresses of the evidence."""

from django.urls import path

from bothy.evidence.pages import views

app_name = "evidence"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.page, name="design"),
    path("<slug:name>/picture-<int:number>-<str:theme>.svg", views.picture, name="picture"),
    path("<slug:name>/table.csv", views.csv_file, name="csv"),
    path("<slug:name>/answer.pdf", views.pdf_file, name="pdf"),
]
