"""Signing in to the office and out of it. The second factor, where there is one, is asked for after the password."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bothy.server import running
from bothy.server.access import EVERYONE, before_factor, needs, public
from bothy.server.accounts import guessing, sessions


def _next(request: HttpRequest) -> str:
    told = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        told, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return told
    return reverse("office")


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if running.house() is None:
        return redirect("front")
    target = _next(request)
    if request.user.is_authenticated and request.method == "GET" and "next" not in request.GET:
        return HttpResponseRedirect(target)
    if request.method != "POST":
        return _page(request, _form(request), target, 200)
    name = request.POST.get("username", "")[:150]
    if wait := guessing.take(request, name):
        return _page(request, AuthenticationForm(request), target, 429, wait)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, target, 400)
    guessing.forget(request, name)
    # It was typed this moment, so the pages of the second factor need not ask for it again.
    record_authentication(request, form.get_user(), "password", reauthenticated=True)
    response: HttpResponse = perform_login(request, form.get_user(), redirect_url=target)
    return response


def _form(request: HttpRequest, data: Any = None) -> AuthenticationForm:
    form = AuthenticationForm(request, data=data)
    form.error_messages = {
        "invalid_login": "That username and password do not go together. Try again.",
        "inactive": "This sign-in is closed. Ask a manager.",
    }
    return form


def _page(request: HttpRequest, form: AuthenticationForm, target: str, status: int, wait: int = 0) -> HttpResponse:
    facts = {
        "form": form,
        "next": target,
        "said": guessing.told(wait) if wait else "",
        "demo_sign_in": running.running.demo_sign_in,
    }
    response = render(request, "office/sign_in.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    if wait:
        response["Retry-After"] = str(wait)
    return response


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("front")


@before_factor
@needs(*EVERYONE)
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account: a browser that was left open somewhere is nobody's any more."""
    if request.user.is_authenticated:
        sessions.end_all(request.user)
    logout(request)
    messages.success(request, "You are signed out in every browser.")
    return redirect("sign-in")


@before_factor
@needs(*EVERYONE)
@require_POST
def awake(request: HttpRequest) -> HttpResponse:
    """POST /office/awake: somebody is typing on this page, so it is not left alone. Says nothing."""
    return HttpResponse(status=204)
