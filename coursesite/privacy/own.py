"""What this floor says of the people in its tables (coursesite/privacy/registry.py says what that means)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coursesite import registry as site
from coursesite.accounts.enums import Language, Role, TimeFactor
from coursesite.accounts.models import DatedRole, DepartmentMembership
from coursesite.journal.queries import entries_about
from coursesite.outbox.models import MailState, OutboxMail
from coursesite.privacy import registry
from coursesite.privacy.registry import Part
from coursesite.privacy.services.erasing import clear_account
from coursesite.privacy.services.erasure_list import mind_erasures, note_merging
from coursesite.privacy.services.retention import delete_old_records
from coursesite.tables.columns import Column, Table

SECRET = gettext_lazy("A secret: anyone who has it could act in your place.")
NAMES_OTHERS = gettext_lazy("May name other people.")


def profile_parts(user: Any, now: datetime) -> Iterator[Part]:
    yes_no = {True: _("yes"), False: _("no")}
    rows = [
        (_("Name"), user.name),
        (_("Email address"), user.email),
        (_("Personnel number"), user.personnel_number),
        (_("Language"), str(Language(user.language).label)),
        (_("Time extension"), str(TimeFactor(user.time_factor).label)),
        (_("Entry date"), user.entry_date),
        (_("Reminders for optional courses"), yes_no[user.reminders]),
        (_("Account since"), user.joined_at),
    ]
    yield Part("", Table((Column("what", _("What")), Column("value", _("Value"))), rows))


def place_parts(user: Any, now: datetime) -> Iterator[Part]:
    memberships = DepartmentMembership.objects.filter(user=user).order_by("valid_from")
    columns = (Column("department", _("Department")), Column("from", _("From")), Column("until", _("Until")))
    yield Part(
        _("Departments"), Table(columns, memberships.values_list("department__name", "valid_from", "valid_until"))
    )
    rows = [
        (str(model._meta.verbose_name), role.granted_at, role.ended_at)
        for model in DatedRole.__subclasses__()
        for role in model._default_manager.filter(user=user)
    ]
    yield Part(
        _("Roles"), Table((Column("role", _("Role")), Column("from", _("Since")), Column("until", _("Until"))), rows)
    )


def journal_parts(user: Any, now: datetime) -> Iterator[Part]:
    columns = (
        Column("when", _("When")),
        Column("who", _("Who")),
        Column("what", _("What")),
        Column("purpose", _("What for")),
        Column("columns", _("Which data")),
    )
    yield Part("", Table(columns, (_entry(entry) for entry in entries_about(user).iterator(chunk_size=500))))


def mail_parts(user: Any, now: datetime) -> Iterator[Part]:
    states = {state.value: str(state.label) for state in MailState}
    columns = (Column("day", _("Day")), Column("kind", _("Kind")), Column("state", _("State")), Column("at", _("Sent")))
    mails = OutboxMail.objects.filter(user=user).order_by("day", "pk")
    kinds = {kind.key: str(kind.label) for kind in site.mail_kinds.values()}
    rows = (
        (mail.day, kinds.get(mail.kind, mail.kind), states[mail.state], mail.sent_at)
        for mail in mails.iterator(chunk_size=500)
    )
    yield Part("", Table(columns, rows))


def _entry(entry: Any) -> tuple[Any, ...]:
    words = site.journal_words.get(entry.action, {})
    role = str(Role(entry.actor_role).label) if entry.actor_role in Role else _("the site itself")
    columns = ", ".join(str(words.get(key, key)) for key in entry.details.get("columns", []))
    return entry.at, role, entry.get_action_display(), str(words.get(entry.purpose, entry.purpose)), columns


def register() -> None:
    registry.register_section(registry.Section("profile", gettext_lazy("Profile"), profile_parts))
    registry.register_section(registry.Section("places", gettext_lazy("Departments and roles"), place_parts))
    registry.register_section(registry.Section("journal", gettext_lazy("Who has seen what about me"), journal_parts))
    registry.register_section(registry.Section("mails", gettext_lazy("Emails to you"), mail_parts))
    registry.register_step(registry.ErasureStep("account", clear_account))
    registry.leave_out_fields(SECRET, "accounts.User", "password", "calendar_token")
    registry.leave_out_fields(SECRET, "accounts.UserSession", "session_key", "session_data")
    registry.leave_out_fields(SECRET, "account.EmailConfirmation", "key")
    registry.leave_out_fields(SECRET, "mfa.Authenticator", "data")
    registry.leave_out_fields(NAMES_OTHERS, "admin.LogEntry", "object_repr", "change_message")
    registry.told_of_deeds["journal.JournalEntry:actor"] = ("actor_role", "action", "purpose")
    site.register_due_job(site.DueJob("delete old records", delete_old_records))
    site.register_due_job(site.DueJob("mind the list of erasures", mind_erasures))
    site.register_merging_step(note_merging)
    _say_where_names_stand()


def _say_where_names_stand() -> None:
    registry.search("journal.JournalEntry", "purpose", "details")
    registry.search("admin.LogEntry", "object_repr", "change_message")
    registry.search("outbox.OutboxMail", "last_error")
    emptied = "emptied by the account's step"
    registry.no_name(
        emptied, "accounts.User",
        "password", "email", "name", "personnel_number", "public_id", "scim_id", "calendar_token",
    )  # fmt: skip
    registry.no_name(emptied, "accounts.FormerName", "text")
    registry.no_name(emptied, "accounts.UserSession", "session_key", "session_data")
    registry.no_name(emptied, "account.EmailAddress", "email")
    registry.no_name(emptied, "account.EmailConfirmation", "key")
    registry.no_name(emptied, "mfa.Authenticator", "data")
    code = "a code or a number of the program's"
    registry.no_name(code, "journal.JournalEntry", "actor_role")
    registry.no_name(code, "outbox.OutboxMail", "kind", "rule", "data")
    registry.no_name(code, "admin.LogEntry", "object_id")
    registry.no_name(code, "accounts.Department", "path")
    registry.no_name(code, "accounts.RuleValue", "key")
    registry.no_name("a digest of a random id", "journal.ErasedKey", "digest", "belongs_to")
    registry.no_name(code, "accounts.DepartmentPlacement", "path")
    registry.no_name("names a unit of the company", "accounts.Department", "name")
    texts = "a page that the company publishes; who stands there wants to be found"
    registry.no_name(texts, "pages.SitePage", "slug", "title", "source", "html", "shipped_hash")
    registry.no_name("not used", "auth.Group", "name")
    registry.no_name("not used", "auth.Permission", "name", "codename")
    registry.no_name("not used", "sessions.Session", "session_key", "session_data")
    registry.no_name(code, "contenttypes.ContentType", "app_label", "model")
