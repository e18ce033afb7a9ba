"""Django's settings, from the home folder (BOTHY_HOME) and DATABASE_URL. Import after the home exists."""

import os

from bothy.people.cookie_names import cookie_name
from bothy.server.accounts import office_rules
from bothy.server.databases import house_database, postgres_database
from bothy.server.home import Home
from bothy.server.hosted import take_up
from bothy.server.settings_shared import *  # noqa: F403

HOME = Home.default().make()
# On a server of several facilities: this one's database, name and cookies.
_hosted = take_up(HOME)

SECRET_KEY = HOME.secret_key()
_told = HOME.read_settings()
_told_hosts = _told.get("allowed_hosts", [])
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(str(host) for host in (_told_hosts if isinstance(_told_hosts, list) else [_told_hosts])),
    *filter(None, os.environ.get("BOTHY_ALLOWED_HOSTS", "").split(",")),
]
if _hosted is not None:
    ALLOWED_HOSTS = [_hosted.host]

INSTALLED_APPS = [
    # Ahead of allauth: our templates stand in place of its own.
    "bothy.server",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # One way to write a number: 6,147.
    "django.contrib.humanize",
    "bothy.people",
    "bothy.people.vault",
    "bothy.reports",
    "bothy.evidence.pages",
    "bothy.demo",
    "bothy.floor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bothy.server.accounts.sessions.session_limits",
    "bothy.server.middleware.facility_time",
    "bothy.server.access.DenyByDefault",
]

ROOT_URLCONF = "bothy.server.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bothy.server.context.every_page",
            ],
        },
    }
]

_url = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": postgres_database(_url) if _url else house_database(HOME.house)}
AUTHENTICATION_BACKENDS = [
    "bothy.server.accounts.guessing.SlowedSignIn",
    "allauth.account.auth_backends.AuthenticationBackend",
]
SECOND_FACTOR_ROLES, SECOND_FACTOR_GRACE_DAYS = office_rules.second_factor(_told)
OFFICE_IDLE_MINUTES = office_rules.idle_minutes(_told)

# allauth: names and passwords only; accounts are made under Staff. Its own limits are off, since those of
# `accounts.guessing` hold over restarts and workers.
ACCOUNT_ADAPTER = "bothy.server.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "bothy.server.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = False
# A phone's clock may be half a minute out.
MFA_TOTP_TOLERANCE = 1

# axes counts failed sign-ins; how long one waits is ours (`accounts.guessing`).
AXES_HANDLER = "bothy.server.accounts.guessing.GrowingWaits"
AXES_CLIENT_IP_CALLABLE = "bothy.server.accounts.guessing.address_of"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
# The middleware would turn the answer of a waiting sign-in into axes' own page.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
# Codes of the second factor that were used: every worker must know them, and a restart must not forget them.
CACHES = {"default": {"BACKEND": "bothy.server.accounts.plain_cache.PlainCache", "LOCATION": "server_cache"}}

SESSION_COOKIE_NAME = cookie_name("bothy_office")
CSRF_COOKIE_NAME = cookie_name("csrftoken")
if _hosted is not None:
    # In the session, not in a cookie whose name every facility would share.
    MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
