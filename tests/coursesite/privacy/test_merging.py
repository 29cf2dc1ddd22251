"""What is stored of a record goes along when it is merged into another one, whatever it is."""

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from coursesite import clock
from coursesite.accounts.models import DatedRole, DeletionRequest, User
from coursesite.accounts.personal_fields import models_of_a_person
from coursesite.accounts.services.merging import merge_people
from coursesite.privacy.services.erasing import erase_person
from tests.coursesite.privacy.test_erasing import NEEDLES, columns_that_hold, plant
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def held_by(person: User) -> set[str]:
    """Tables with rows that would be deleted with her."""
    keys = (
        (model, field)
        for model in models_of_a_person() - {get_user_model()}
        for field in model._meta.concrete_fields
        if field.related_model is get_user_model() and field.remote_field.on_delete is models.CASCADE
    )
    return {model._meta.label for model, field in keys if model._base_manager.filter(**{field.name: person}).exists()}


@pytest.fixture
def kept(stored) -> User:
    """A new record of the same person, whose old one nothing stands against merging any more."""
    for model in DatedRole.__subclasses__():
        model._default_manager.filter(user=stored.person).update(ended_at=clock.now())
    DeletionRequest.objects.update(withdrawn_at=clock.now())
    return make_user(name="Kanarina Neumann", email="kanarina.neumann@example.org")


def test_nothing_of_hers_stays_at_the_emptied_record(stored, kept) -> None:
    """Mend in the floor's merging step: what stays there is neither in her copy nor deleted with her account."""
    before = held_by(stored.person)

    merge_people(kept=kept, other=stored.person, actor=None, now=clock.now())

    assert held_by(stored.person) == set()
    # Its ways to sign in, and files on their way that can be made anew; nothing else is gone.
    assert before - held_by(kept) == {
        "accounts.UserSession", "mfa.Authenticator", "lessons.ExportFile", "lessons.StagedFile",
    }  # fmt: skip


def test_neither_name_is_anywhere_when_the_account_is_deleted_afterwards(stored, kept) -> None:
    planted = plant(stored)
    merge_people(kept=kept, other=stored.person, actor=None, now=clock.now())
    assert planted - columns_that_hold(*NEEDLES) == set()

    erase_person(person=kept, actor=None, now=clock.now())

    assert columns_that_hold(*NEEDLES, "Neumann", "Altmann", "kanarina-scim") == set()
