"""HR finds every page of her section on each of them, in groups by what they are for."""

import re
from html import unescape

import pytest
from django.urls import reverse

from lessons.views.report_pages import REPORT_PAGES
from tests.factories.company import company, make_hr
from tests.factories.workshop import signed_in

pytestmark = pytest.mark.django_db
PAGES = [reverse(page) for group in REPORT_PAGES.groups for _label, page in group.pages]


def test_each_page_shows_all_of_them_and_marks_itself():
    client = signed_in(make_hr(company()))
    client.cookies["language"] = "de"

    for address in PAGES:
        html = client.get(address).content.decode()
        part = re.findall(r'<nav class="section-pages" aria-label="(.+?)">(.*?)</nav>', html, re.DOTALL)

        assert [label for label, _links in part] == ["Seiten der Personalabteilung"]
        assert re.findall(r'<a href="([^"]+)"', part[0][1]) == PAGES
        assert re.findall(r'<a href="([^"]+)" aria-current="page"', part[0][1]) == [address]
        titles = re.findall(r'class="section-pages__title" id="pages-\d">(.+?)</p>', part[0][1])
        assert [unescape(title) for title in titles] == ["Menschen", "Berichte", "Nachweise", "Mails und Regeln"]
        assert html.count('aria-current="page"') == 1
