"""Addresses of the tour and of the live day's controls. Only a demo answers here."""

from django.urls import path

from bothy.demo.views import control, tour, verify

app_name = "demo"

urlpatterns = [
    path("", tour.welcome, name="welcome"),
    path("floor", tour.to_the_floor, name="floor"),
    path("answer", tour.answer, name="answer"),
    path("decide", tour.decide, name="decide"),
    path("verify", verify.begin, name="verify"),
    path("verify/<str:name>", verify.copy, name="copy"),
    path("verify/<str:name>/state", verify.state, name="walk"),
    path("verify/<str:name>/edit", verify.edit, name="edit"),
    path("state", control.state, name="state"),
    path("tablet", control.tablet, name="tablet"),
    path("watch", control.watch, name="watch"),
    path("rate", control.rate, name="rate"),
    path("take-over", control.take_over, name="take-over"),
    path("give-back", control.give_back, name="give-back"),
    path("again", control.again, name="again"),
]
