import pytest
from django.test import Client

from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
HERE = "/accounts/login/?next=/me/"


def test_language_switch_stays_on_the_page(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": HERE})

    assert (response.status_code, response.url) == (302, HERE)
    assert (client.cookies["language"].value, client.cookies["language"]["max-age"]) == ("en", 365 * 24 * 3600)
    assert client.get(HERE).headers["Content-Language"] == "en"


def test_language_is_kept_with_the_person(client: Client) -> None:
    user = make_user()
    client.force_login(user)

    client.post("/language/", {"language": "en"})

    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize("language", ["fr", "", "d\x00e", "x" * 10_000, "de\r\nSet-Cookie: a=b"])
def test_unknown_language_changes_nothing(client: Client, language: str) -> None:
    response = client.post("/language/", {"language": language, "next": HERE})

    assert (response.status_code, response.url) == (302, HERE)
    assert "language" not in client.cookies


def test_theme_switch_stays_on_the_page(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": HERE})

    assert (response.status_code, response.url) == (302, HERE)
    assert client.get(HERE).context["theme"] == "dark"


@pytest.mark.parametrize("theme", ["", "system", "pink", "dark\x00"])
def test_any_other_theme_means_as_the_system_does(client: Client, theme: str) -> None:
    client.cookies["theme"] = "dark"

    client.post("/theme/", {"theme": theme})

    assert client.get(HERE).context["theme"] == ""


@pytest.mark.parametrize("url", ["/language/", "/theme/"])
def test_no_change_by_get(client: Client, url: str) -> None:
    assert client.get(url).status_code == 405


@pytest.mark.parametrize("url", ["/language/", "/theme/"])
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\x00", "/\\evil"]
)
def test_switches_stay_on_this_host(client: Client, url: str, target: str) -> None:
    response = client.post(url, {"language": "en", "theme": "dark", "next": target})

    assert (response.status_code, response.url) == (302, "/")


@pytest.mark.parametrize("url", ["/language/", "/theme/"])
def test_switches_need_the_token(url: str) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(url, {"language": "en", "theme": "dark"}).status_code == 403
