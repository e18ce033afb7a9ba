"""Addresses of the evidence."""

from django.urls import path

from bothy.evidence.pages import views

app_name = "evidence"

urlpatterns = [
    path("", views.index, name="index"),
    path("design/<slug:design>/", views.page, name="design"),
    path("design/<slug:design>/picture-<int:number>-<str:theme>.svg", views.picture, name="picture"),
    path("design/<slug:design>/figures.<str:format>", views.file, name="file"),
]
