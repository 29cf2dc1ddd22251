"""The page of one's addresses offers what can be done with them, and nothing that would be refused."""

import re

import pytest
from allauth.account.models import EmailAddress

from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
URL = "/accounts/email/"
BUTTON = re.compile(r'name="(action_\w+)"')


@pytest.fixture
def page(client):
    user = make_user(email="ada@example.org")
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    client.force_login(user)
    return client


def test_with_a_single_address_another_one_can_be_added(page):
    html = page.get(URL).content.decode()

    assert BUTTON.findall(html.partition("<main")[2]) == ["action_add"]
    assert "ada@example.org" in html

    page.post(URL, {"action_add": "", "email": "neu@example.org"})
    assert EmailAddress.objects.filter(email="neu@example.org", verified=False).exists()


def test_an_address_that_cannot_be_is_refused_at_its_field(page):
    html = page.post(URL, {"action_add": "", "email": "keine"}).content.decode()

    assert "error-summary" in html
    assert BUTTON.findall(html.partition("<main")[2]) == ["action_add"]


def test_of_two_addresses_one_is_chosen(page):
    EmailAddress.objects.create(user=EmailAddress.objects.get().user, email="neu@example.org", verified=True)

    html = page.get(URL).content.decode()

    assert BUTTON.findall(html.partition("<main")[2]) == [
        "action_primary",
        "action_send",
        "action_remove",
        "action_add",
    ]
