"""Every address of the city's page."""

from django.urls import path

from bothy.city import pages

urlpatterns = [
    path("", pages.figures, name="figures"),
    path("figures/<str:key>.csv", pages.figures_csv, name="figures-csv"),
    path("sign-in", pages.sign_in, name="sign-in"),
    path("sign-out", pages.sign_out, name="sign-out"),
]

handler404 = pages.not_found
