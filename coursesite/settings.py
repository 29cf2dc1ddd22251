"""Settings, read top to bottom.

What an operator may set comes from the environment (the README has the table); everything else is course policy:
a named constant with its reason. DEBUG is off in both profiles, so the error pages you see are the ones learners see.
"""

import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Profile -----------------------------------------------------------------------------------------------------
# local: one machine, plain HTTP, demo people. production: everything an internet-facing site needs; nothing is guessed.
SITE_PROFILE = env.str("SITE_PROFILE", default="local")
if SITE_PROFILE not in {"local", "production"}:
    raise ImproperlyConfigured("SITE_PROFILE is 'local' or 'production'.")
LOCAL = SITE_PROFILE == "local"
DEBUG = False

# --- Files of this installation ----------------------------------------------------------------------------------
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))


def _local_secret_key() -> str:
    """The key of a local installation: made once, kept beside its database, readable by its owner only."""
    path = DATA_DIR / "secret.key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or (_local_secret_key() if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set in the production profile.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- Addresses ---------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000" if LOCAL else "")
# How many proxies of your own stand in front. 0 = none: a forged X-Forwarded-For has no effect.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- Applications ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "coursesite.apps.AdminConfig",
    "coursesite.apps.SiteConfig",
    "coursesite.accounts",
    "coursesite.journal",
    "coursesite.outbox",
    "coursesite.pages",
    "lessons",
    "quizzes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
]

MIDDLEWARE = [
    "coursesite.http.reference.ReferenceMiddleware",
    "coursesite.http.failure.DatabaseFailureMiddleware",
    "coursesite.http.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "coursesite.http.language.LanguageMiddleware",
    "coursesite.http.methods.MethodsMiddleware",
    "coursesite.http.params.CleanInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coursesite.http.privacy.NoStoreMiddleware",
    "coursesite.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "coursesite.urls"
WSGI_APPLICATION = "coursesite.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "coursesite" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coursesite.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "coursesite.templatetags.ui",
                "coursesite.templatetags.tables",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database ----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'trennscharf.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Five settings make "database is locked" vanish (coursesite/storage says why); start asserts them.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
ATOMIC_REQUESTS = False

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    # Rate limits count in the cache, so all processes must share it.
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}
    )
}

# --- People and sign-in ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["coursesite.accounts.backends.EmailBackend"]
PASSWORD_HASHERS = ["coursesite.accounts.hashers.Argon2MinimumHasher"]
PASSWORD_MIN_LENGTH = 12
PASSWORD_MAX_LENGTH = 128  # longer input only costs hashing time
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH}},
    {"NAME": "coursesite.accounts.passwords.MaximumLengthValidator",
     "OPTIONS": {"max_length": PASSWORD_MAX_LENGTH}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip

# Who may create an account: open, domain (only SIGNUP_DOMAINS), closed.
SIGNUP = env.str("SIGNUP", default="open" if LOCAL else "closed")
SIGNUP_DOMAINS = env.list("SIGNUP_DOMAINS", default=[])
if SIGNUP not in {"open", "domain", "closed"}:
    raise ImproperlyConfigured("SIGNUP is 'open', 'domain' or 'closed'.")
# Staff roles must have a second factor where real people's data is at stake; locally it is offered.
SECOND_FACTOR_REQUIRED = not LOCAL
# Exports of personal data ask for the password again when the sign-in is older than this (seconds).
REAUTHENTICATE_AFTER = 30 * 60
REAUTHENTICATE_FOR_EXPORT = not LOCAL

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "coursesite.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none" if LOCAL else "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "signup": "coursesite.accounts.forms.SignupForm",
    "login": "coursesite.accounts.forms.LoginForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = REAUTHENTICATE_AFTER
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
# An office shares one address: limits per address are wide, limits per account tight.
ACCOUNT_RATE_LIMITS = {
    "login": "2000/m/ip",
    "login_failed": "10/5m/key,500/5m/ip",
    "signup": "300/m/ip",
    "reset_password": "300/m/ip,5/10m/key",
    "reset_password_from_key": "300/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Trennscharf"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL

SESSION_ENGINE = "coursesite.accounts.sessions"  # names the person, so that she can end her own sessions
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_SAVE_EVERY_REQUEST = False  # would make each page view a write
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "coursesite.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- Mail --------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="trennscharf@localhost")
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
else:  # a mail that nobody sends is still there to read
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not keep everything else that is due waiting

# --- Languages and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "coursesite.formats"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env.str("SITE_TIME_ZONE", default="Europe/Berlin")
USE_TZ = True
USE_I18N = True

# --- Files served ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "coursesite" / "static", ("help", BASE_DIR / "coursesite" / "help" / "pictures")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "coursesite.storage.static.KeptManifestStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"

# --- Security ----------------------------------------------------------------------------------------------------
# Named as in Django 6, so that its own middleware can take over.
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a lesson of 200 KB fits five times
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
if not LOCAL:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- The course --------------------------------------------------------------------------------------------------
COURSE_DIR = BASE_DIR / "lessons" / "content" / "kundenzentrierung"
# What HR's export is for when she states nothing; stored in the journal and shown to the learner.
EXPORT_PURPOSE_DEFAULT = "Nachweis der Kursteilnahme"
# Four eyes: what somebody wrote, somebody else publishes. One person alone could not run a site of her own, so it is
# off locally; load_course publishes what was reviewed in the repository.
FOUR_EYES = env.bool("FOUR_EYES", default=not LOCAL)
# Answers that arrive this many seconds after the end of an attempt still count: networks are slow, people are not late.
ANSWER_GRACE_SECONDS = 10
# --- How long things are kept ------------------------------------------------------------------------------------
# In months; the bounds that no operator can leave stand in the floors' policies (coursesite/policy.py).
KEEP_ANSWERS_MONTHS = env.int("KEEP_ANSWERS_MONTHS", default=12)
KEEP_RECORDS_MONTHS = env.int("KEEP_RECORDS_MONTHS", default=36)
KEEP_JOURNAL_MONTHS = env.int("KEEP_JOURNAL_MONTHS", default=36)
KEEP_MAILS_MONTHS = env.int("KEEP_MAILS_MONTHS", default=12)
# Who was erased, without a name: what a restored backup is compared with. It must not be restored with the database.
ERASURE_LIST = Path(env.str("ERASURE_LIST", default=str(DATA_DIR / "erasures.txt")))

# --- Mails that the site sends by itself -------------------------------------------------------------------------
# What HR may set on /reports/settings/ begins with these values; the bounds stand beside the rules (…/policy.py).
# Reminders of a course that is due. Two weeks leave time to plan it, three days to do it; then the day itself.
REMIND_FIRST_DAYS, REMIND_SECOND_DAYS = 14, 3
# Overdue: weekly, since a daily one is soon filtered away; after four it is for people to talk, and HR has the list.
REMIND_OVERDUE_EVERY_DAYS = 7
REMIND_OVERDUE_TIMES = 4
# When nothing ran for some days, the latest reminder is made up for if it is not older than this; the next is as near.
REMIND_CATCH_UP_DAYS = 6
REMIND_FROM_HOUR = 7  # in the site's time zone: nobody is reminded at night
INVITATION_DAYS = 7
EXPORT_HOURS = 24  # that a long export waits to be fetched

# --- Demo --------------------------------------------------------------------------------------------------------
DEMO_PASSWORD = "kundenzentrierung-demo"  # public on purpose: refused outside the local profile  # noqa: S105
DEMO_DOMAIN = "example.org"

# --- Logging -----------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "coursesite.http.reference.ReferenceFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} [{reference}] {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
            "filters": ["reference"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "coursesite.views.errors": {"level": "INFO"},  # a line for each error page: people read its number out
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners send them by the thousand, each a traceback
    },
}
# E-mail is unique whatever its case: a constraint over lower(email), which this check does not know.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
