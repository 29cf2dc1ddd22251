import pytest
from django.conf import settings

from coursesite.http.csp import policy


def test_policy_is_the_agreed_one() -> None:
    assert policy(settings.SECURE_CSP) == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


@pytest.mark.django_db
def test_what_is_answered_before_any_view_carries_it_too(client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    redirect = client.get("/")
    settings.SECURE_SSL_REDIRECT = False
    stranger = client.get("/", headers={"host": "elsewhere.example"})

    assert (redirect.status_code, stranger.status_code) == (301, 400)
    assert [answer.headers["Content-Security-Policy"] for answer in (redirect, stranger)] == [
        policy(settings.SECURE_CSP)
    ] * 2
