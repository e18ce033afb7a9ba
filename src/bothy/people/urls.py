"""What tablets ask of people, under /floor/."""

from django.urls import path

from bothy.people.views import people, shift

app_name = "people"
urlpatterns = [
    path("people", people.find, name="find"),
    path("people/similar", people.similar, name="similar"),
    path("people/<uuid:id>", people.person, name="person"),
    path("people/<uuid:id>/alike", people.alike, name="alike"),
    path("to-link", people.to_link, name="to-link"),
    path("notes", people.notes, name="notes"),
    path("staff", shift.staff, name="staff"),
    path("shift", shift.start, name="shift"),
    path("shift/end", shift.end, name="shift-end"),
    path("enrol", shift.enrol, name="enrol"),
]
