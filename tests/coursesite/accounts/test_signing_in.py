import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from coursesite.accounts.models import User, UserSession
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
URL = "/accounts/login/"
ARGON2 = override_settings(PASSWORD_HASHERS=["coursesite.accounts.hashers.Argon2MinimumHasher"])


def sign_in(client: Client, email: str, password: str = PASSWORD, **data: str):
    return client.post(URL, {"login": email, "password": password, **data})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_right_password_signs_in(client: Client) -> None:
    make_user(email="ada@example.com")

    response = sign_in(client, " Ada@Example.COM ")

    assert (response.status_code, response.url) == (302, "/")
    assert is_signed_in(client)


def test_wrong_password_and_unknown_account_get_the_same_page() -> None:
    make_user(email="ada@example.com")

    pages = [sign_in(Client(), email, "falsch-falsch-falsch") for email in ("ada@example.com", "bob@example.com")]

    assert [page.status_code for page in pages] == [200, 200]
    assert without_token(pages[0]).replace("ada@", "X@") == without_token(pages[1]).replace("bob@", "X@")
    assert pages[0].context["form"].non_field_errors()


def without_token(page) -> str:
    return re.sub(r'value="\w{64}"', "", page.content.decode())


@pytest.mark.parametrize("email", ["ada@example.com", "bob@example.com", "without@example.com"])
def test_each_account_costs_one_hash(client: Client, email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known, unknown, and one that has no password yet."""
    make_user(email="ada@example.com")
    make_user(email="without@example.com", password=None)
    hashed = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    monkeypatch.setattr(hasher, lambda self, password, salt: hashed.append(password) or "md5$x$y")

    sign_in(client, email, "falsch-falsch-falsch")

    assert len(hashed) == 1


def test_tenth_wrong_password_is_the_last_for_a_while(client: Client) -> None:
    make_user(email="ada@example.com")
    make_user(email="bob@example.com")
    for _ in range(10):
        sign_in(client, "ada@example.com", "falsch-falsch-falsch")

    response = sign_in(client, "ada@example.com")

    assert not is_signed_in(client)
    assert [error.code for error in response.context["form"].non_field_errors().as_data()] == [
        "too_many_login_attempts"
    ]
    assert sign_in(Client(), "bob@example.com").status_code == 302


def test_an_office_behind_one_address_is_not_slowed() -> None:
    hashed = make_password(PASSWORD)
    people = [User(email=f"p{number}@example.com", name=f"P{number}", password=hashed) for number in range(200)]
    User.objects.bulk_create(people)

    answers = {sign_in(Client(), person.email).status_code for person in people}

    assert answers == {302}


def test_forged_forwarding_header_does_not_lift_the_limit() -> None:
    make_user(email="ada@example.com")
    for number in range(10):
        client = Client(headers={"X-Forwarded-For": f"203.0.113.{number}"})
        sign_in(client, "ada@example.com", "falsch-falsch-falsch")

    client = Client(headers={"X-Forwarded-For": "203.0.113.99"})

    sign_in(client, "ada@example.com")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/me/", "/me/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://127.0.0.1/", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_next_stays_on_this_host(client: Client, target: str, goes_to: str) -> None:
    make_user(email="ada@example.com")

    assert sign_in(client, "ada@example.com", next=target).url == goes_to


def test_sign_in_changes_the_session_id(client: Client) -> None:
    make_user(email="ada@example.com")
    session = client.session
    session["before"] = True
    session.save()

    sign_in(client, "ada@example.com")

    assert client.session.session_key != session.session_key
    assert not UserSession.objects.filter(session_key=session.session_key).exists()


def test_sign_out_ends_the_session_on_the_server(client: Client) -> None:
    make_user(email="ada@example.com")
    sign_in(client, "ada@example.com")
    key = client.session.session_key

    client.get("/accounts/logout/")
    assert UserSession.objects.filter(session_key=key).exists()  # GET changes nothing
    client.post("/accounts/logout/")

    assert not UserSession.objects.filter(session_key=key).exists()


def test_language_follows_the_person(client: Client) -> None:
    make_user(email="ada@example.com", language="en")

    sign_in(client, "ada@example.com")

    assert client.cookies["language"].value == "en"
    assert client.get("/me/").headers["Content-Language"] == "en"


def test_put_out_of_use_while_signed_in(client: Client) -> None:
    user = make_user(email="ada@example.com")
    sign_in(client, "ada@example.com")
    assert client.get("/me/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/me/").status_code == 302
    refused = sign_in(client, "ada@example.com").url
    assert refused == "/accounts/inactive/"
    assert "Gehören Sie noch zum Unternehmen" in client.get(refused).content.decode()


@pytest.mark.parametrize("field", ["login", "password"])
@pytest.mark.parametrize("value", ["a\x00b@example.com", "x" * 10_000, "ein\nUmbruch", "\ud7ff\uffff💥"])
def test_odd_input_is_a_form_error(client: Client, field: str, value: str) -> None:
    make_user(email="ada@example.com")

    response = client.post(URL, {"login": "ada@example.com", "password": PASSWORD, field: value})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["form"]["login"].value() == (value if field == "login" else "ada@example.com")


def test_odd_target_is_no_server_error(client: Client) -> None:
    make_user(email="ada@example.com")

    assert sign_in(client, "ada@example.com", next="/me/\x00\r\nX: y").status_code == 302


@ARGON2
def test_passwords_are_kept_with_argon2_at_the_owasp_minimum() -> None:
    user = make_user()

    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert user.check_password(PASSWORD)
