import pytest
from django.conf import settings
from django.test import Client, override_settings

from coursesite import clock
from coursesite.accounts.errors import AccountsError
from coursesite.accounts.models import HRRole, User, WorksCouncilRole
from coursesite.accounts.services.demo import create_demo_people

pytestmark = pytest.mark.django_db


def sign_in(client: Client, email: str, password: str = settings.DEMO_PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_demo_people_are_made_once() -> None:
    assert create_demo_people(now=clock.now()) == create_demo_people(now=clock.now())
    assert sorted(User.objects.values_list("email", flat=True)) == [
        "admin@example.org",
        "betriebsrat@example.org",
        "hr@example.org",
        "lehren@example.org",
        "lernen@example.org",
    ]
    assert (HRRole.objects.get().user.email, WorksCouncilRole.objects.get().user.email) == (
        "hr@example.org",
        "betriebsrat@example.org",
    )


def test_demo_person_signs_in_locally(client: Client) -> None:
    create_demo_people(now=clock.now())

    response = sign_in(client, "Lernen@example.org")

    assert (response.status_code, response.url) == (302, "/")


def test_demo_person_is_refused_elsewhere(client: Client) -> None:
    create_demo_people(now=clock.now())

    with override_settings(LOCAL=False):
        response = sign_in(client, "lernen@example.org")

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_session_of_a_demo_person_ends_elsewhere(client: Client) -> None:
    create_demo_people(now=clock.now())
    sign_in(client, "lernen@example.org")
    assert client.get("/").context["user"].is_authenticated

    with override_settings(LOCAL=False):
        assert not client.get("/").context["user"].is_authenticated


@override_settings(LOCAL=False)
def test_demo_people_are_made_in_the_local_profile_only() -> None:
    with pytest.raises(AccountsError):
        create_demo_people(now=clock.now())

    assert User.objects.count() == 0


def test_site_is_not_ready_with_demo_people_elsewhere(client: Client) -> None:
    create_demo_people(now=clock.now())
    assert client.get("/readyz").json() == {"ready": True, "reasons": []}

    with override_settings(LOCAL=False):
        response = client.get("/readyz")

    assert (response.status_code, response.json()["reasons"]) == (503, ["demo-people"])


def test_same_answer_for_unknown_account_and_wrong_password(client: Client) -> None:
    create_demo_people(now=clock.now())

    pages = [
        sign_in(client, email, "falsches-passwort").context["form"].non_field_errors()
        for email in ("lernen@example.org", "niemand@example.org")
    ]

    assert pages[0] == pages[1]
    assert pages[0]
