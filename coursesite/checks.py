"""System checks of this site: what must not go live."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from coursesite.policy import Rule, broken_rules
from coursesite.storage.sqlite import wrong_settings

FILES_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@checks.register(checks.Tags.security, deploy=True)
def demo_people_absent(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Demo sign-ins are public knowledge: outside the local profile none may exist."""
    from coursesite.accounts.queries.demo import demo_people  # noqa: PLC0415  # app ready

    if settings.LOCAL:
        return []
    try:
        emails = list(demo_people().values_list("email", flat=True))
    except DatabaseError:
        return []  # not migrated yet: nobody is there
    if not emails:
        return []
    hint = "Delete them: their password is in the README."
    return [checks.Error(f"Demo people exist: {', '.join(emails)}.", hint=hint, id="coursesite.E001")]


@checks.register(checks.Tags.security, deploy=True)
def production_profile(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.LOCAL:
        return []
    hint = "Set SITE_PROFILE=production."
    return [checks.Warning("The local profile is for one machine only.", hint=hint, id="coursesite.W002")]


@checks.register(checks.Tags.database)
def sqlite_settings(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    if not databases:
        return []
    hint = "See coursesite/storage."
    return [checks.Error(f"SQLite: {text}.", hint=hint, id="coursesite.E003") for text in wrong_settings()]


@checks.register
def addresses(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.ALLOWED_HOSTS and settings.SITE_URL:
        return []
    hint = "Set ALLOWED_HOSTS and SITE_URL."
    return [checks.Error("The site does not know its own address.", hint=hint, id="coursesite.E004")]


@checks.register
def mail_server(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Without one, invitations and reminders lie in a folder that nobody opens."""
    if settings.LOCAL or settings.EMAIL_BACKEND != FILES_BACKEND:
        return []
    hint = "Set EMAIL_URL."
    return [checks.Warning("Mails are written to files, not sent.", hint=hint, id="coursesite.W005")]


@checks.register
def rules_for_people(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """What was agreed with the people concerned has bounds in code: no setting leaves them."""
    return [
        checks.Error(f"{rule.key}: {rule.value()} is outside its bounds.", hint=hint_of(rule), id="coursesite.E006")
        for rule in broken_rules()
    ]


def hint_of(rule: Rule) -> str:
    bounds = {"at least": rule.least, "at most": rule.most}
    return ", ".join(f"{words} {value}" for words, value in bounds.items() if value is not None)


def refuse_to_serve_with_errors() -> None:
    """Run the checks that need no database; raise instead of serving a site that is set up wrongly."""
    without_database = [
        check for check in checks.registry.registry.get_checks() if checks.Tags.database not in check.tags
    ]
    errors = [
        message for check in without_database for message in check(app_configs=None, databases=None)
        if message.is_serious() and not message.is_silenced()
    ]  # fmt: skip
    if errors:
        raise ImproperlyConfigured("\n".join(str(error) for error in errors))
