import pytest
from django.test import Client

from coursesite.pages.models import SitePage
from coursesite.pages.services.shipping import load_shipped_pages, save_page

pytestmark = pytest.mark.django_db


def test_start_page_names_the_three_terms(client: Client) -> None:
    page = client.get("/").content.decode()

    assert all(term in page for term in ("Kundenfokus", "Kundenorientierung", "Kundenzentrierung"))
    assert '<html lang="de"' in page


def test_language_switch_keeps_the_page(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/pages/kontakt/"})

    assert (response.status_code, response.url) == (302, "/pages/kontakt/")
    assert '<html lang="en"' in client.get("/").content.decode()


def test_language_switch_leads_nowhere_else(client: Client) -> None:
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"}).url == "/"


def test_theme_switch(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()

    client.post("/theme/", {"theme": "system"})
    assert "data-bs-theme" not in client.get("/").content.decode()


def test_footer_pages_are_shipped_and_edited_ones_stay(client: Client) -> None:
    assert load_shipped_pages() == 8
    page = SitePage.objects.get(slug="impressum", language="de")
    page.source, page.shipped_hash = "Muster GmbH\n", ""
    save_page(page=page)

    assert load_shipped_pages() == 0
    assert "<p>Muster GmbH</p>" in client.get("/pages/impressum/").content.decode()
    assert client.get("/pages/unbekannt/").status_code == 404


def test_every_page_has_the_policy_and_unknown_ones_too(client: Client) -> None:
    for path in ("/", "/gibt-es-nicht/", "/healthz"):
        assert client.get(path).headers["Content-Security-Policy"].startswith("default-src 'self'; img-src")


def test_nul_byte_in_an_address_is_refused(client: Client) -> None:
    assert client.get("/?q=%00").status_code == 400
    assert client.get("/pages/%00/").status_code in {400, 404}
