"""The register of personal data is complete: a new field fails here until somebody says what it is for."""

import pytest
from django.apps import apps

from coursesite.accounts.enums import Role
from coursesite.accounts.models import User
from coursesite.accounts.personal_fields import fields_that_need_an_entry, models_of_a_person, personal_fields

APPS = ["accounts", "journal", "outbox", "pages", "account", "mfa", "admin", "sessions", "lessons", "quizzes"]


@pytest.mark.parametrize("app", APPS)
def test_every_personal_field_has_an_entry(app: str) -> None:
    """Mend by registering the field in the floor's personal_fields.py: purpose, period, who sees it."""
    needed = {key for key in fields_that_need_an_entry() if key[0].startswith(f"{app}.")}

    assert sorted(needed - personal_fields().keys()) == []


def test_no_app_is_left_out() -> None:
    assert {label.split(".")[0] for label, _field in fields_that_need_an_entry()} <= set(APPS)


def test_every_entry_is_of_a_field_that_exists() -> None:
    known = {(model._meta.label, field.name) for model in apps.get_models() for field in model._meta.concrete_fields}

    assert sorted(personal_fields().keys() - known) == []


def test_every_entry_says_what_for_and_how_long() -> None:
    empty = [key for key, entry in personal_fields().items() if not (entry.purpose and entry.period)]

    assert empty == []


def test_what_hr_sees_of_a_person() -> None:
    """The works agreement names these; another one needs a new agreement, not only a new line."""
    seen = [key for key, entry in personal_fields().items() if Role.HR in entry.seen_by and key[0] == "accounts.User"]

    names = {"email", "name", "personnel_number", "public_id", "time_factor", "entry_date", "is_active"}
    assert {field for _model, field in seen} == names


def test_a_model_behind_another_one_belongs_to_the_person_too() -> None:
    labels = {model._meta.label for model in models_of_a_person()}

    assert {"account.EmailConfirmation", "quizzes.AnswerStep"} <= labels
    assert User in models_of_a_person()
    assert "lessons.LessonVersion" not in labels
