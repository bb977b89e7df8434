"""The product's settings, with what tests need otherwise."""

import os

os.environ.setdefault("BATON_ENV", "test")

from handoff.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ACCOUNT_RATE_LIMITS: dict[str, str] = {}
CELERY_BROKER_URL = CELERY_BROKER_URL  # noqa: F405
