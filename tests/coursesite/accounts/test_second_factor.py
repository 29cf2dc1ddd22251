import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from coursesite import clock, registry
from coursesite.accounts.models import User
from coursesite.accounts.services.departments import root_department
from coursesite.accounts.services.roles import grant_hr
from tests.factories.accounts import make_operator, make_user

pytestmark = pytest.mark.django_db
REQUIRED = override_settings(SECOND_FACTOR_REQUIRED=True)


def make_hr() -> User:
    user = make_user()
    grant_hr(user=user, department=root_department(day=clock.today()), granted_by=None, now=clock.now())
    return user


def make_instructor(monkeypatch) -> User:
    user = make_user()
    monkeypatch.setattr(registry, "staff_rules", [lambda person: person.pk == user.pk])
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def add_factor(user: User, kind: str = Authenticator.Type.TOTP) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data={"secret": "JBSWY3DPEHPK3PXP"})


def answer(client: Client, url: str = "/me/") -> tuple[int, str]:
    response = client.get(url)
    return response.status_code, response.headers.get("Location", "")


@REQUIRED
@pytest.mark.parametrize("role", ["hr", "operator", "instructor"])
def test_staff_without_second_factor_must_set_one_up(role: str, monkeypatch) -> None:
    user = {"hr": make_hr, "operator": make_operator, "instructor": lambda: make_instructor(monkeypatch)}[role]()
    client = signed_in(user)

    before = answer(client)
    add_factor(user)

    assert before == (302, "/accounts/2fa/")
    assert answer(client) == (200, "")


@REQUIRED
@pytest.mark.parametrize("url", ["/", "/admin/", "/accounts/password/change/", "/accounts/email/"])
def test_nothing_else_opens(url: str) -> None:
    assert answer(signed_in(make_operator()), url) == (302, "/accounts/2fa/")


@REQUIRED
@pytest.mark.parametrize(
    "url", ["/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/", "/healthz", "/readyz"]
)
def test_what_it_takes_to_set_one_up_opens(url: str) -> None:
    assert answer(signed_in(make_operator()), url) == (200, "")


@REQUIRED
def test_the_way_to_a_second_factor_is_open() -> None:
    client = signed_in(make_operator())

    status, url = answer(client, "/accounts/2fa/totp/activate/")

    assert (status, url.split("?")[0]) == (302, "/accounts/reauthenticate/")


@REQUIRED
def test_recovery_codes_alone_are_no_second_factor() -> None:
    user = make_operator()
    add_factor(user, Authenticator.Type.RECOVERY_CODES)

    assert answer(signed_in(user)) == (302, "/accounts/2fa/")


def test_locally_it_is_offered_only() -> None:
    assert answer(signed_in(make_operator())) == (200, "")


@REQUIRED
def test_role_granted_while_signed_in_counts_at_once() -> None:
    user = make_user()
    client = signed_in(user)
    assert answer(client) == (200, "")

    grant_hr(user=user, department=root_department(day=clock.today()), granted_by=None, now=clock.now())

    assert answer(client) == (302, "/accounts/2fa/")


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get("/me/")
    return len(captured)


def test_learners_pay_for_the_question_of_their_role_only() -> None:
    client = signed_in(make_user())
    without = queries(client)

    with REQUIRED:
        assert queries(client) - without <= 1 + len(registry.staff_rules)


def test_staff_pay_once() -> None:
    user = make_hr()
    add_factor(user)
    client = signed_in(user)
    without = queries(client)

    with REQUIRED:
        client.get("/me/")
        assert queries(client) == without


@REQUIRED
def test_removed_factor_is_missed_at_once() -> None:
    user = make_hr()
    factor = add_factor(user)
    client = signed_in(user)
    assert answer(client) == (200, "")

    request = RequestFactory().post("/")
    request.session = client.session
    factor.delete()
    authenticator_removed.send(sender=Authenticator, request=request, user=user, authenticator=factor)
    request.session.save()

    assert answer(client) == (302, "/accounts/2fa/")
