"""What the floor serves through Django: only what stands still. Commands and the stream are in `asgi`."""

from django.urls import path

from bothy.floor import views

app_name = "floor_shell"
urlpatterns = [path("shell.js", views.shell_js, name="shell")]
