"""The second factor: asked for after the password, set up, taken away. django-allauth's views in our look.

Only what is named here exists: no signing up, no e-mail, no other site's accounts, no trusted browsers.
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgain
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bothy.server import running
from bothy.server.access import EVERYONE, sign_in_first
from bothy.server.accounts import factor, guessing


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    facts = {"said": guessing.told(seconds)}
    response = render(request, "office/wait.html", facts, status=429)
    response["Retry-After"] = str(seconds)
    return response


class _Slowed:
    """A view whose POST is a guess: it takes its try first, and it counts no more where it was right."""

    request: HttpRequest

    def guessed_at(self) -> str:
        return self.request.user.get_username() + guessing.SECOND_FACTOR  # type: ignore[union-attr]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wait := guessing.take(request, self.guessed_at()):
            return _wait(request, wait)
        return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]

    def form_valid(self, form: Any) -> HttpResponse:
        guessing.forget(self.request, self.guessed_at())
        return super().form_valid(form)  # type: ignore[misc,no-any-return]

    def form_invalid(self, form: Any) -> HttpResponse:
        guessing.wrong(self.request, self.guessed_at())
        response = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 400
        return response  # type: ignore[no-any-return]


@method_decorator(sensitive_post_parameters("code", "credential"), name="dispatch")
class Code(_Slowed, AuthenticateView):
    """After the password: the code of the app, a recovery code, or a passkey."""

    access = "public"
    template_name = "office/sign_in_code.html"

    def guessed_at(self) -> str:
        return self.stage.login.user.get_username() + guessing.SECOND_FACTOR  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        types = set(self._types())
        return {**told, "has_app": "totp" in types, "has_passkey": "webauthn" in types}

    def _types(self) -> list[str]:
        from allauth.mfa.models import Authenticator

        return list(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))


class _Own:
    """A page about one's own sign-in: of whoever is signed in, never kept by a browser, and not of a demo's shared one."""

    access = EVERYONE
    before_factor = True
    changes = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        if self.changes and _shared(request):
            return render(request, "office/shared_sign_in.html", status=403)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        response["Cache-Control"] = "no-store"
        return response


def _shared(request: HttpRequest) -> bool:
    """The sign-in that a demo shows to everyone: a second factor of one visitor would lock the next one out."""
    told = running.running.demo_sign_in
    return told is not None and request.user.get_username() == told[0]


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class PasswordAgain(_Own, _Slowed, ReauthenticateView):
    changes = False
    template_name = "office/again_password.html"

    def guessed_at(self) -> str:
        return self.request.user.get_username()


@method_decorator(sensitive_post_parameters("code"), name="dispatch")
class CodeOnceMore(_Own, _Slowed, CodeAgain):
    changes = False
    template_name = "office/again_code.html"


class PasskeyAgain(_Own, _Slowed, ReauthenticateWebAuthnView):
    changes = False
    template_name = "office/again_passkey.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(self.request.get_full_path())


class Overview(_Own, IndexView):
    changes = False
    template_name = "office/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        return {**told, "standing": factor.standing(self.request), "shared": _shared(self.request), "factor_due_at": None}


class App(_Own, _Slowed, ActivateTOTPView):
    template_name = "office/factor_app.html"


class AppRemoved(_Own, DeactivateTOTPView):
    template_name = "office/factor_remove.html"
    extra_context = {"what": "the authenticator app"}


class PasskeyAdded(_Own, AddWebAuthnView):
    template_name = "office/factor_passkey.html"


class PasskeyRemoved(_Own, RemoveWebAuthnView):
    template_name = "office/factor_remove.html"
    extra_context = {"what": "this passkey"}

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class Codes(_Own, ViewRecoveryCodesView):
    template_name = "office/recovery_codes.html"


class CodesMade(_Own, GenerateRecoveryCodesView):
    template_name = "office/recovery_codes_new.html"


code = never_cache(Code.as_view())
code.access = "public"  # type: ignore[attr-defined]
password_again = PasswordAgain.as_view()
code_again = CodeOnceMore.as_view()
passkey_again = PasskeyAgain.as_view()
overview = Overview.as_view()
app = App.as_view()
app_removed = AppRemoved.as_view()
passkey_added = PasskeyAdded.as_view()
passkey_removed = PasskeyRemoved.as_view()
codes = Codes.as_view()
codes_made = CodesMade.as_view()
