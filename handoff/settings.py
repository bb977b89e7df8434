"""Every setting, read from the environment here and nowhere else (docs/settings.md lists the variables)."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from handoff.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
MIB = 1024 * 1024


def flag(name: str, *, default: bool = False) -> bool:
    return os.getenv(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.getenv(name, default).split(",") if part.strip()]


def package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(f"The package “{package}” is missing: install requirements/production.lock.")
    return Path(spec.origin).parent


# --- where we run -------------------------------------------------------------------------------------------
EMBEDDED = flag("BATON_EMBEDDED")  # `make run`: our own PostgreSQL and Redis, mails readable in the browser
PRODUCTION = not EMBEDDED and os.getenv("BATON_ENV", "production") == "production"
DEBUG = flag("BATON_DEBUG")
DATA_DIR = Path(os.getenv("BATON_DATA", BASE_DIR / "var"))
PORT = int(os.getenv("PORT", "8000"))

UNSAFE_SECRET = "not-a-secret"  # noqa: S105 - named so that the start-up check can refuse it
SECRET_KEY = os.getenv("BATON_SECRET_KEY", UNSAFE_SECRET)
SECRET_KEY_FALLBACKS = listed("BATON_OLD_SECRET_KEYS")
if PRODUCTION and SECRET_KEY in {UNSAFE_SECRET, "", "change-me"}:
    raise ImproperlyConfigured("Set BATON_SECRET_KEY to a long random text: the default may not be used.")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("BATON_DEBUG shows inner workings to every visitor: unset it in production.")

BASE_URL = os.getenv("BATON_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = listed("BATON_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("BATON_ORIGINS", BASE_URL)
SOURCE_URL = os.getenv("BATON_SOURCE_URL", "/help/")  # where the source of this installation can be read
HTTPS = BASE_URL.startswith("https://")
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = flag("BATON_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = int(os.getenv("BATON_HSTS_SECONDS", str(365 * 86400)))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86400
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- the house ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "handoff",
    "accounts",
    "leads",
    "capture",
    "scoring",
    "routing",
    "sla",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "anymail",
]
MIDDLEWARE = [
    "handoff.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "handoff.middleware.Unavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SeldomSessions",
    "accounts.middleware.PersonalTime",
    "accounts.middleware.Unprocessable",
    "handoff.middleware.Explained",
]
ROOT_URLCONF = "handoff.urls"
WSGI_APPLICATION = "handoff.wsgi.application"
# Some clients join host and path with two slashes; the tracking addresses take any number.
SILENCED_SYSTEM_CHECKS = ["urls.W002"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.shell",
            ],
        },
    }
]
INSTALLED_APPS.append("django.forms")
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- PostgreSQL: the only truth ---------------------------------------------------------------------------------
# The application connects as a role that owns nothing; `manage.py migrate` connects as the owner.
APP_ROLE = os.getenv("BATON_APP_ROLE", "baton_app")
DATABASE_URL = os.getenv("DATABASE_URL", "postgresql://baton_app@localhost/baton")
DATABASE_DIRECT_URL = os.getenv("DATABASE_DIRECT_URL", "")  # past a pooler, for tickers to be woken on
DATABASE_OWNER_URL = os.getenv("DATABASE_OWNER_URL", "")
DATABASE_SUPERUSER_URL = os.getenv("DATABASE_SUPERUSER_URL", "")  # only for `manage.py prepare --roles`
OWNER_PASSWORD = os.getenv("BATON_OWNER_PASSWORD", "")
APP_PASSWORD = os.getenv("BATON_APP_PASSWORD", "")


def database(url: str) -> dict[str, Any]:
    """A connection as Django describes it."""
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    found["ENGINE"] = "django.db.backends.postgresql"
    found["OPTIONS"] = {"application_name": "baton", "connect_timeout": 5, **found.get("OPTIONS", {})}
    # PgBouncer in transaction mode hands every transaction another server: no cursor may outlive one.
    found["DISABLE_SERVER_SIDE_CURSORS"] = True
    return found


DATABASES = {"default": database(DATABASE_URL)}
# Pages that only look may read from a streaming replica, unless it is more than so many seconds behind.
if os.getenv("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = database(os.environ["DATABASE_REPLICA_URL"])
REPLICA_MAY_BE_BEHIND = float(os.getenv("BATON_REPLICA_MAY_BE_BEHIND", "30"))

# --- Redis: a doorbell and a cache, never the truth ---------------------------------------------------------------
REDIS_URL = os.getenv("REDIS_URL", "redis://localhost:6379/0")
REDIS_TIMEOUT = 0.25  # seconds; a hanging Redis may cost a request this much and no more
CACHES = {
    "default": {
        "BACKEND": "accounts.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "baton",
        "OPTIONS": {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT},
    }
}
CELERY_BROKER_URL = os.getenv("BATON_BROKER_URL", REDIS_URL.replace("unix://", "redis+socket://", 1)).replace(
    "?db=", "?virtual_host="
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = False  # a doorbell that is lost is rung again by the ticker; the work is in PostgreSQL
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BEAT_SCHEDULER = "handoff.scheduler:HeartbeatScheduler"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "accounts.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "tidy": {"task": "accounts.tidy", "schedule": 3600.0, "options": {"expires": 3600}},
}
TICK_SECONDS = float(os.getenv("BATON_TICK_SECONDS", "0.5"))
TICKER_THREADS = int(os.getenv("BATON_TICKER_THREADS", "4"))
HEARTBEAT_LATE_SECONDS = 30

# --- people -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SIGN_UP_OPEN = flag("BATON_SIGN_UP_OPEN", default=True)
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Somebody who has just signed up and signs in again at once is asked for a new code, not refused.
ACCOUNT_RATE_LIMITS = {"confirm_email": "3/3m/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.getenv("BATON_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Baton"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = True
DEMO = os.getenv("BATON_DEMO", "1") != "0"
SESSION_SEEN_EVERY = 60  # seconds
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
OIDC_SERVER = os.getenv("BATON_OIDC_SERVER", "")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": os.getenv("BATON_OIDC_NAME", "Single sign-on"),
                    "client_id": os.getenv("BATON_OIDC_CLIENT_ID", ""),
                    "secret": os.getenv("BATON_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC_SERVER},
                }
            ],
        }
    }
    if OIDC_SERVER
    else {}
)

# --- mail: one function writes it to the outbox, this is how it leaves -------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.getenv("BATON_MAIL_FROM", "Baton <baton@localhost>")
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_BACKEND = os.getenv(
    "BATON_MAIL_BACKEND",
    "accounts.mail_folder.EmailBackend" if EMBEDDED else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = os.getenv("BATON_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.getenv("BATON_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.getenv("BATON_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.getenv("BATON_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("BATON_SMTP_TLS")
EMAIL_USE_SSL = flag("BATON_SMTP_SSL")
# Hosts that chat messages may go to although they are inside, or speak only http; everything else is https and public.
WEB_ALLOWED_HOSTS = {host.lower() for host in listed("BATON_WEB_ALLOWED_HOSTS")}
ANYMAIL = {key[8:]: value for key, value in os.environ.items() if key.startswith("ANYMAIL_")}

# --- pages --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.getenv("BATON_STATIC_ROOT", BASE_DIR / "staticfiles")) if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static", ("help", BASE_DIR / "docs" / "pictures")]
STATICFILES_FINDERS = [
    "handoff.staticfinder.VendorFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "handoff.staticfinder.AppFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MIB
FILE_UPLOAD_PERMISSIONS = 0o600
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- the API ------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.rest.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.rest.authentication.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["accounts.rest.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "accounts.rest.paging.NewestFirst",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.rest.limits.PerKey"],
    "DEFAULT_SCHEMA_CLASS": "accounts.rest.schema.Schema",
    "EXCEPTION_HANDLER": "accounts.rest.errors.problem",
    "UNAUTHENTICATED_USER": None,
}
API_REQUESTS_PER_MINUTE = int(os.getenv("BATON_API_PER_MINUTE", "600"))
IDEMPOTENT_DAYS = 30
SPECTACULAR_SETTINGS = {
    "TITLE": "Baton",
    "DESCRIPTION": "The moment a lead passes from marketing to sales. Keys are made in a workspace's settings.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

CSRF_FAILURE_VIEW = "handoff.errors.csrf_failed"

LOGGING_CONFIG = None
LOGGING = logging_config(plain=DEBUG or EMBEDDED, level=os.getenv("BATON_LOG_LEVEL", "INFO"))
