"""The only settings file. Everything comes from the environment (.env.example); nonsense stops the start."""

from __future__ import annotations

import sys
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from laborexport import keys, logs
from laborexport.env import (
    database_from_url,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_str,
    read_key,
    read_key_ring,
)
from laborexport.local import places

BASE_DIR = places.BASE
VAR_DIR = places.VAR
PRODUCTION = env_choice("LABOREXPORT_ENV", ("local", "production"), "local") == "production"
TESTING = "pytest" in sys.modules

# --- keys and doors ---------------------------------------------------------------------------------------------------
_keys = keys.load(places.SECRETS, PRODUCTION)
SECRET_KEY = _keys["SECRET_KEY"]
FIELD_KEYS = read_key_ring("FIELD_KEYS", _keys["FIELD_KEYS"])  # AES-GCM key ring: the highest number encrypts
INDEX_KEY = read_key("INDEX_KEY", _keys["INDEX_KEY"])  # HMAC of the blind index; changing it needs a re-index
DEBUG = env_bool("DEBUG", False)
ALLOWED_HOSTS = env_list(
    "ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# Where prints send those who click a figure.
PUBLIC_URL = env_str("PUBLIC_URL", next(iter(CSRF_TRUSTED_ORIGINS), "http://127.0.0.1:8000"))
if PRODUCTION and (DEBUG or not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "In production DEBUG must be off and ALLOWED_HOSTS must name the hosts, without '*'."
    )
if PRODUCTION and (places.embedded_database() or places.embedded_broker()):
    raise ImproperlyConfigured("In production DATABASE_URL and REDIS_URL must be set.")
if PRODUCTION and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured(
        "SECRET_KEY must be at least 50 random characters; .env.example says how to make one."
    )

# --- the house --------------------------------------------------------------------------------------------------------
FLOORS = ["accounts", "campaigns", "imports", "outreach", "registrations", "reports"]
INSTALLED_APPS = [
    "laborexport",
    *FLOORS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_linear_migrations",
]
MIDDLEWARE = [
    "accounts.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "laborexport.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionClockMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "campaigns.middleware.AccessMiddleware",
]
ROOT_URLCONF = "laborexport.urls"
WSGI_APPLICATION = "laborexport.wsgi.application"
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
                "django.template.context_processors.i18n",
                "laborexport.context.house",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- data -------------------------------------------------------------------------------------------------------------
_database = database_from_url(env_str("DATABASE_URL", places.DATABASE_URL))
_limits = {
    "statement_timeout": env_int("STATEMENT_TIMEOUT", 60 if TESTING else 10) * 1000,  # web 10 s, worker 120 s
    "lock_timeout": env_int("LOCK_TIMEOUT", 3) * 1000,
    "idle_in_transaction_session_timeout": 0 if TESTING else 30_000,
}
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": env_int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in _limits.items()),
            **_database["OPTIONS"],  # type: ignore[dict-item]
        },
        "TEST": {"NAME": env_str("TEST_DATABASE", "test_laborexport")},
    }
}
REDIS_URL = env_str("REDIS_URL", places.REDIS_URL)
FILES_DIR = VAR_DIR / "files"
MEDIA_ROOT = env_str("FILES_DIR", str(FILES_DIR))  # never served by URL: views check access first
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "/static/"
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = TESTING  # tests need no collected files
STATIC_ROOT = env_str("STATIC_ROOT", str(VAR_DIR / "static"))
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]

# --- people -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{name}"}
    for name in (
        "LengthValidator",
        "LikenessValidator",
        "CommonValidator",
        "DigitsValidator",
        "HouseWordsValidator",
    )
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["accounts.signed_in.Accounts"]
SESSION_ENGINE = "accounts.signed_in"
SESSION_COOKIE_AGE = int(
    timedelta(hours=12).total_seconds()
)  # the longest; 30 idle minutes are counted by accounts
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # a sentence may name a person: no cookie
)
SESSION_COOKIE_NAME = "__Host-phien" if PRODUCTION else "phien"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env_bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # the container's own health check speaks plain http
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = True, PRODUCTION, "Lax"
LOCALE_PATHS = [BASE_DIR / "locale" / name for name in ["laborexport", *reversed(FLOORS)]]
FORMAT_MODULE_PATH = ["laborexport.formats"]
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
HELP_CONTACT = env_str("HELP_CONTACT", "")  # stands at the foot of every page: a telephone number, a person
# The weekly digest stands on a page; it is posted as well where there is a mail server and somebody to post it to.
DIGEST_TO = [one.strip() for one in env_str("DIGEST_TO", "").split(",") if one.strip()]
EMAIL_HOST = env_str("EMAIL_HOST", "localhost")
EMAIL_TIMEOUT = 10

# --- the rest ---------------------------------------------------------------------------------------------------------
LOGGING = logs.config(env_choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"))
TASK_TIME_LIMIT = env_int("TASK_TIME_LIMIT", 300, minimum=30)
JOB_LEASE_SECONDS = env_int(
    "JOB_LEASE_SECONDS", 60, minimum=1
)  # a worker silent for so long is taken for dead
JOB_RESEND_SECONDS = env_int(
    "JOB_RESEND_SECONDS", 60, minimum=1
)  # a message unheard for so long is sent again
JOB_SWEEP_SECONDS = env_int("JOB_SWEEP_SECONDS", 15, minimum=1)  # how often lost work is looked for
