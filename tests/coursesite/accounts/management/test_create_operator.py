from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from coursesite.accounts.management.commands import create_operator
from coursesite.accounts.models import User
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def run(monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
    answers = iter(typed)
    monkeypatch.setattr(create_operator, "getpass", lambda prompt: next(answers))
    call_command("create_operator", "Chefin@example.com", "Ada Minke", stdout=StringIO())


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory", SECOND_FACTOR_REQUIRED=True)
def test_operator_signs_in_and_is_asked_for_a_second_factor(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, PASSWORD, PASSWORD)

    client.post("/accounts/login/", {"login": "chefin@example.com", "password": PASSWORD})

    assert User.objects.get().is_superuser
    assert client.get("/admin/").url == "/accounts/2fa/"


@pytest.mark.parametrize("typed", [("kurz",), (PASSWORD, PASSWORD + "x"), ("Ada Minke 2",)])
def test_bad_password_makes_nobody(monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(monkeypatch, *typed)

    assert not User.objects.exists()


def test_taken_address(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(email="chefin@example.com")

    with pytest.raises(CommandError):
        run(monkeypatch, PASSWORD, PASSWORD)

    assert not User.objects.get().is_superuser
