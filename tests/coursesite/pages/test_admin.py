"""The footer pages in the workshop: what the renderer refuses stays in the form."""

import pytest
from django.test import Client

from coursesite.pages.models import SitePage
from coursesite.pages.services.shipping import load_shipped_pages
from tests.factories.accounts import make_operator
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Client:
    load_shipped_pages()
    return signed_in(make_operator())


def save(site: Client, source: str):
    page = SitePage.objects.get(slug="kontakt", language="de")
    values = {"slug": "kontakt", "language": "de", "title": "Kontakt", "position": page.position, "source": source}
    return site.post(f"/admin/pages/sitepage/{page.pk}/change/", values)


def test_an_operator_completes_a_page(site) -> None:
    assert save(site, "Rufen Sie **uns** an.").status_code == 302
    assert "<strong>uns</strong>" in Client().get("/pages/kontakt/").content.decode()


def test_a_refused_text_stays_in_the_form(site) -> None:
    before = SitePage.objects.get(slug="kontakt", language="de").source

    response = save(site, "[" * 20_000)

    form = response.context["adminform"].form
    assert response.status_code == 200
    assert form["source"].value() == "[" * 20_000
    assert len(form.non_field_errors()) == 1
    assert SitePage.objects.get(slug="kontakt", language="de").source == before
