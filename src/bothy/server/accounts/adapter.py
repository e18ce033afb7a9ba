"""What django-allauth asks of this house: no signing up, no e-mail, second factors under the home's secret."""

from __future__ import annotations

import base64
import hashlib
import io

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from bothy.server import running
from bothy.server.accounts.guessing import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made under Staff, by whoever may manage; nobody makes their own."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": "That is not your password. Type it again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("office")

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 (a name for nowhere, not an address to listen at)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """There is no e-mail here: what changed stands in the journal."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are kept encrypted with the home's secret."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right, or was used already. Type the one that is shown now.",
    }

    def get_totp_issuer(self) -> str:
        house = running.house()
        return f"Bothy {house.name}" if house is not None else "Bothy"

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, micro=False).save(out, kind="svg", scale=5, border=3, xmldecl=False, dark="#000", light="#fff")
        return out.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The home's secret is another now: no code is right any more, and the office sets it up anew.
            return base64.b32encode(hashlib.sha256(encrypted_text.encode()).digest()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if count == 0 else f"My passkey {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        house = running.house()
        told = super().get_public_key_credential_rp_entity()
        return {**told, "name": house.name if house is not None else "Bothy"}


def _box() -> Fernet:
    key = hashlib.sha256(b"bothy second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
