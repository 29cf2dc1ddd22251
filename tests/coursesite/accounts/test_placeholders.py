"""Labels stay readable while one types."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_no_field_hides_its_label_in_a_placeholder(client, path: str) -> None:
    html = client.get(path).content.decode()

    assert "<label" in html
    assert "placeholder=" not in html
