"""Nothing about a person is forgotten: each table is in her copy or left out with a reason, each text has its way out."""

from django.apps import apps
from django.db import models

from coursesite.privacy import registry
from coursesite.privacy.document import left_out
from coursesite.privacy.queries.own_data import own_tables, tables_that_lead_to_people

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def columns_of_text() -> set[tuple[str, str]]:
    """Whatever could hold a name: a choice from a list cannot."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices
    }


def test_each_table_that_leads_to_a_person_is_in_her_copy_or_left_out_with_a_reason() -> None:
    """Mend in the floor's privacy.py: `kept_tables` with the way to her, or `leave_out`."""
    shown = {table.label for table in own_tables()}

    assert sorted(tables_that_lead_to_people() - shown - registry.left_out_tables.keys()) == []
    assert shown & registry.left_out_tables.keys() == set()


def test_each_column_that_could_hold_a_name_says_how_it_gets_out() -> None:
    """Mend in the floor's privacy.py: `search` where people type, `no_name` with the reason where none can be."""
    assert sorted(columns_of_text() - registry.searched - registry.nameless.keys()) == []


def test_registers_name_what_exists_and_once() -> None:
    columns = {(model._meta.label, field.name) for model in apps.get_models() for field in model._meta.concrete_fields}

    assert sorted((registry.searched | registry.left_out_fields.keys()) - columns) == []
    assert sorted(registry.nameless.keys() - columns_of_text()) == []
    assert sorted(registry.searched & registry.nameless.keys()) == []
    assert {*registry.told_of_deeds} <= {table.key for table in own_tables()}


def test_secrets_are_left_out_and_named() -> None:
    secrets = {
        "accounts.User.password", "accounts.User.calendar_token", "accounts.UserSession.session_key",
        "accounts.UserSession.session_data", "account.EmailConfirmation.key", "mfa.Authenticator.data",
    }  # fmt: skip
    shown = {f"{table.label}.{column}" for table in own_tables() for column in table.columns}

    assert secrets & shown == set()
    assert secrets <= {entry.what for entry in left_out() if entry.why}


def test_of_rows_about_others_only_when_is_told() -> None:
    """Her own texts and numbers of things at most: nothing that says whom it was about."""
    deeds = {table.key: set(table.columns) for table in own_tables() if not table.is_hers}

    assert deeds["quizzes.AttemptSlot:marked_by"] == {"pk", "marked_at"}
    assert deeds["lessons.EnrolmentEvent:actor"] == {"pk", "day", "at"}
    assert deeds["journal.JournalEntry:actor"] == {"pk", "at", "actor_role", "action", "purpose"}
