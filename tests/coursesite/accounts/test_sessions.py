"""A session's key comes from a browser, so it can be anything."""

import pytest
from django.contrib.auth import SESSION_KEY

from coursesite.accounts.sessions import SessionStore
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ['"abcdefgh\\000ij"', "abcdefgh-ij", "x" * 10_000, "' OR 1=1 --"])
def test_a_key_that_is_none_of_ours_is_nobody(client, settings, key: str) -> None:
    response = client.get("/me/", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})

    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/me/"


def test_keys_of_ours_are_found(client) -> None:
    learner = make_user()
    client.force_login(learner)

    assert client.session.session_key.isalnum()
    assert SessionStore(client.session.session_key)[SESSION_KEY] == str(learner.pk)
