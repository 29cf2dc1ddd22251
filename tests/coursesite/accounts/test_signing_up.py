import pytest
from allauth.account.internal.flows import manage_email
from django.core import mail
from django.test import Client, override_settings

from coursesite import clock
from coursesite.accounts.models import User
from coursesite.accounts.services.departments import root_department
from tests.factories.accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db
URL = "/accounts/signup/"
DATA = {"name": "Ada Öztürk", "email": "Ada@Example.com", "password1": PASSWORD}
CONFIRMED = override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")


def test_open_sign_up_makes_a_person_in_the_root_department(client: Client) -> None:
    client.cookies["language"] = "en"

    response = client.post(URL, DATA)

    user = User.objects.get()
    assert (response.status_code, response.url) == (302, "/")
    assert (user.email, user.name, user.language) == ("ada@example.com", "Ada Öztürk", "en")
    assert user.check_password(PASSWORD)
    assert [m.department for m in user.memberships.all()] == [root_department(day=clock.today())]
    assert client.session["_auth_user_id"] == str(user.pk)


@override_settings(SIGNUP="closed")
def test_closed_sign_up(client: Client) -> None:
    response = client.post(URL, DATA)

    assert response.templates[0].name == "account/signup_closed.html"
    assert not User.objects.exists()


@override_settings(SIGNUP="domain", SIGNUP_DOMAINS=["Firma.example", "tochter.example"])
@pytest.mark.parametrize(
    ("email", "goes"),
    [
        ("ada@firma.example", True),
        ("ada@TOCHTER.example", True),
        ("ada@example.com", False),
        ("ada@sub.firma.example", False),
        ("ada@notfirma.example", False),
        ('"ada@firma.example"@example.com', False),
    ],
)
def test_domain_sign_up(client: Client, email: str, goes: bool) -> None:
    response = client.post(URL, {**DATA, "email": email})

    assert User.objects.exists() is goes
    if not goes:
        assert "Firma.example, tochter.example" in str(response.context["form"].errors)
        assert response.context["form"]["email"].value() == email


@CONFIRMED
def test_known_address_is_not_told(client: Client) -> None:
    make_user(email="ada@example.com", language="en")

    known = Client().post(URL, DATA)
    new = Client().post(URL, {**DATA, "email": "bob@example.com"})

    assert (known.status_code, known.url) == (new.status_code, new.url) == (302, "/accounts/confirm-email/")
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["ada@example.com"], "Account already exists"),
        (["bob@example.com"], mail.outbox[1].subject),
    ]
    assert User.objects.count() == 2


@CONFIRMED
def test_unconfirmed_address_does_not_sign_in(client: Client) -> None:
    client.post(URL, DATA)

    assert "_auth_user_id" not in client.session
    assert "/accounts/confirm-email/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ada\nBcc: opfer@example.com"),
        ("name", "A\x00da"),
        ("name", "x" * 10_000),
        ("name", ""),
        ("email", "a\x00@example.com"),
        ("email", "x" * 10_000 + "@example.com"),
        ("password1", "kurz"),
        ("password1", "x" * 129),
        ("password1", "x" * 10_000),
        ("password1", "password1234"),
        ("password1", "730281946502"),
        ("password1", "ada@example.com"),
        ("password1", "Ada Öztürk A"),
        ("password1", "nu\x00ll-nu\x00ll-null"),
    ],
)
def test_refused_input_keeps_what_was_typed(client: Client, field: str, value: str) -> None:
    response = client.post(URL, {**DATA, field: value})

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in DATA} == {**DATA, field: value}
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("profile", "goes_to"), [("none", "/accounts/login/"), ("mandatory", "/accounts/confirm-email/")]
)
def test_somebody_else_was_faster(client: Client, profile: str, goes_to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the form's check and the insert another request took the address (a double click)."""

    def check_then_lose(value: str) -> tuple[str, bool]:
        make_user(email="ada@example.com")
        return value, False

    monkeypatch.setattr(manage_email, "email_already_exists", check_then_lose)

    with override_settings(ACCOUNT_EMAIL_VERIFICATION=profile):
        response = client.post(URL, DATA)

    assert (response.status_code, response.url) == (302, goes_to)
    assert User.objects.count() == 1
