from django.conf import settings

from coursesite.http.csp import policy


def test_policy_is_the_agreed_one() -> None:
    assert policy(settings.SECURE_CSP) == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
