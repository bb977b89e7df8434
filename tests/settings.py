"""The product's settings, with what tests need otherwise."""

import os
import re

os.environ.setdefault("BATON_ENV", "test")

from handoff.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ACCOUNT_RATE_LIMITS: dict[str, str] = {}
# Each worker clears its own cache: a database number of its own in the one Redis.
WORKER = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", "0"))) or 0) % 8
CACHES["default"]["LOCATION"] = re.sub(r"(db=|/)\d+$", rf"\g<1>{WORKER}", REDIS_URL)  # noqa: F405
WEB_ALLOWED_HOSTS = {"127.0.0.1"}
SESSION_SEEN_EVERY = 0  # so that a page asks the same whether it is the first or not
