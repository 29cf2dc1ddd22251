import re

import pytest
from django.core import mail
from django.test import Client, override_settings

from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
URL = "/accounts/password/reset/"
NEW = "ein-anderes-passwort"


def link() -> str:
    return re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]


def choose(client: Client, path: str, password: str = NEW):
    page = client.get(path)
    return client.post(page.url, {"password1": password, "password2": password}) if page.status_code == 302 else page


def test_person_made_by_hr_sets_her_first_password(client: Client) -> None:
    user = make_user(email="ada@example.com", password=None)
    client.post(URL, {"email": "ADA@example.com"})

    choose(client, link())

    user.refresh_from_db()
    assert user.check_password(NEW)
    assert mail.outbox[-1].to == ["ada@example.com"]


def test_link_works_once(client: Client) -> None:
    user = make_user(email="ada@example.com")
    client.post(URL, {"email": user.email})
    path = link()
    choose(client, path)

    again = choose(Client(), path, "noch-ein-passwort-mehr")

    user.refresh_from_db()
    assert again.context["token_fail"] is True
    assert user.check_password(NEW)
    html = again.content.decode()
    assert "<title>Dieser Link gilt nicht mehr – Trennscharf</title>" in " ".join(html.split())
    assert f'class="btn btn-primary" href="{URL}"' in html


def test_answer_is_the_same_for_unknown_addresses() -> None:
    make_user(email="ada@example.com")

    answers = [Client().post(URL, {"email": email}) for email in ("ada@example.com", "bob@example.com")]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/accounts/password/reset/done/")] * 2


@override_settings(SIGNUP="domain", SIGNUP_DOMAINS=["firma.example"])
def test_people_of_other_domains_may_have_a_new_password(client: Client) -> None:
    make_user(email="extern@example.com")

    client.post(URL, {"email": "extern@example.com"})

    assert mail.outbox[0].to == ["extern@example.com"]


@pytest.mark.parametrize(("language", "page", "subject"), [("en", "de", "Password reset"), ("de", "en", None)])
def test_mail_is_in_the_language_of_its_reader(client: Client, language: str, page: str, subject: str | None) -> None:
    make_user(email="ada@example.com", language=language)
    client.cookies["language"] = page

    client.post(URL, {"email": "ada@example.com"})

    assert (mail.outbox[0].subject == "Password reset") is (subject is not None)


@pytest.mark.parametrize("email", ["a\x00@example.com", "x" * 10_000, "a@b.de\nBcc: c@d.de", ""])
def test_odd_input_is_a_form_error(client: Client, email: str) -> None:
    response = client.post(URL, {"email": email})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["email"]
    assert response.context["form"]["email"].value() == email
    assert mail.outbox == []


def test_sixth_mail_to_one_address_waits(client: Client) -> None:
    make_user(email="ada@example.com")

    statuses = [client.post(URL, {"email": "ada@example.com"}).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_too_many_tries_of_a_new_password_in_a_minute_give_a_page_of_the_site(client: Client) -> None:
    client.force_login(make_user())

    tries = [client.post("/accounts/password/change/", {"oldpassword": "falsch"}) for _ in range(6)]

    assert [page.status_code for page in tries] == [200] * 5 + [429]
    assert '<html lang="de"' in tries[-1].content.decode()
    assert "Referenznummer:" in tries[-1].content.decode()
