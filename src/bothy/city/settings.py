"""Django's settings for the city's own page: its accounts and sessions, and nothing of any facility.

No app of a facility is installed and no address of one is there, so whoever signs in here can only see what
`bothy.city.urls` has.
"""

import os
from pathlib import Path

import bothy
from bothy.city.folder import FOLDER_VARIABLE, CityFolder
from bothy.people.cookie_names import cookie_name
from bothy.server.databases import house_database
from bothy.server.home import Home
from bothy.server.settings_shared import *  # noqa: F403

FOLDER = CityFolder(Path(os.environ[FOLDER_VARIABLE]))
_rooms = Path(bothy.__file__).parent

SECRET_KEY = Home(FOLDER.office).make().secret_key()
ALLOWED_HOSTS = [FOLDER.read().host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bothy.city.pages.SignedInOnly",
]
ROOT_URLCONF = "bothy.city.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_rooms / "city" / "templates", _rooms / "server" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "bothy.city.pages.every_page",
            ],
        },
    }
]

DATABASES = {"default": house_database(FOLDER.office / "city.sqlite3")}
SESSION_COOKIE_NAME = cookie_name("bothy_office")
CSRF_COOKIE_NAME = cookie_name("csrftoken")
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
