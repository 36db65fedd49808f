"""Django's settings, read from the data folder and a few environment variables.

`PALABRE_DATA` names the data folder, `DATABASE_URL` the owner's address of a PostgreSQL
server when the embedded one is not wanted, `PALABRE_HOSTS` the names it is served under,
`PALABRE_PROXIES` the addresses of proxies whose word on who asks is believed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from palabre.plumbing.data_folder import DataFolder, default_folder

BASE = Path(__file__).resolve().parent.parent
DATA = DataFolder(default_folder())
PROGRAM_ROLE_SUFFIX = "_program"


def _database(url: str, *, user: str = "", password: str = "") -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": user or unquote(parts.username or ""),
        "PASSWORD": password or unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "palabre", "connect_timeout": 10},
    }


_secrets = DATA.read("secrets.json")
OWNER_URL = os.environ.get("DATABASE_URL") or DATA.read("database.json").get("url", "")
SECRET_KEY = _secrets.get("secret_key", "not started")
PROGRAM_ROLE = urlsplit(OWNER_URL).path.lstrip("/") + PROGRAM_ROLE_SUFFIX
DATABASES = {
    "default": _database(
        OWNER_URL, user=PROGRAM_ROLE, password=_secrets.get("program_password", "")
    ),
    "owner": _database(OWNER_URL),
}

DEBUG = False
ALLOWED_HOSTS = os.environ.get("PALABRE_HOSTS", "*").split(",")
PROXIES = [one.strip() for one in os.environ.get("PALABRE_PROXIES", "").split(",") if one.strip()]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "palabre.workspaces",
    "palabre.channels",
    "palabre.people",
    "palabre.knowledge",
    "palabre.inbox",
    "palabre.moderation",
    "palabre.insights",
    "palabre.welcome",
    "palabre.web",
    "config.product.Product",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "palabre.web.security.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are squeezed; tokens in them are masked anew each time, lengths padded by chance, and
    # cookies stay home when another site asks, so that sizes tell nobody anything.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "palabre.workspaces.present.PresentMember",
]
ROOT_URLCONF = "config.addresses"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
AUTH_USER_MODEL = "workspaces.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = os.environ.get("PALABRE_HTTPS") == "1"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE / "palabre" / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/.+-[\w-]{8}\.\w+$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PALABRE_LOG", "WARNING")},
}
