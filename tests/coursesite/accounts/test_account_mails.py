"""Mails of the account pages: in the frame of the site's own, true for the case they are sent in."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, override_settings

from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGNUP = {
    "name": "Bo",
    "email": "bo@example.org",
    "password1": "ein-langes-passwort",
    "password2": "ein-langes-passwort",
}
FOOT = "--\nDiese Mail verschickt Trennscharf automatisch. Eine Antwort darauf liest niemand.\nhttp://localhost:8000"


@pytest.fixture
def ada():
    user = make_user(email="ada@example.org", name="Ada Öztürk <a>")
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    return user


def text_of_the_only_mail() -> str:
    [message] = mail.outbox
    assert message.alternatives == []
    assert message.body.endswith(FOOT)
    return message.body.removesuffix(FOOT)


def test_an_address_that_is_added(client: Client, ada) -> None:
    client.force_login(ada)
    client.post("/accounts/email/", {"action_add": "", "email": "neu@example.org"})

    text = text_of_the_only_mail()
    assert text.startswith(
        "Guten Tag Ada Öztürk <a>,\n\nIn Ihrem Konto bei Trennscharf ist diese E-Mail-Adresse eingetragen worden."
    )
    assert "/accounts/confirm-email/" in text


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
def test_an_account_that_is_made(client: Client) -> None:
    client.post("/accounts/signup/", SIGNUP)

    text = text_of_the_only_mail()
    assert "Mit dieser E-Mail-Adresse ist ein Konto bei Trennscharf angelegt worden." in text
    assert "/accounts/confirm-email/" in text


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
def test_an_account_that_is_there_already(client: Client, ada) -> None:
    client.post("/accounts/signup/", {**SIGNUP, "email": ada.email})

    text = text_of_the_only_mail()
    assert "Mit der E-Mail-Adresse ada@example.org sollte ein Konto bei Trennscharf angelegt werden." in text
    assert "/accounts/password/reset/" in text


def test_a_new_password(client: Client, ada) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email})

    text = text_of_the_only_mail()
    assert "Für Ihr Konto bei Trennscharf ist ein neues Passwort angefordert worden." in text
    assert "/accounts/password/reset/key/" in text
    assert PASSWORD not in text


def test_a_new_password_for_nobody(client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nie@example.org"})

    assert text_of_the_only_mail().startswith(
        "Guten Tag,\n\nFür die E-Mail-Adresse nie@example.org ist ein neues Passwort bei Trennscharf angefordert worden."
    )
