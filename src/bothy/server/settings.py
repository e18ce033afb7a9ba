"""Django's settings, from the home folder (BOTHY_HOME) and DATABASE_URL. Import after the home exists."""

import os

from bothy.server.databases import house_database, postgres_database
from bothy.server.home import Home

HOME = Home.default().make()

SECRET_KEY = HOME.secret_key()
DEBUG = False
_told_hosts = HOME.read_settings().get("allowed_hosts", [])
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(str(host) for host in (_told_hosts if isinstance(_told_hosts, list) else [_told_hosts])),
    *filter(None, os.environ.get("BOTHY_ALLOWED_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # One way to write a number: 6,147.
    "django.contrib.humanize",
    "bothy.people",
    "bothy.reports",
    "bothy.demo",
    "bothy.floor",
    "bothy.server",
]

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"

SESSION_COOKIE_NAME = "bothy_office"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Said by `bothy run` where it ends TLS itself or a proxy does. Which requests came over TLS, the server knows
# (the scheme of the request): no header that anybody might send is believed here.
if os.environ.get("BOTHY_OVER_TLS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

STATIC_URL = "/static/"
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Refusals are answers, not news: a log of every 404 hides the fault that matters.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
